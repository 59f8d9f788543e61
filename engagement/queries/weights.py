"""What the dimensions of traction weigh in a partnership, who said so, and what other weights would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from engagement.evidence import Weights
from engagement.models import Weighting
from engagement.queries.evidence import evidence_of
from engagement.queries.readers import Reader
from engagement.queries.traction import Count, weights
from engagement.traction import ENOUGH_TO_SHOW
from engagement.weighing import STAY_DAYS, as_points, weights_at
from engagement.wording import name_of
from partnering.models import Partnership

NEWS = timedelta(days=60)


@dataclass(frozen=True)
class Effect:
    """What a score is, and what it would be with other weights."""

    name: str
    now: int
    then: int


@dataclass(frozen=True)
class Moved:
    """What one dimension weighed before a change, and after it."""

    name: str
    before: int
    after: int


def points_on(partnership: Partnership, on: date) -> dict[str, int]:
    """What each dimension weighs on a day, in points of 100."""
    rows = Weighting.objects.filter(partnership=partnership).order_by("pk")
    history = [Weights(since, points) for since, points in rows.values_list("since", "points")]
    return as_points(weights_at(history, on, weights()))


def changes_of_weights(user: Any, partnership: Partnership) -> QuerySet[Weighting]:
    """The record of changes, the latest first."""
    rows: QuerySet[Weighting] = Weighting.objects.visible_to(user).filter(partnership=partnership)
    return rows.select_related("by").order_by("-since", "-pk")


def latest_change(user: Any, partnership: Partnership, *, on: date) -> Weighting | None:
    """The latest change, as long as it is news to members."""
    return changes_of_weights(user, partnership).filter(since__gt=on - NEWS, since__lte=on).first()


def free_from(changes: list[Weighting]) -> date | None:
    """The first day on which the weights may be changed again; None when they may be now or were never changed."""
    return changes[0].since + timedelta(days=STAY_DAYS) if changes else None


def moved_by(change: Weighting) -> list[Moved]:
    """The dimensions that weigh more or less since a change."""
    keys = [key for key in change.points if change.points[key] != change.before.get(key)]
    return [Moved(name_of(key), change.before.get(key, 0), change.points[key]) for key in keys]


def effects_of(
    reader: Reader, partnership: Partnership, points: Mapping[str, int], *, on: date
) -> list[Effect]:
    """What today's scores would be with other weights: the partnership's, and that of the reader's own organisation.

    Never another organisation's: from what each weighting does to it one could work out its single dimensions. For
    the same reason the partnership's only where three have evidence.
    """
    evidence = evidence_of(partnership)
    other = replace(evidence, weights=(*evidence.weights, Weights(on, points)))
    now, then = Count(partnership, evidence), Count(partnership, other)
    whole = now.whole(on)
    found = []
    if sum(one.score is not None for one in whole.organisations) >= ENOUGH_TO_SHOW:
        found.append((partnership.name, whole.score, then.whole(on).score))
    member = next((one for one in now.members(on) if one.pk == reader.organisation_id), None)
    if member is not None and reader.reads_internals:
        found.append((reader.organisation, now.own(member, on).score, then.own(member, on).score))
    return [
        Effect(name, round(before), round(after))
        for name, before, after in found
        if before is not None and after is not None
    ]
