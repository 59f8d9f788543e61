"""The first page, by what the user is to do, and the first page of a partnership."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagement import drawings
from engagement.briefs import TractionBrief
from engagement.queries import dashboards
from engagement.queries.briefs import brief_for
from engagement.queries.readers import reader_of
from engagement.views import fetching
from partnering import access
from partnering.answers import panels
from partnering.models import Partnership


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """What the user came for: how their partnerships do, what is asked of them, what to do first."""
    today = access.today()
    glances = dashboards.glances_of(request.user, on=today)
    focus = _in_focus(request, [one.partnership for one in glances])
    me = access.person_of(request.user)
    context: dict[str, Any] = {
        "glances": [(one, drawings.course(one.standing.course, one.standing.name)) for one in glances],
        "focus": focus,
        "leads": access.leads_own_organisation(request.user),
        "reads": me is not None and access.reads_internals_of(request.user) == me.organisation_id,
        "may_start": access.may_start(request.user),
    }
    asked: set[str] = set()
    if focus is None:
        context["meanings"] = dashboards.meanings_for(request.user, on=today)
    else:
        brief, reader = brief_for(request.user, focus, on=today), reader_of(request.user, focus)
        if reader.manages or reader.leads or reader.sponsors:
            asked = {one.link for one in brief.asks}
        context |= shown(brief) | {
            "partnership": focus,
            "reader": reader,
            "dates": dashboards.next_dates(request.user, focus, on=today),
        }
    context["asked"], context["tasks"] = asked, dashboards.own_tasks(request.user, on=today, besides=asked)
    return render(request, "engagement/dashboard.html", context)


def _in_focus(request: HttpRequest, mine: list[Partnership]) -> Partnership | None:
    """The partnership that the address asks for, else the one that needs attention most."""
    asked = request.GET.get("partnership", "")
    return next((one for one in mine if one.slug == asked), mine[0] if mine else None)


def shown(brief: TractionBrief) -> dict[str, Any]:
    """A brief with its charts, as the templates want it."""
    return {"brief": brief, "ring": drawings.ring(brief), "trend": drawings.trend(brief)}


@login_required
def partnership(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether a partnership is getting traction, why, and what would mend it."""
    thing = fetching.partnership_to_see(request.user, slug)
    brief = brief_for(request.user, thing, on=access.today())
    context = shown(brief) | {"partnership": thing, "panels": panels(request, "partnership", thing)}
    return render(request, "engagement/partnership.html", context)
