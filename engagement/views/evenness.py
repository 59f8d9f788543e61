"""How evenly partners carry a partnership."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagement.evenness import FEW
from engagement.queries.evenness import YEAR, respects_of
from engagement.views import fetching
from partnering import access


@login_required
def balance(request: HttpRequest, slug: str) -> HttpResponse:
    """Each organisation beside the others together: attendance, answers, actions, contributions. No ranking."""
    partnership = fetching.partnership_to_see(request.user, slug)
    today = access.today()
    context = {
        "partnership": partnership,
        "respects": respects_of(request.user, partnership, on=today),
        "since": today - YEAR,
        "few": FEW,
    }
    return render(request, "engagement/balance.html", context)
