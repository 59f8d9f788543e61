"""Lines over time, with what happened and the stretches that were alarming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from partnering.charts.base import Chart, Series, Table, same_length
from partnering.charts.outlooks import Outlook, Prospect, prospect
from partnering.charts.scales import Scale, apart, path, ticks, tidy

WIDTH, LEFT, RIGHT, PLOT = 760, 44, 150, 210
LETTER = 6.4  # a letter's mean width at the size of the labels, for keeping labels apart


@dataclass(frozen=True)
class Event:
    """Something that happened on a day."""

    on: date
    label: str


@dataclass(frozen=True)
class Band:
    """A stretch of time to be marked, such as an alert; `end` None means that it still lasts."""

    start: date
    end: date | None
    label: str


@dataclass(frozen=True)
class Mark:
    """An event as drawn."""

    x: float
    label: str
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True)
class Stretch:
    """A band as drawn; rows of bands lie under the plot."""

    x: float
    width: float
    y: float
    label: str
    text_x: float
    anchor: str


@dataclass(frozen=True)
class Curve:
    """A series as drawn, with its last value and where its label stands."""

    name: str
    colour: int
    path: str
    end_x: float
    end_y: float
    value: str | None
    label_y: float


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """A line chart ready to be drawn."""

    template: ClassVar[str] = "charts/line.svg"
    left: float
    right: float
    top: float
    bottom: float
    plot: float
    label_x: float
    grid: list[tuple[str, float]]
    months: list[tuple[date, float]]
    curves: list[Curve]
    marks: list[Mark]
    stretches: list[Stretch]
    prospect: Prospect | None = None


def _months(first: date, last: date, scale: Scale) -> list[tuple[date, float]]:
    """Firsts of months that label the axis, at most eight."""
    starts = []
    month = first.replace(day=1)
    while month <= last:
        starts.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 600) if len(starts) / step <= 8)
    kept = [month for month in starts if month >= first and (month.year * 12 + month.month - 1) % step == 0]
    return [(month, scale.at(month.toordinal())) for month in kept]


def _place_marks(events: Sequence[Event], scale: Scale) -> tuple[list[Mark], int]:
    """Labels of events in as few rows as they need without touching; the number of rows."""
    ends: list[float] = []
    placed = []
    for event in sorted(events, key=lambda one: one.on):
        x = scale.at(event.on.toordinal())
        length = len(event.label) * LETTER + 8
        over = x + length > WIDTH - 4
        begin = x - length if over else x
        row = next((number for number, end in enumerate(ends) if end <= begin), len(ends))
        ends[row : row + 1] = [begin + length + 6]
        placed.append((x, event.label, x - 4 if over else x + 4, 14.0 + 16 * row, "end" if over else "start"))
    return [Mark(*one) for one in placed], len(ends)


def _place_stretches(bands: Sequence[Band], scale: Scale, last: date, y: float) -> list[Stretch]:
    """Bands with the same label share a row; the label stands once, behind the last of them."""
    rows: dict[str, float] = {}
    drawn: list[Stretch] = []
    ordered = sorted(bands, key=lambda one: one.start)
    for number, band in enumerate(ordered):
        x = scale.at(band.start.toordinal())
        end = scale.at((band.end or last).toordinal())
        row = rows.setdefault(band.label, y + 18 * len(rows))
        label = "" if any(later.label == band.label for later in ordered[number + 1 :]) else band.label
        over = end + len(label) * LETTER + 8 > WIDTH
        anchor, text_x = ("end", x - 5) if over else ("start", end + 5)
        drawn.append(Stretch(x, round(max(end - x, 3), 1), row, label, text_x, anchor))
    return drawn


def _curves(
    days: Sequence[date], series: Sequence[Series], across: Scale, up: Scale, decimals: int
) -> list[Curve]:
    """Each series with evidence as a line, with its last known value and a place for its label."""
    ends = []
    for number, one in enumerate(series):
        known = [(day, value) for day, value in zip(days, one.values, strict=True) if value is not None]
        if known:
            ends.append((number, *known[-1]))
    # Up to 6 below the top and 16 above the bottom a label of two lines stays inside the plot.
    heights = apart([(number, up.at(value)) for number, _day, value in ends], up.end + 6, up.start - 16)
    curves = []
    for number, day, value in ends:
        points = [
            None if point is None else (across.at(when.toordinal()), up.at(point))
            for when, point in zip(days, series[number].values, strict=True)
        ]
        end_x, end_y = across.at(day.toordinal()), up.at(value)
        shown = tidy(value, decimals)
        curves.append(
            Curve(series[number].name, number + 1, path(points), end_x, end_y, shown, heights[number])
        )
    return curves


def line(
    days: Sequence[date],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    events: Sequence[Event] = (),
    bands: Sequence[Band] = (),
    low: float = 0,
    high: float = 100,
    decimals: int = 0,
    day_name: str = "",
    ahead: Outlook | None = None,
) -> LineChart:
    """Values over time (days ascending), each line labelled at its end with its last value.

    `events` stand above the plot, `bands` below it. The table shows at most 24 of the days, evenly chosen and always
    the last one. `day_name` heads its first column. `ahead` goes on from the first series, if that has a last value.
    """
    if not days or not series:
        raise ValueError("A line needs days and a series.")
    same_length(days, series)
    ends = ahead.days[-1] if ahead else days[-1]
    across = Scale(days[0].toordinal(), max(ends.toordinal(), days[0].toordinal() + 1), LEFT, WIDTH - RIGHT)
    inside = [event for event in events if days[0] <= event.on <= days[-1]]
    marks, rows = _place_marks(inside, across)
    top = 14 + 16 * rows
    steps = ticks(low, high)
    up = Scale(steps[0], steps[-1], top + PLOT, top)
    stretches = _place_stretches(bands, across, days[-1], top + PLOT + 28)
    curves = _curves(days, series, across, up, decimals)
    last = series[0].values[-1]
    lowest = max([top + PLOT + 28, *(stretch.y + 18 for stretch in stretches)])
    return LineChart(
        title=title,
        description=description,
        table=_table(days, series, day_name, decimals, ahead),
        width=WIDTH,
        height=int(lowest),
        left=LEFT,
        right=WIDTH - RIGHT,
        top=top,
        bottom=top + PLOT,
        plot=PLOT,
        label_x=WIDTH - RIGHT + 12,
        grid=[(f"{tick:g}", up.at(tick)) for tick in steps],
        months=_months(days[0], ends, across),
        curves=curves,
        marks=marks,
        stretches=stretches,
        prospect=prospect(ahead, days[-1], last, across, up, decimals)
        if ahead and last is not None
        else None,
    )


def _table(
    days: Sequence[date], series: Sequence[Series], day_name: str, decimals: int, ahead: Outlook | None
) -> Table:
    """At most 24 of the days, evenly chosen and always the last one; then those ahead, in columns of their own."""
    every = max(1, -(-len(days) // 24))
    kept = [n for n in range(len(days)) if (len(days) - 1 - n) % every == 0]
    rows = [(days[n].isoformat(), *(tidy(one.values[n], decimals) for one in series)) for n in kept]
    names = (day_name, *(one.name for one in series))
    if ahead is None:
        return Table(names, tuple(rows))
    none = (None,) * len(series)
    columns = zip(ahead.days, ahead.expected, ahead.low, ahead.high, ahead.other, strict=True)
    coming = [(day.isoformat(), *none, *(tidy(one, decimals) for one in values)) for day, *values in columns]
    return Table((*names, *ahead.names), (*((*row, None, None, None, None) for row in rows), *coming))
