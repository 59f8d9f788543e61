"""The first page, by what the user is to do, and the first page of a partnership."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from engagement import drawings
from engagement.briefs import TractionBrief
from engagement.queries import dashboards, meanings
from engagement.queries.briefs import brief_for
from engagement.queries.readers import reader_of
from engagement.views import fetching
from partnering import access
from partnering.answers import panels


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """What the user came for: how their partnerships do, what is asked of them, what to do first."""
    asked_for, skip = request.GET.get("partnership", ""), _whole_number(request.GET.get("skip", ""))
    page = dashboards.first_page(request.user, on=access.today(), asked=asked_for, skip=skip)
    me = access.person_of(request.user)
    context: dict[str, Any] = {
        "glances": [
            (one, drawings.course(one.standing.course, one.standing.name))
            for one in page.glances[: dashboards.SHOWN]
        ],
        "focus": page.focus,
        "more_glances": len(page.glances) > dashboards.SHOWN,
        "meanings": page.meanings[: meanings.SHOWN],
        "more_meanings": skip + meanings.SHOWN if len(page.meanings) > meanings.SHOWN else 0,
        "skipped": skip,
        "dates": page.dates,
        "leads": access.leads_own_organisation(request.user),
        "reads": me is not None and access.reads_internals_of(request.user) == me.organisation_id,
        "may_start": access.may_start(request.user),
    }
    asked: set[str] = set()
    if page.focus and page.brief:
        reader = reader_of(request.user, page.focus)
        if reader.manages or reader.leads or reader.sponsors:
            asked = {one.link for one in page.brief.asks}
        context |= shown(page.brief) | {"partnership": page.focus, "reader": reader}
    context["asked"], context["tasks"] = asked, dashboards.most_pressing(page.tasks, asked)
    return render(request, "engagement/dashboard.html", context)


def _whole_number(text: str) -> int:
    """What an address says in figures, no larger than any list is long; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


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
