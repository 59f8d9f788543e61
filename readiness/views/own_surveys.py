"""The surveys in which somebody who signed in is asked."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from partnering import access
from partnering.answers import behind_link
from readiness import queries
from readiness.services.tokens import token_of


@login_required
def own_surveys(request: HttpRequest) -> HttpResponse:
    """What waits for one's answers, what opens later, and what one has answered. Nobody else sees it."""
    today = access.today()
    rows = [
        (one.campaign, one.answered, one.campaign.takes_answers(today), one.campaign.opens_on > today)
        for one in queries.invitations_of(request.user)
    ]
    return render(request, "readiness/own_surveys.html", {"rows": rows})


@login_required
@require_POST
def open_survey(request: HttpRequest, pk: int) -> HttpResponse:
    """On to one's own survey, as by the link of the mail."""
    mine = [one for one in queries.invitations_of(request.user) if one.campaign_id == pk]
    if not mine:
        raise Http404
    return behind_link(redirect("readiness:survey", token_of(mine[0])))
