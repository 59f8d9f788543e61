"""The radar: several dimensions of one thing at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import ClassVar

from partnering.charts.base import Chart, Key, Series, Table, same_length
from partnering.charts.scales import path, ticks, tidy, wrap

WIDTH, RADIUS, TOP = 560, 112, 58  # leaves 30 % of the width on either side for the labels


@dataclass(frozen=True)
class Spoke:
    """An axis with its label in lines, and the first series' value as shown beside it; '' shows none."""

    label: str
    lines: list[tuple[str, float]]
    value: str | None
    x: float
    y: float
    text_x: float
    anchor: str
    value_y: float


@dataclass(frozen=True)
class Ring:
    """A gridline and the value for which it stands."""

    path: str
    label: str
    y: float


@dataclass(frozen=True)
class Shape:
    """A series as drawn: its outline (broken where there is no evidence), its area and its dots."""

    name: str
    colour: int
    outline: str
    area: str
    dots: list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True)
class Radar(Chart):
    """A radar ready to be drawn."""

    template: ClassVar[str] = "charts/radar.svg"
    centre: tuple[float, float]
    rings: list[Ring]
    spokes: list[Spoke]
    shapes: list[Shape]
    keys: list[Key]


def _around(count: int, centre: tuple[float, float], radius: float, number: int) -> tuple[float, float]:
    angle = 2 * pi * number / count - pi / 2
    return round(centre[0] + radius * cos(angle), 1), round(centre[1] + radius * sin(angle), 1)


def _spoke(axis: str, value: str | None, count: int, centre: tuple[float, float], number: int) -> Spoke:
    x, y = _around(count, centre, RADIUS, number)
    text_x, text_y = _around(count, centre, RADIUS + 16, number)
    side = round(cos(2 * pi * number / count - pi / 2), 3)
    anchor = "middle" if abs(side) < 0.1 else "start" if side > 0 else "end"
    lines = wrap(axis, 26 if anchor == "middle" else 18)
    block = (len(lines) + 1) * 15
    if abs(side) < 0.1:
        first = text_y - block + 22 if text_y < centre[1] else text_y + 11
    else:
        first = text_y - block / 2 + 12
    rows = [(line, round(first + 15 * row, 1)) for row, line in enumerate(lines)]
    return Spoke(axis, rows, value, x, y, text_x, anchor, round(first + 15 * len(lines), 1))


def _shape(series: Series, colour: int, low: float, high: float, centre: tuple[float, float]) -> Shape:
    count = len(series.values)
    points: list[tuple[float, float] | None] = []
    for number, value in enumerate(series.values):
        share = None if value is None else min(max((value - low) / (high - low), 0), 1)
        points.append(None if share is None else _around(count, centre, RADIUS * share, number))
    # Begin after a gap, so that a line over the end of the list is drawn in one go.
    start = next((number + 1 for number, point in enumerate(points) if point is None), 0) % count
    turned = points[start:] + points[:start]
    outline = path([*turned, turned[0]] if None not in turned else turned)
    corners = [point or centre for point in points]
    area = "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z"
    return Shape(series.name, colour, outline, area, [point for point in points if point])


def _keys(names: Sequence[str], y: float) -> list[Key]:
    """A legend with a line for each name: on a phone its letters are larger, and would reach into the next name."""
    longest = max(len(name) for name in names)
    left = max(20.0, WIDTH / 2 - (26 + longest * 7.2) / 2)
    return [Key(name, number, round(left, 1), y + 20 * (number - 1)) for number, name in enumerate(names, 1)]


def radar(
    axes: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    low: float = 0,
    high: float = 100,
    decimals: int = 0,
    axis_name: str = "",
    are_peers: bool = False,
) -> Radar:
    """A radar of three axes or more. The first series is filled and labelled with its values, others are lines.

    `axis_name` heads the first column of the table. Of peers none is the main one, so no values stand beside the axes:
    nobody could tell whose they are.
    """
    if len(axes) < 3 or not series:
        raise ValueError("A radar needs three axes and a series.")
    same_length(axes, series)
    centre = (WIDTH / 2, float(TOP + RADIUS))
    count = len(axes)
    rings = []
    for tick in [tick for tick in ticks(low, high) if low < tick <= high]:
        radius = RADIUS * (tick - low) / (high - low)
        corners = [_around(count, centre, radius, number) for number in range(count)]
        ring = "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z"
        rings.append(Ring(ring, f"{tick:g}", round(centre[1] - radius, 1)))
    shown = ["" if are_peers else tidy(value, decimals) for value in series[0].values]
    spokes = [_spoke(axis, shown[number], count, centre, number) for number, axis in enumerate(axes)]
    bottom = TOP + 2 * RADIUS + 62
    names = [one.name for one in series]
    keys = _keys(names, y=bottom) if len(series) > 1 else []
    rows = [(axis, *(tidy(one.values[n], decimals) for one in series)) for n, axis in enumerate(axes)]
    return Radar(
        title=title,
        description=description,
        table=Table((axis_name, *names), tuple(rows)),
        width=WIDTH,
        height=int(keys[-1].y + 14) if keys else bottom,
        centre=centre,
        rings=rings,
        spokes=spokes,
        shapes=[_shape(one, number, low, high, centre) for number, one in enumerate(series, start=1)],
        keys=keys,
    )
