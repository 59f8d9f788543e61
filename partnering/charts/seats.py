"""A group's seats round a table, those of one organisation side by side, so that gaps and overweight show at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, sin
from typing import ClassVar

from partnering.charts.base import Chart, Key, Table
from partnering.charts.scales import wrap

WIDTH, MARGIN = 560, 34
ACROSS, DOWN = 214.0, 96.0
LARGEST, SMALLEST = 24.0, 7.0
LETTERS = 14.0
"""From this radius on there is room for somebody's initials in their seat."""
POINTS = 1440


@dataclass(frozen=True)
class Sitting:
    """A seat: of which organisation (counted from 0), its name in full, and a letter for its office.

    Without a holder it is vacant; one that is `missing` is a member's who has none, and should.
    """

    organisation: int
    name: str
    holder: str = ""
    link: str = ""
    mark: str = ""
    missing: bool = False


@dataclass(frozen=True)
class Chair:
    """A seat as drawn, with the place of its mark."""

    x: float
    y: float
    mark_x: float
    mark_y: float
    colour: int
    sitting: Sitting


@dataclass(frozen=True, kw_only=True)
class SeatingChart(Chart):
    """Seats round a table, ready to be drawn."""

    template: ClassVar[str] = "charts/seats.svg"
    keys: list[Key]
    chairs: list[Chair]
    radius: float
    shows_initials: bool
    middle_x: float
    middle_y: float
    table_across: float
    table_down: float
    words: list[tuple[str, float]]


def _evenly(count: int, x: float, y: float) -> list[tuple[float, float]]:
    """So many points on an ellipse, equally far from one another along it, the first at the top."""
    dots = [
        (x + ACROSS * cos(2 * pi * n / POINTS - pi / 2), y + DOWN * sin(2 * pi * n / POINTS - pi / 2))
        for n in range(POINTS + 1)
    ]
    way = [0.0]
    for before, after in pairwise(dots):
        way.append(way[-1] + hypot(after[0] - before[0], after[1] - before[1]))
    found, at = [], 0
    for n in range(count):
        while way[at] < way[-1] * n / count:
            at += 1
        found.append(dots[at])
    return found


def _radius(count: int) -> float:
    """As large as neighbours let it be."""
    points = _evenly(count, 0, 0)
    nearest = min(
        (
            hypot(one[0] - other[0], one[1] - other[1])
            for one, other in zip(points, points[1:] + points[:1], strict=True)
        ),
        default=2 * LARGEST,
    )
    return round(max(SMALLEST, min(LARGEST, nearest / 2 - 3)) if count > 1 else LARGEST, 1)


def seating(
    sittings: Sequence[Sitting],
    organisations: Sequence[str],
    *,
    title: str,
    description: str,
    middle: str,
    head: tuple[str, str],
) -> SeatingChart:
    """The table with its seats in the order given; `middle` stands on it, `head` names the table's columns."""
    # In two columns, so that there is room for the larger letters that a phone gets.
    keys = [
        Key(wrap(name, 28, 1)[0], number + 1, 10 + 276 * (number % 2), 18 + 24 * (number // 2))
        for number, name in enumerate(organisations)
    ]
    top = (keys[-1].y if keys else 0) + 16
    radius = _radius(len(sittings))
    x, y = WIDTH / 2, round(top + MARGIN + DOWN, 1)
    chairs = [
        Chair(
            round(at[0], 1),
            round(at[1], 1),
            round(at[0] + (at[0] - x) / ACROSS * radius, 1),
            round(at[1] + (at[1] - y) / DOWN * radius, 1),
            one.organisation % 6 + 1,
            one,
        )
        for one, at in zip(sittings, _evenly(len(sittings), x, y), strict=True)
    ]
    lines = wrap(middle, 26, 3)
    counts = [
        sum(one.organisation == key and not one.missing for one in sittings)
        for key in range(len(organisations))
    ]
    return SeatingChart(
        title=title,
        description=description,
        table=Table(
            head, tuple((name, str(count)) for name, count in zip(organisations, counts, strict=True))
        ),
        width=WIDTH,
        height=int(y + DOWN + MARGIN + 6),
        keys=keys,
        chairs=chairs,
        radius=radius,
        shows_initials=radius >= LETTERS,
        middle_x=x,
        middle_y=y,
        table_across=round(ACROSS - radius - 12, 1),
        table_down=round(DOWN - radius - 12, 1),
        words=[(text, round(y + 5 + 18 * (at - (len(lines) - 1) / 2), 1)) for at, text in enumerate(lines)],
    )
