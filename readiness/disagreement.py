"""Where people see the same area differently: between groups, and among everybody.

A mean of 3 says little when leaders say 4 and staff 2. The bounds are ours: a quarter of the scale, one level of
five, is the distance from one described level to the next, so two groups that far apart describe two different
organisations. They are told, not judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Spread = Literal["agree", "differ", "divided"]

APART = 0.25
"""Share of the scale's length from which two groups' means are a finding."""
DIFFER, DIVIDED = 0.15, 0.25
"""Shares of the scale's length: standard deviations from which people differ, and are divided."""


@dataclass(frozen=True)
class Gap:
    """The two groups of an area whose means are the furthest apart, in points of the scale."""

    high_name: str
    high: float
    low_name: str
    low: float

    @property
    def width(self) -> float:
        """How far apart they are."""
        return self.high - self.low


def widest_gap(groups: Iterable[tuple[str, float | None]], length: float) -> Gap | None:
    """The gap between the highest and the lowest of the groups shown; None when it is less than a finding.

    `groups` are names with means, None where nothing is shown; `length` is the scale's, from its lowest answer to
    its highest.
    """
    shown = [(mean, name) for name, mean in groups if mean is not None]
    if len(shown) < 2:
        return None
    (low, low_name), (high, high_name) = min(shown), max(shown)
    gap = Gap(high_name, high, low_name, low)
    return gap if gap.width >= APART * length else None


def spread_of(sd: float | None, length: float) -> Spread | None:
    """How much the answers of single people differ, by their standard deviation; None without one."""
    if sd is None:
        return None
    share = sd / length
    return "divided" if share >= DIVIDED else "differ" if share >= DIFFER else "agree"
