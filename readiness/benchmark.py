"""One's own place among other organisations, so coarse that it tells nothing of any of them.

Nobody is named, no figure of others is given, and not how many they are. At least `FLOOR` organisations must have
joined, the reader's own among them; each gives the means of its areas of five respondents or more. A place is a
third: with the ranks of ties halved, it is the share of the *others* that lie below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Place = Literal["lower", "middle", "upper"]

FLOOR = 5
"""The fewest organisations of which a place is told."""

Means = Sequence[float | None]
"""One organisation's means, one for each area; None where it may not be shown."""


def places(own: Means, others: Sequence[Means]) -> list[Place | None]:
    """In each area the third in which one's own mean lies; None where it, or enough of the others', is missing."""
    return [
        _place(mean, [other for one in others if (other := one[number]) is not None])
        for number, mean in enumerate(own)
    ]


def _place(own: float | None, others: Sequence[float]) -> Place | None:
    if own is None or len(others) + 1 < FLOOR:
        return None
    below = sum(1.0 if other < own else 0.5 if other == own else 0.0 for other in others) / len(others)
    return "lower" if below < 1 / 3 else "upper" if below > 2 / 3 else "middle"
