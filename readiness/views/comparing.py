"""A result beside others: earlier rounds, the organisation's units and levels, and what partners share."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access
from partnering.answers import do_and_return
from readiness import drawings, queries
from readiness.services import benchmarks as services
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
        "benchmark": queries.benchmark_of(request.user, thing, framework),
        "manages": fetching.manages(request.user, thing),
        "may_join": thing.result.shared_mean is not None,
        "partnerships": queries.partnerships_with_results(request.user),
    }
    return render(request, "readiness/compare.html", context)


@login_required
@require_POST
def join_benchmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the result count in the anonymous comparison."""
    thing = fetching.campaign_to_manage(request.user, pk)
    return do_and_return(
        request,
        lambda: services.join_benchmark(campaign=thing, by=request.user, on=access.today()),
        _("Your result counts now, without your name."),
        reverse("readiness:compare", args=[pk]),
    )


@login_required
@require_POST
def leave_benchmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the result count no more."""
    thing = fetching.campaign_to_manage(request.user, pk)
    return do_and_return(
        request,
        lambda: services.leave_benchmark(campaign=thing, by=request.user),
        _("Your result doesn't count any more."),
        reverse("readiness:compare", args=[pk]),
    )
