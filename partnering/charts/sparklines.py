"""Sparklines: the course of something in the space of a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from partnering.charts.base import Chart, Table
from partnering.charts.scales import Scale, path, tidy


@dataclass(frozen=True, kw_only=True)
class Sparkline(Chart):
    """A sparkline ready to be drawn."""

    template: ClassVar[str] = "charts/sparkline.svg"
    path: str
    end: tuple[float, float] | None


def sparkline(
    values: Sequence[float | None],
    *,
    title: str,
    description: str,
    low: float = 0,
    high: float = 100,
    decimals: int = 0,
) -> Sparkline:
    """A word-sized line of the course of something, for a table's cell; its last known value has a dot."""
    width, height = 120, 32
    across = Scale(0, max(len(values) - 1, 1), 4, width - 6)
    up = Scale(low, high, height - 5, 5)
    points = [None if v is None else (across.at(n), up.at(v)) for n, v in enumerate(values)]
    known = [point for point in points if point]
    return Sparkline(
        title=title,
        description=description,
        table=Table((title,), tuple((tidy(value, decimals),) for value in values)),
        width=width,
        height=height,
        path=path(points),
        end=known[-1] if known else None,
    )
