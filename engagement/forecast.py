"""Where a partnership's score is likely to be in 30, 60 and 90 days, and where it would be if nothing more were done.

Traction rests on what is recent, so a score can be worked out for a coming day as if nothing more happened: the
*unaided* score. What usually happens besides, and how far the last 60 days go on, was fitted on simulated partnerships
(`manage.py simulate --tune`): expected change = usual + trend × change of the last 60 days + fading × (unaided -
score). The band holds four of five of what became of those; docs/traction.md tells how it does on others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BACK_DAYS = 60
"""How far back the score is looked up that says which way it goes."""


@dataclass(frozen=True)
class Rule:
    """How to see so many days ahead; `low` and `high` are the ends of the band, in points from what is expected."""

    days: int
    usual: float
    trend: float
    fading: float
    low: float
    high: float


RULES: tuple[Rule, ...] = (
    Rule(30, usual=5.8, trend=0.05, fading=0.94, low=-5.3, high=6.6),
    Rule(60, usual=13.9, trend=0.15, fading=0.97, low=-11.0, high=12.6),
    Rule(90, usual=20.5, trend=0.29, fading=0.86, low=-17.3, high=18.6),
)
"""As `manage.py simulate --tune --seeds 100` found them."""


@dataclass(frozen=True)
class Ahead:
    """A day ahead: the score expected there, the band that holds it four times in five, and the unaided score."""

    days: int
    expected: float
    low: float
    high: float
    unaided: float


def forecast(
    score: float | None,
    before: float | None,
    unaided: Mapping[int, float | None],
    rules: Sequence[Rule] = RULES,
) -> tuple[Ahead, ...]:
    """What is ahead: `before` is the score `BACK_DAYS` ago, `unaided` the score by days if nothing more is done.

    All are 0-100. Without a score now and then there is none; nor for days without an unaided score, as when the
    partnership ends before.
    """
    if score is None or before is None:
        return ()
    seen = []
    for rule in rules:
        fades = unaided.get(rule.days)
        if fades is not None:
            expected = score + rule.usual + rule.trend * (score - before) + rule.fading * (fades - score)
            low, high = _score(expected + rule.low), _score(expected + rule.high)
            seen.append(Ahead(rule.days, _score(expected), low, high, fades))
    return tuple(seen)


def _score(points: float) -> float:
    return min(max(points, 0.0), 100.0)
