"""The arithmetic of measurements: medians, ratios, growth. Plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log
from statistics import median


@dataclass
class Measured:
    """What a page cost at one size: seconds of processor of it and of its two floors, in turns, and its queries.

    `first` is what it cost when none of its statements was kept from before.
    """

    queries: int
    page: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    framed: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """How many times the floor's time the page takes, by medians."""
        return median(self.page) / median(self.floor)

    @property
    def first_ratio(self) -> float:
        """The same of a page whose statements are put together anew."""
        return median(self.first) / median(self.floor)

    @property
    def framed_ratio(self) -> float:
        """The same, to the floor that has the site's frame around its rows."""
        return median(self.page) / median(self.framed)


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float | None:
    """How time grows with size: t ~ size^x, the slope of a line through the logarithms; None for a single size."""
    if len(sizes) < 2:
        return None
    xs, ys = [log(size) for size in sizes], [log(time) for time in times]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)
