"""An early warning: how likely it is that a partnership is losing its traction, while the score may still look well.

Three signs are read off the same rows as traction: fewer people take part than did, it hangs on a few, and nobody new
comes. Each is a figure that is higher the worse it stands, and None without evidence, which then says nothing either
way. A logistic function of them gives the risk, 0-1. What makes no sign here was tried and added nothing to these
three: days since the last meeting, meetings held, what is late, sponsors, breadth and the score itself. The weights
are tuned on simulated partnerships (`manage.py simulate --tune`) and judged on others; docs/traction.md tells how
well that does, and where it ends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engagement.dimensions import depth
from engagement.evidence import Evidence, Member

PACE_DAYS = 60
"""Who took part in so many days is held against those of as many before."""

NEW_DAYS = 90
"""Who took part in so many days and never before is new."""


@dataclass(frozen=True)
class Weight:
    """How a sign weighs: its usual figure, how far figures usually lie from it, and the log-odds of that distance."""

    usual: float
    distance: float
    weight: float

    def adds(self, figure: float | None) -> float:
        """What a figure adds to the log-odds of losing traction; nothing without one."""
        return 0.0 if figure is None else self.weight * (figure - self.usual) / self.distance


@dataclass(frozen=True)
class Model:
    """The weights of the signs, the log-odds when all are as usual, and the risk from which to warn."""

    weights: Mapping[str, Weight]
    usual: float
    warn_from: float


@dataclass(frozen=True)
class Sign:
    """One sign on a day: its figure, and what it adds to the log-odds."""

    key: str
    figure: float | None
    adds: float


@dataclass(frozen=True)
class Risk:
    """The risk on a day, 0-1, whether it is high enough to warn, and the signs behind it, the worst first."""

    value: float
    warns: bool
    signs: tuple[Sign, ...]


def thinning(evidence: Evidence, on: date) -> float | None:
    """How many fewer people took part in 60 days than in the 60 before, in halvings; below 0 when there were more.

    None before anybody took part. One is added to both, so that nobody at all is a finite step from somebody.
    """
    recent, earlier = (
        _people(evidence, on, PACE_DAYS),
        _people(evidence, on - timedelta(days=PACE_DAYS), PACE_DAYS),
    )
    if not recent and not earlier and not any(one.acts_until(on) for one in evidence.members):
        return None
    return math.log2((len(earlier) + 1) / (len(recent) + 1))


def hanging(evidence: Evidence, on: date) -> float | None:
    """How far it hangs on a few people in each organisation: one minus the mean of *depth*."""
    known = [value for one in _present(evidence, on) if (value := depth(one, on).value) is not None]
    return 1 - math.fsum(known) / len(known) if known else None


def closed(evidence: Evidence, on: date) -> float | None:
    """The share of those who took part in the last 90 days who had taken part before; None when nobody did."""
    recent = _people(evidence, on, NEW_DAYS)
    if not recent:
        return None
    before = on - timedelta(days=NEW_DAYS)
    known = {act.person for one in _present(evidence, on) for act in one.acts_until(before)}
    return len(recent & known) / len(recent)


SIGNS: Mapping[str, Callable[[Evidence, date], float | None]] = {
    "thinning": thinning,
    "hanging": hanging,
    "closed": closed,
}


def _present(evidence: Evidence, on: date) -> list[Member]:
    return [one for one in evidence.members if one.is_member(on)]


def _people(evidence: Evidence, on: date, length: int) -> set[int]:
    return {act.person for one in _present(evidence, on) for act in one.acts_within(on, length)}


def signs_on(evidence: Evidence, on: date) -> dict[str, float | None]:
    """The figures of all signs on a day. Nothing that comes later has any influence."""
    return {key: measure(evidence, on) for key, measure in SIGNS.items()}


def risk_of(figures: Mapping[str, float | None], model: Model) -> Risk:
    """The risk that figures of signs stand for."""
    signs = tuple(Sign(key, figures[key], weight.adds(figures[key])) for key, weight in model.weights.items())
    odds = model.usual + math.fsum(sign.adds for sign in signs)
    value = 1 / (1 + math.exp(-odds))
    return Risk(
        value, value >= model.warn_from, tuple(sorted(signs, key=lambda sign: (-sign.adds, sign.key)))
    )


def risk_on(evidence: Evidence, on: date, model: Model | None = None) -> Risk:
    """The risk of a partnership on a day."""
    return risk_of(signs_on(evidence, on), model or TUNED)


TUNED = Model(
    weights={
        "thinning": Weight(usual=0.39, distance=1.72, weight=1.1),
        "hanging": Weight(usual=0.35, distance=0.2, weight=0.7),
        "closed": Weight(usual=0.72, distance=0.17, weight=0.49),
    },
    usual=0.56,
    warn_from=0.51,
)
"""As `manage.py simulate --tune --seeds 300` found them."""
