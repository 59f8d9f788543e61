"""One partnership after another in large type, for a screen in an office: joint figures only."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from engagement import drawings
from engagement.queries.portfolio import courses_of, next_of, portfolio
from partnering import access

MOST = 40
SECONDS = 15
FRESH_AFTER = 300


@login_required
@never_cache
def wall(request: HttpRequest) -> HttpResponse:
    """What all members of each partnership may know of it; nothing that is an organisation's own.

    Whoever passes by reads it, so even alerts inside the user's own organisation stay away.
    """
    today = access.today()
    rows = list(portfolio(request.user, on=today).order_by("name", "pk")[:MOST])
    courses = courses_of(request.user, [one.pk for one in rows], on=today)
    slides = [
        {
            "row": one,
            "ring": drawings.ring_of(one.name, one.score),
            "course": drawings.course(courses.get(one.pk, ()), one.name),
            "alerts": [alert for alert in one.alerts_now if alert.organisation_id is None],
            "next": next_of(one),
        }
        for one in rows
    ]
    context = {"slides": slides, "seconds": SECONDS, "fresh_after": FRESH_AFTER, "today": today}
    return render(request, "engagement/wall.html", context)
