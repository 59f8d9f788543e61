"""Traction in detail: the seven dimensions, what they rest on, what would raise them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement import drawings
from engagement.briefs import Aspect, Standing
from engagement.queries.aspects import own_aspects, own_member, whole_aspects
from engagement.queries.briefs import BACK, Now, course_of, outlook_of, traction_now
from engagement.queries.handovers import Hung, what_hung_on_leavers
from engagement.queries.readers import Reader, reader_of
from engagement.queries.weights import latest_change, moved_by
from engagement.views import fetching
from partnering import access, charts
from partnering.models import Partnership

OWN, WHOLE = "own", "all"


@login_required
def traction(request: HttpRequest, slug: str) -> HttpResponse:
    """The seven dimensions: of one's own organisation for those who may read them, and of the partnership."""
    partnership = fetching.partnership_to_see(request.user, slug)
    reader = reader_of(request.user, partnership)
    now = traction_now(partnership, on=access.today())
    own = _own(reader, now)
    shown = OWN if own and request.GET.get("of") != WHOLE else WHOLE
    standing, aspects = own if own and shown == OWN else _whole(partnership, now)
    views = [(OWN, reader.organisation), (WHOLE, _("All together"))] if own else []
    worth = sorted((one for one in aspects if one.step and one.gain), key=lambda one: -(one.gain or 0))
    change = latest_change(request.user, partnership, on=now.on)
    context = {
        "partnership": partnership,
        "reweighed": (change, moved_by(change)) if change else None,
        "views": views,
        "shown": shown,
        "standing": standing,
        "since": now.on - BACK,
        "aspects": aspects,
        "best": worth[:3],
        "heading": _heading(request.user, partnership, now) if shown == WHOLE else None,
        "hung": _hung(partnership, reader, now) if shown == OWN else [],
        "rows_of": _rows_of(partnership, reader) if shown == OWN else {},
        "ring": charts.gauge(
            standing.score, title=_("Traction of %s") % standing.name, description="", caption=_("of 100")
        ),
    }
    return render(request, "engagement/traction.html", context)


def _heading(user: Any, partnership: Partnership, now: Now) -> charts.LineChart | None:
    """The partnership's score so far, and where it is likely to go."""
    days, course = course_of(user, partnership, now)
    return drawings.course_and_outlook(days, course, outlook_of(partnership, now))


def _hung(partnership: Partnership, reader: Reader, now: Now) -> list[Hung]:
    """What hung on people of the reader's organisation who leave or pass their part on."""
    return what_hung_on_leavers(partnership, now.count.evidence, reader.organisation_id, now.on)


def _own(reader: Reader, now: Now) -> tuple[Standing, tuple[Aspect, ...]] | None:
    """The reader's own organisation, with the results that only it sees."""
    member = own_member(reader, now.count, now.on)
    if member is None:
        return None
    today = now.count.own(member, now.on)
    before = now.count.own(member, now.on - BACK).score if member.is_member(now.on - BACK) else None
    change = None if today.score is None or before is None else today.score - before
    standing = Standing(reader.organisation, today.score, change, today.confidence)
    return standing, own_aspects(reader, now.count, member, on=now.on)


def _whole(partnership: Partnership, now: Now) -> tuple[Standing, tuple[Aspect, ...]]:
    score, before = now.whole.score, now.before.score
    change = None if score is None or before is None else score - before
    standing = Standing(partnership.name, score, change, now.whole.confidence)
    return standing, whole_aspects(now.count, on=now.on)


def _rows_of(partnership: Partnership, reader: Reader) -> dict[str, Any]:
    """Where the rows behind each dimension are."""
    slug = partnership.slug
    interactions = reverse("engagement:interactions", args=[slug])
    return {
        "breadth": reverse("engagement:reach", args=[slug]),
        "depth": interactions,
        "leadership": reverse("partnering:members", args=[slug]),
        "readiness": reverse("readiness:campaigns"),
        "preparation": reverse("engagement:partnership-plan", args=[slug]),
        "delivery": f"{reverse('partnering:actions')}?partnership={slug}&organisation={reader.organisation_id}",
        "momentum": interactions,
    }
