"""Bars that compare things, with a mark for where they began; and bars made of parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from partnering.charts.base import Chart, Key, Series, Table, legend, same_length
from partnering.charts.scales import Scale, ticks, tidy, wrap

WIDTH, LEFT, RIGHT = 640, 210, 64


@dataclass(frozen=True)
class Bar:
    """A thing to compare: its value, and where it stood at the beginning. `tone`: '', 'good', 'warn' or 'bad'."""

    label: str
    value: float | None
    baseline: float | None = None
    tone: str = ""


@dataclass(frozen=True)
class DrawnBar:
    """A bar as drawn; `length` is None without evidence."""

    lines: list[tuple[str, float]]
    y: float
    length: float | None
    value: str | None
    value_x: float
    middle: float
    baseline_x: float | None
    tone: str


@dataclass(frozen=True, kw_only=True)
class BarChart(Chart):
    """Horizontal bars ready to be drawn."""

    template: ClassVar[str] = "charts/bars.svg"
    left: float
    thickness: float
    grid: list[tuple[str, float]]
    grid_bottom: float
    bars: list[DrawnBar]
    baseline_name: str
    legend_y: float


def _label_lines(label: str, middle: float) -> list[tuple[str, float]]:
    lines = wrap(label, 29, 2)
    first = middle - 7.5 * (len(lines) - 1) + 4.5
    return [(line, round(first + 15 * number, 1)) for number, line in enumerate(lines)]


def _drawn(row: Bar, middle: float, across: Scale, decimals: int, unit: str) -> DrawnBar:
    end = None if row.value is None else across.at(row.value)
    mark = None if row.baseline is None else across.at(row.baseline)
    shown = tidy(row.value, decimals)
    return DrawnBar(
        lines=_label_lines(row.label, middle),
        y=middle - 9,
        length=None if end is None else round(end - LEFT, 1),
        value=None if shown is None else f"{shown}{unit}",
        value_x=_clear_of(mark, LEFT if end is None else end),
        middle=middle + 4.5,
        baseline_x=mark,
        tone=row.tone,
    )


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    description: str,
    low: float = 0,
    high: float = 100,
    decimals: int = 0,
    unit: str = "",
    baseline_name: str = "",
    label_name: str = "",
    value_name: str = "",
) -> BarChart:
    """Horizontal bars, longest label wrapped; values stand at the ends. `baseline_name` explains the upright mark."""
    steps = ticks(low, high)
    across = Scale(steps[0], steps[-1], LEFT, WIDTH - RIGHT)
    drawn = [_drawn(row, 24 + 40 * number, across, decimals, unit) for number, row in enumerate(rows)]
    bottom = 8 + 40 * len(rows)
    marked = bool(baseline_name) and any(row.baseline is not None for row in rows)
    head = (label_name, value_name or title) + ((baseline_name,) if marked else ())
    return BarChart(
        title=title,
        description=description,
        table=Table(head, tuple(_bar_row(row, decimals, unit, marked) for row in rows)),
        width=WIDTH,
        height=bottom + (46 if marked else 24),
        left=LEFT,
        thickness=18,
        grid=[(f"{tick:g}", across.at(tick)) for tick in steps],
        grid_bottom=bottom,
        bars=drawn,
        baseline_name=baseline_name if marked else "",
        legend_y=bottom + 36,
    )


def _clear_of(mark: float | None, end: float) -> float:
    """Where a bar's figure begins: behind its end, and behind a mark that would cross the figure out."""
    in_the_way = mark is not None and 0 <= mark - end < 90
    return (mark if mark is not None and in_the_way else end) + 8


def _bar_row(row: Bar, decimals: int, unit: str, marked: bool) -> tuple[str | None, ...]:
    shown = [tidy(value, decimals) for value in ([row.value, row.baseline] if marked else [row.value])]
    return (row.label, *(None if one is None else f"{one}{unit}" for one in shown))


@dataclass(frozen=True)
class Piece:
    """A part of a bar as drawn; `label` is empty when the part is too short for it."""

    colour: int
    x: float
    width: float
    label: str


@dataclass(frozen=True)
class Stack:
    """A bar of parts as drawn, with its total behind it."""

    lines: list[tuple[str, float]]
    y: float
    middle: float
    pieces: list[Piece]
    total: str
    total_x: float


@dataclass(frozen=True, kw_only=True)
class StackedChart(Chart):
    """Bars of parts ready to be drawn."""

    template: ClassVar[str] = "charts/stacked.svg"
    thickness: float
    stacks: list[Stack]
    keys: list[Key]


def _pieces(column: Sequence[float], across: Scale) -> tuple[list[Piece], float]:
    """The parts of one bar after each other, and where the bar ends."""
    pieces, reached = [], 0.0
    for colour, size in enumerate(column, start=1):
        x, end = across.at(reached), across.at(reached + size)
        reached += size
        width = round(end - x, 1)
        shown = f"{size:g}"
        if size:
            pieces.append(Piece(colour, x, width, shown if width > 9 * len(shown) + 6 else ""))
    return pieces, across.at(reached)


def stacked_bars(
    labels: Sequence[str],
    parts: Sequence[Series],
    *,
    title: str,
    description: str,
    as_shares: bool = False,
    ordered: bool = False,
    label_name: str = "",
) -> StackedChart:
    """Horizontal bars of parts: each series is a part, with one count for each label (None counts nothing).

    With `as_shares` every bar has the full length, so that shares compare; the counts stay on the parts.
    With `ordered` the parts are steps of one ladder, coloured from pale to strong.
    """
    same_length(labels, parts)
    columns = [[max(one.values[n] or 0, 0) for one in parts] for n in range(len(labels))]
    longest = max([sum(column) for column in columns], default=0) or 1
    keys = legend([one.name for one in parts], left=2, width=WIDTH - 4, y=14)
    top = (keys[-1].y if keys else 0) + 14
    stacks = []
    for number, (label, column) in enumerate(zip(labels, columns, strict=True)):
        middle = top + 22 + 38 * number
        whole = sum(column)
        across = Scale(0, (whole or 1) if as_shares else longest, LEFT, WIDTH - RIGHT)
        pieces, end = _pieces(column, across)
        stacks.append(
            Stack(
                _label_lines(label, middle),
                middle - 11,
                middle + 4.5,
                pieces,
                f"{whole:g}",
                end + 8,
            )
        )
    return StackedChart(
        title=title,
        description=description,
        table=Table(
            (label_name, *(one.name for one in parts)),
            tuple((label, *(f"{size:g}" for size in columns[n])) for n, label in enumerate(labels)),
        ),
        width=WIDTH,
        height=int(top + 12 + 38 * len(labels)),
        thickness=22,
        ordered=ordered,
        stacks=stacks,
        keys=keys,
    )
