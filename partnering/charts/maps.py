"""A map of a partnership: organisations around, their people in them, groups in the middle, seats as lines between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import ClassVar

from partnering.charts.base import Chart, Table
from partnering.charts.scales import wrap

WIDTH, MARGIN = 760, 96
SHOWN, BOXES = 30, 8
TURN = pi * (3 - sqrt(5))  # by this angle each next dot of a cluster is turned, so that they lie evenly
STEP = 7.6


@dataclass(frozen=True)
class Place:
    """Somebody on the map; a `marked` one, such as a sponsor, has a ring."""

    name: str
    link: str
    marked: bool = False


@dataclass(frozen=True)
class Circle:
    """An organisation and its people who have a part."""

    key: int
    name: str
    link: str
    people: Sequence[Place]


@dataclass(frozen=True)
class Group:
    """A group: `seats` says how many seats each organisation has in it, by key, and `held` how many are held."""

    name: str
    link: str
    seats: dict[int, int]
    held: dict[int, int]


@dataclass(frozen=True)
class Head:
    """Somebody as drawn."""

    x: float
    y: float
    place: Place


@dataclass(frozen=True)
class Bubble:
    """An organisation as drawn; `more` of its people have no room."""

    x: float
    y: float
    radius: float
    colour: int
    circle: Circle
    heads: list[Head]
    lines: list[tuple[str, float]]
    more: int


@dataclass(frozen=True)
class Box:
    """A group as drawn, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    group: Group
    lines: list[tuple[str, float]]


@dataclass(frozen=True)
class Line:
    """Seats of an organisation in a group as drawn; `vacant` when nobody holds any of them."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: int
    vacant: bool


@dataclass(frozen=True, kw_only=True)
class PartnershipMap(Chart):
    """A map ready to be drawn; `left_out` groups have no room."""

    template: ClassVar[str] = "charts/partnership_map.svg"
    bubbles: list[Bubble]
    boxes: list[Box]
    lines: list[Line]
    left_out: int


def _bubble(circle: Circle, number: int, x: float, y: float) -> Bubble:
    shown = circle.people[:SHOWN]
    heads = [
        Head(
            round(x + STEP * 1.25 * sqrt(place + 0.35) * cos(TURN * place), 1),
            round(y + STEP * 1.25 * sqrt(place + 0.35) * sin(TURN * place), 1),
            person,
        )
        for place, person in enumerate(shown)
    ]
    radius = round(max(22.0, 12 + STEP * 1.25 * sqrt(len(shown) + 0.35)), 1)
    lines = [(text, round(y + radius + 15 + 14 * at, 1)) for at, text in enumerate(wrap(circle.name, 20, 2))]
    return Bubble(x, y, radius, number % 6 + 1, circle, heads, lines, len(circle.people) - len(shown))


def _box(group: Group, x: float, y: float) -> Box:
    words = wrap(group.name, 17, 2)
    width, height = 124.0, 22.0 + 14 * len(words)
    lines = [(text, round(y + 4 + 14 * (at - (len(words) - 1) / 2), 1)) for at, text in enumerate(words)]
    return Box(round(x - width / 2, 1), round(y - height / 2, 1), width, height, x, group, lines)


def _around(
    count: int, x: float, y: float, across: float, down: float, start: float = -pi / 2
) -> list[tuple[float, float]]:
    """Points on an ellipse, the first at the top unless told."""
    turn = 2 * pi / max(count, 1)
    return [
        (round(x + across * cos(start + turn * n), 1), round(y + down * sin(start + turn * n), 1))
        for n in range(count)
    ]


def partnership_map(
    circles: Sequence[Circle],
    groups: Sequence[Group],
    *,
    title: str,
    description: str,
    head: tuple[str, str, str],
) -> PartnershipMap:
    """The map, always the same for the same partnership; `head` names the table's columns."""
    down = 120 + 17 * min(len(circles), 12)
    x, y = WIDTH / 2, float(down + MARGIN)
    first = pi if len(circles) == 2 else -pi / 2
    bubbles = [
        _bubble(circle, number, *at)
        for number, (circle, at) in enumerate(
            zip(circles, _around(len(circles), x, y, WIDTH / 2 - MARGIN, down, first), strict=True)
        )
    ]
    drawn = groups[:BOXES]
    # Turned against the organisations, so that no line passes behind a group that it has nothing to do with.
    turned = -3 * pi / 4 if len(drawn) == 2 else -pi / 2 - pi / max(len(drawn), 1)
    middle = _around(len(drawn), x, y, 112, down * 0.42, turned) if len(drawn) > 1 else [(x, y)]
    boxes = [_box(group, *at) for group, at in zip(drawn, middle, strict=False)]
    lines = [
        Line(
            bubble.x,
            bubble.y,
            box.middle,
            round(box.y + box.height / 2, 1),
            round(1 + 0.9 * min(box.group.seats[bubble.circle.key], 6), 1),
            bubble.colour,
            not box.group.held.get(bubble.circle.key),
        )
        for box in boxes
        for bubble in bubbles
        if box.group.seats.get(bubble.circle.key)
    ]
    rows = tuple(
        (circle.name, str(len(circle.people)), str(sum(group.seats.get(circle.key, 0) for group in groups)))
        for circle in circles
    )
    return PartnershipMap(
        title=title,
        description=description,
        table=Table(head, rows),
        width=WIDTH,
        height=int(2 * y),
        bubbles=bubbles,
        boxes=boxes,
        lines=lines,
        left_out=len(groups) - len(drawn),
    )
