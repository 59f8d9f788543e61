"""The page of a partnership's guided journey."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from partnering import access, charts, inspecting, journeys, registry
from partnering.choices import Phase
from partnering.views import fetching


@login_required
def journey(request: HttpRequest, slug: str) -> HttpResponse:
    """What the present phase takes, step by step, each with a way to do it; other phases to look ahead and back."""
    thing = fetching.partnership_to_see(request.user, slug)
    hands = inspecting.hands_of(request.user, thing)
    xray = inspecting.x_ray(request, thing)
    by_kind = {
        kind: journeys.journey(registry.inspections, xray, kind, hands) for kind in (*Phase.LIVE, thing.phase)
    }
    here = by_kind[thing.phase]
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(request.user, thing),
        "journey": here,
        "others": [(Phase(kind).label, one) for kind, one in by_kind.items() if kind != thing.phase],
        "ring": _ring(here) if here.steps else None,
    }
    return render(request, "partnering/journey.html", context)


def _ring(here: journeys.Journey) -> charts.Gauge:
    words = _("%(done)d of %(of)d steps are done.") % {"done": here.done, "of": len(here.steps)}
    return charts.gauge(
        here.percent, title=_("How far this phase has come"), description=words, caption=_("per cent")
    )
