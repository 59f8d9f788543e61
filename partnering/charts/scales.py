"""Scales, round ticks, numbers and labels as charts show them."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil, floor, isclose, log10


def tidy(value: float | None, decimals: int = 0) -> str | None:
    """A number as shown, rounded half up (2.5 is 3, as people expect); None stays None."""
    if value is None:
        return None
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return str(rounded if rounded else abs(rounded))


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values that cover low to high: at most `most`, in steps of 1, 2 or 5 times a power of ten."""
    if high < low:
        raise ValueError("The upper end of a scale lies below its lower end.")
    if isclose(low, high):
        high = low + 1
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** floor(log10(rough))
    for factor in (1, 2, 5, 10, 20, 50):
        step = factor * power
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first + 1 <= most:
            break
    return [round(number * step, 10) for number in range(first, last + 1)]


def wrap(text: str, width: int, lines: int = 3) -> list[str]:
    """A label in lines of at most `width` characters; what exceeds `lines` ends in an ellipsis."""
    return textwrap.wrap(str(text), width, max_lines=lines, placeholder=" …") or [""]


@dataclass(frozen=True)
class Scale:
    """A straight scale from values to positions."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The position of a value; one outside the scale lies at its nearer end."""
        if isclose(self.low, self.high):
            return round(self.start, 1)
        share = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return round(self.start + share * (self.end - self.start), 1)


def path(points: list[tuple[float, float] | None]) -> str:
    """An SVG path through points, broken where there is none; a point between two gaps gets a dot's worth of line."""
    parts: list[str] = []
    pen_down = False
    for point in points:
        if point is None:
            pen_down = False
            continue
        parts.append(f"{'L' if pen_down else 'M'}{point[0]:g} {point[1]:g}")
        if not pen_down:
            parts.append("h0")
        pen_down = True
    return "".join(parts)


def apart(curves: list[tuple[int, float]], low: float, high: float, gap: float = 30) -> dict[int, float]:
    """Heights for the labels at the ends of lines, near their lines but never over each other."""
    heights: dict[int, float] = {}
    above = low - gap
    for number, wanted in sorted(curves, key=lambda one: one[1]):
        above = max(wanted, above + gap)
        heights[number] = above
    excess = above - high
    if excess > 0:
        below = high + gap
        for number in sorted(heights, key=lambda one: -heights[one]):
            below = min(heights[number], below - gap)
            heights[number] = below
    return heights
