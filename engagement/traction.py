"""Traction, 0-100: of an organisation from its seven dimensions, of a partnership from its organisations.

An organisation's score is the weighted mean of the dimensions that have evidence, times 100. A partnership's is the
geometric mean of its organisations' scores, so that one partner that lags shows. Without evidence there is no
score: None, never 0. `confidence` is the share of the weights that have evidence, 0-1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engagement.dimensions import DIMENSIONS, Count, Dimension
from engagement.evidence import Evidence, Member

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "breadth": 0.20,
    "depth": 0.15,
    "leadership": 0.15,
    "readiness": 0.10,
    "preparation": 0.10,
    "delivery": 0.15,
    "momentum": 0.15,
}
"""Spread weighs most, because it is what fails most often; readiness and plans least, because they are intentions."""

ENOUGH_TO_SHOW = 3
"""So many organisations need evidence before a mean over them is shown: of two, each could work out the other's."""


@dataclass(frozen=True)
class OrganisationTraction:
    """Where one organisation stands."""

    organisation: int
    score: float | None
    confidence: float
    dimensions: tuple[Dimension, ...]

    def value(self, key: str) -> float | None:
        """The value of one dimension."""
        return next(one.value for one in self.dimensions if one.key == key)


@dataclass(frozen=True)
class PartnershipTraction:
    """Where a partnership stands; each dimension is the mean over the organisations with evidence for it."""

    score: float | None
    confidence: float
    dimensions: tuple[Dimension, ...]
    organisations: tuple[OrganisationTraction, ...]


def organisation_traction(
    member: Member, on: date, weights: Mapping[str, float] = DEFAULT_WEIGHTS, *, shared_only: bool = False
) -> OrganisationTraction:
    """An organisation's traction on a day. `shared_only` leaves out readiness results that it doesn't share."""
    dimensions = tuple(measure(member, on, shared_only) for measure in DIMENSIONS.values())
    return OrganisationTraction(
        member.pk, score_of(dimensions, weights), confidence_of(dimensions, weights), dimensions
    )


def as_members_see_it(
    own: OrganisationTraction, member: Member, on: date, weights: Mapping[str, float] = DEFAULT_WEIGHTS
) -> OrganisationTraction:
    """The same organisation and day with shared readiness results only: the one dimension that differs."""
    shared = DIMENSIONS["readiness"](member, on, True)
    dimensions = tuple(shared if one.key == "readiness" else one for one in own.dimensions)
    return OrganisationTraction(
        own.organisation, score_of(dimensions, weights), confidence_of(dimensions, weights), dimensions
    )


def score_of(dimensions: Iterable[Dimension], weights: Mapping[str, float]) -> float | None:
    """The weighted mean of the dimensions with evidence, times 100; None without any."""
    known = [(one.value, weights[one.key]) for one in dimensions if one.value is not None]
    total = sum(weight for _, weight in known)
    if total <= 0:
        return None
    return min(100 * sum(value * weight for value, weight in known) / total, 100.0)


def confidence_of(dimensions: Iterable[Dimension], weights: Mapping[str, float]) -> float:
    """The share of the weights that have evidence, 0-1."""
    total = sum(weights.values())
    known = sum(weights[one.key] for one in dimensions if one.value is not None)
    return min(known / total, 1.0) if total else 0.0


def partnership_score(scores: Iterable[float | None]) -> float | None:
    """The geometric mean of the scores that there are; None without any, 0 when one is 0."""
    known = [score for score in scores if score is not None]
    if not known:
        return None
    if min(known) <= 0:
        return 0.0
    return min(math.exp(math.fsum(math.log(score) for score in known) / len(known)), 100.0)


def partnership_traction(
    evidence: Evidence, on: date, weights: Mapping[str, float] = DEFAULT_WEIGHTS
) -> PartnershipTraction:
    """A partnership's traction on a day, for all members' eyes: unshared readiness results don't count."""
    members = [one for one in evidence.members if one.is_member(on)]
    return combine([organisation_traction(one, on, weights, shared_only=True) for one in members])


def combine(organisations: Sequence[OrganisationTraction]) -> PartnershipTraction:
    """A partnership's traction from that of its organisations; the order of these is irrelevant."""
    count = len(organisations)
    columns = (
        zip(*(one.dimensions for one in organisations), strict=True) if count else ((),) * len(DIMENSIONS)
    )
    return PartnershipTraction(
        score=partnership_score(one.score for one in organisations),
        confidence=math.fsum(one.confidence for one in organisations) / count if count else 0.0,
        dimensions=tuple(_mean_dimension(key, parts) for key, parts in zip(DIMENSIONS, columns, strict=True)),
        organisations=tuple(organisations),
    )


SUMMED = {
    "breadth": ("wanted", "involved", "units", "units_involved"),
    "depth": ("people", "acts", "tie_holders", "ties"),
    "leadership": ("sponsors", "acted"),
    "readiness": (),
    "preparation": ("questions", "answered", "owned", "on_time"),
    "delivery": ("due", "in_time", "late", "open"),
    "momentum": ("recent", "earlier"),
}
"""The counts that add up over organisations."""


def _mean_dimension(key: str, parts: Sequence[Dimension]) -> Dimension:
    values = [part.value for part in parts if part.value is not None]
    counts: dict[str, Count] = {
        name: sum(_number(part.evidence.get(name)) for part in parts) for name in SUMMED[key]
    }
    counts["organisations"] = len(values)
    return Dimension(key, math.fsum(values) / len(values) if values else None, counts)


def _number(count: Count) -> int:
    return count if isinstance(count, int) else 0
