"""A score from 0 to 100 as a ring; and a table coloured by how high its figures are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import ClassVar

from partnering.charts.base import Chart, Table
from partnering.charts.scales import tidy

SIZE, RADIUS = 180, 72


@dataclass(frozen=True, kw_only=True)
class Gauge(Chart):
    """A ring ready to be drawn; `arc` is empty without evidence or at zero."""

    template: ClassVar[str] = "charts/gauge.svg"
    arc: str
    value: str | None
    caption: str
    radius: int = RADIUS
    centre: float = SIZE / 2


def gauge(score: float | None, *, title: str, description: str, caption: str = "", of: float = 100) -> Gauge:
    """A score from 0 to `of` as a ring with the number in it; `caption` stands below the number."""
    share = 0.0 if score is None else min(max(score / of, 0.0), 1.0)
    angle = 2 * pi * min(share, 0.9999) - pi / 2
    x, y = SIZE / 2 + RADIUS * cos(angle), SIZE / 2 + RADIUS * sin(angle)
    begin = f"M{SIZE / 2:g} {SIZE / 2 - RADIUS:g}"
    arc = f"{begin}A{RADIUS} {RADIUS} 0 {int(share > 0.5)} 1 {x:.1f} {y:.1f}" if share > 0 else ""
    shown = tidy(score)
    return Gauge(
        title=title,
        description=description,
        table=Table((title,), ((shown,),)),
        width=SIZE,
        height=SIZE,
        arc=arc,
        value=shown,
        caption=caption,
    )


@dataclass(frozen=True)
class HeatRow:
    """A row of a heat map; None where nothing may or can be shown."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Cell:
    """A figure and its colour, 0 (lowest) to 4 (highest); both None where nothing is shown."""

    value: str | None
    heat: int | None


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """A heat map ready to be drawn: a table, so it is its own table of figures."""

    template: ClassVar[str] = "charts/heat_map.html"
    rows: list[tuple[str, list[Cell]]]
    ends: tuple[str, str]


def heat_map(
    columns: Sequence[str],
    rows: Sequence[HeatRow],
    *,
    title: str,
    description: str,
    low: float = 1,
    high: float = 5,
    decimals: int = 1,
    row_name: str = "",
) -> HeatMap:
    """A table of figures from low to high in five colours; a row must have a value (or None) for each column."""
    drawn = []
    for row in rows:
        if len(row.values) != len(columns):
            raise ValueError(f"“{row.label}” has {len(row.values)} values for {len(columns)} columns.")
        cells = []
        for value in row.values:
            heat = None if value is None else min(max(int((value - low) / (high - low) * 5), 0), 4)
            cells.append(Cell(tidy(value, decimals), heat))
        drawn.append((row.label, cells))
    return HeatMap(
        title=title,
        description=description,
        table=Table(
            (row_name, *columns), tuple((label, *(cell.value for cell in cells)) for label, cells in drawn)
        ),
        width=0,
        height=0,
        rows=drawn,
        ends=(f"{low:g}", f"{high:g}"),
    )
