"""How evenly partners carry a partnership: each organisation beside all others together, with what chance allows.

Shares only, each of what fell to an organisation (meetings at which it had a seat, actions that were due), so that
a small partner isn't measured by its size. There is no order and no best: the question is always how one differs
from the others, and whether that can be told at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

FEW = 5
"""Of fewer cases on either side nothing is said."""

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution, for intervals of 95 %."""


class Tells(StrEnum):
    """What a difference tells."""

    MORE = "more"
    LESS = "less"
    NOTHING = "nothing"
    TOO_FEW = "too few"


@dataclass(frozen=True)
class Share:
    """How many of the cases that fell to an organisation it took up."""

    organisation: int
    took: int
    of: int


@dataclass(frozen=True)
class Difference:
    """An organisation's share less that of all others together, with its interval of 95 %; None with no cases."""

    organisation: int
    took: int
    of: int
    others_took: int
    others_of: int
    value: float | None
    low: float | None
    high: float | None

    @property
    def tells(self) -> Tells:
        """Whether it is told apart from chance."""
        if self.low is None or self.high is None or min(self.of, self.others_of) < FEW:
            return Tells.TOO_FEW
        if self.low > 0:
            return Tells.MORE
        return Tells.LESS if self.high < 0 else Tells.NOTHING


def wilson(took: int, of: int) -> tuple[float, float]:
    """The score interval of a share, 95 %, without correction for continuity (Wilson 1927)."""
    share = took / of
    middle = share + Z * Z / (2 * of)
    half = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    whole = 1 + Z * Z / of
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)


def newcombe(took: int, of: int, others_took: int, others_of: int) -> tuple[float, float]:
    """The interval of the difference of two independent shares, 95 %, made of their score intervals.

    Method 10 of R. G. Newcombe, Interval estimation for the difference between independent proportions: comparison
    of eleven methods, Statistics in Medicine 17 (1998), 873-890. It stays within -1 and 1, and holds for small
    numbers and for shares of 0 and 1, where the usual interval has no width at all.
    """
    one, other = took / of, others_took / others_of
    (low, high), (others_low, others_high) = wilson(took, of), wilson(others_took, others_of)
    difference = one - other
    down = sqrt((one - low) ** 2 + (others_high - other) ** 2)
    up = sqrt((high - one) ** 2 + (other - others_low) ** 2)
    return difference - down, difference + up


def differences(shares: Sequence[Share]) -> list[Difference]:
    """Each organisation beside all others together, in the order in which they were given."""
    return [_difference(one, [other for other in shares if other is not one]) for one in shares]


def _difference(one: Share, others: Sequence[Share]) -> Difference:
    took, of = sum(other.took for other in others), sum(other.of for other in others)
    if not one.of or not of:
        return Difference(one.organisation, one.took, one.of, took, of, None, None, None)
    low, high = newcombe(one.took, one.of, took, of)
    return Difference(one.organisation, one.took, one.of, took, of, one.took / one.of - took / of, low, high)
