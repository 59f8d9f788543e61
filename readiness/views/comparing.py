"""A result beside others: earlier rounds, the organisation's units and levels, and what partners share."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from readiness import drawings, queries
from readiness.views import fetching


@login_required
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What moved over all rounds, and groups that the reader chooses side by side."""
    thing = fetching.campaign_to_see(request.user, pk)
    if thing.closed_on is None or thing.result.respondents is None:
        return redirect(thing)
    framework = queries.framework_for_reader(request.user, thing)
    taken = queries.taken_on_around(request.user, thing)
    rounds = queries.rounds_before(request.user, thing, taken)
    sides = queries.side_by_side(framework, thing.result, request.GET.getlist("with"))
    context = {
        "campaign": thing,
        "framework": framework,
        "rounds": rounds,
        "course": drawings.course(framework, thing, rounds),
        "sides": sides,
        "radar": drawings.radar_of_groups(framework, sides),
        "partnerships": queries.partnerships_with_results(request.user),
    }
    return render(request, "readiness/compare.html", context)
