"""One screen for a senior sponsor, made of what was counted last: few queries, however much there is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, F, JSONField, Q, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement import sentences
from engagement.briefs import Ask, Standing, Warned
from engagement.models import BriefingRequest, Snapshot
from engagement.queries.asks import asks_of, own_asks
from engagement.queries.brief_parts import Change, alerts_changed, episodes_of, happened, warned
from engagement.queries.portfolio import BACK
from engagement.queries.readers import Reader
from engagement.queries.sponsors import own_briefings
from engagement.wording import Names
from partnering import at_once
from partnering.models import Partnership

COURSE = timedelta(days=180)
EVERY = 7
LATEST = 3


@dataclass(frozen=True)
class SponsorPage:
    """What a sponsor sees of a partnership: whether it gets traction, what changed, what is asked of them."""

    whole: Standing
    verdict: str
    counted_on: date | None
    alerts: tuple[Warned, ...]
    changes: list[Change]
    asks: tuple[Ask, ...]
    briefings: list[BriefingRequest]


def sponsor_page(reader: Reader, partnership: Partnership, *, on: date) -> SponsorPage:
    """The page for a reader who sponsors the partnership, on a day."""
    (course, inside), episodes, changes, own, briefings = at_once.answer(
        _counted(reader, partnership, on),
        episodes_of(reader.user, partnership),
        happened(reader.user, partnership, on=on),
        own_asks(reader, partnership, on=on),
        _asked_for(reader, partnership),
    )
    whole = standing_of(partnership, course, on)
    link = reverse("engagement:traction", args=[partnership.slug])
    alerts = tuple(warned(row, Names(), on=on, link=link) for row in episodes if row.ended_on is None)
    return SponsorPage(
        whole=whole,
        verdict=sentences.verdict(whole, alerts),
        counted_on=course[-1][0] if course else None,
        alerts=alerts,
        changes=[*changes, *alerts_changed(partnership, episodes, on=on)],
        asks=(
            *asks_of(reader, partnership, own, _standings(reader, inside), (), alerts),
            *_stand_behind_it(partnership, inside),
        ),
        briefings=briefings,
    )


def _asked_for(reader: Reader, partnership: Partnership) -> at_once.Asking[list[BriefingRequest]]:
    """What they asked to be briefed on, the latest."""
    [found] = yield [own_briefings(reader.user, partnership)[:LATEST]]
    return list(found)


def standing_of(row: Partnership, course: list[tuple[date, float | None, float]], on: date) -> Standing:
    """Where a partnership stands by its snapshots, oldest first, and how that differs from two months before."""
    if not course:
        return Standing(row.name, None, pk=row.pk)
    _day, score, confidence = course[-1]
    earlier = [value for day, value, _confidence in course if day <= on - BACK]
    before = earlier[-1] if earlier else None
    change = None if score is None or before is None else score - before
    kept = tuple(
        value for number, (_on, value, _c) in enumerate(course) if (len(course) - 1 - number) % EVERY == 0
    )
    return Standing(row.name, score, change, confidence, pk=row.pk, course=kept)


@dataclass(frozen=True)
class _Inside:
    """What was counted last of one organisation; `dimensions` only of one's own."""

    organisation: int
    name: str
    score: float | None
    confidence: float
    dimensions: dict[str, Any]


def _counted(
    reader: Reader, partnership: Partnership, on: date
) -> at_once.Asking[tuple[list[tuple[date, float | None, float]], list[_Inside]]]:
    """The partnership's score of late, oldest first, and its organisations' as they were counted last."""
    seen = Snapshot.objects.visible_to(reader.user).filter(partnership=partnership, on__lte=on)
    latest = seen.whole().order_by("-on").values("on")[:1]
    rows = (
        seen.filter(on__gt=on - COURSE)
        .filter(Q(organisation=None) | Q(on=Subquery(latest)))
        # What the whole's rows hold besides is much, and not needed.
        .annotate(
            inside=Case(When(organisation__isnull=False, then=F("dimensions")), output_field=JSONField())
        )
        .order_by("on", "organisation__name")
        .values_list("on", "score", "confidence", "organisation", "organisation__name", "inside")
    )
    [found] = yield [rows]
    course, inside = [], []
    for day, score, confidence, organisation, name, dimensions in found:
        if organisation is None:
            course.append((day, score, confidence))
        else:
            inside.append(_Inside(organisation, name, score, confidence, dimensions or {}))
    return course, inside


def _standings(reader: Reader, rows: list[_Inside]) -> tuple[Standing, ...]:
    """The members as all of them see each other."""
    return tuple(
        Standing(
            row.name,
            row.score,
            None,
            row.confidence,
            pk=row.organisation,
            is_own=row.organisation == reader.organisation_id,
        )
        for row in rows
        if not row.dimensions
    )


def _stand_behind_it(partnership: Partnership, rows: list[_Inside]) -> list[Ask]:
    """What is asked of a sponsor when not all of their organisation's have done anything of late."""
    own = next((row for row in rows if row.dimensions), None)
    evidence = own.dimensions["leadership"]["evidence"] if own else {}
    if not evidence or evidence["acted"] >= evidence["sponsors"]:
        return []
    return [
        Ask(
            _("Show that you stand behind it: write to your people, or come to a meeting"),
            _("Not every sponsor of your organisation has acted in the last 90 days."),
            link=reverse("engagement:write-message", args=[partnership.slug]),
        )
    ]
