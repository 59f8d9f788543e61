"""The network of people who took part in things together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import ClassVar

from partnering.charts.base import Chart, Key, Table, legend
from partnering.charts.scales import Scale

WIDTH, PLOT, MARGIN = 720, 420, 46


@dataclass(frozen=True)
class Node:
    """Somebody in the network. `group` (an organisation) gives the colour; a `marked` one holds it together."""

    key: str
    label: str
    group: str
    weight: float = 1.0
    marked: bool = False


@dataclass(frozen=True)
class Edge:
    """A tie between two nodes by their keys, with the number of things in which both took part."""

    a: str
    b: str
    weight: float = 1.0


@dataclass(frozen=True)
class Dot:
    """A node as drawn; `label` is empty for those that are too many to name."""

    x: float
    y: float
    radius: float
    colour: int
    label: str
    label_y: float
    marked: bool
    name: str


@dataclass(frozen=True)
class Tie:
    """An edge as drawn; `between` tells ties between organisations from those within one."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    between: bool


@dataclass(frozen=True, kw_only=True)
class NetworkChart(Chart):
    """A network ready to be drawn."""

    template: ClassVar[str] = "charts/network.svg"
    dots: list[Dot]
    ties: list[Tie]
    keys: list[Key]


def _in_a_ring(nodes: Sequence[Node]) -> dict[str, tuple[float, float]]:
    ordered = sorted(nodes, key=lambda node: (node.group, node.key))
    turn = 2 * pi / max(len(ordered), 1)
    return {node.key: (cos(turn * number), sin(turn * number)) for number, node in enumerate(ordered)}


def _dots(
    nodes: Sequence[Node], groups: list[str], at: Mapping[str, tuple[float, float]], named: int
) -> list[Dot]:
    heaviest = max((node.weight for node in nodes), default=1) or 1
    spoken_of = {node.key for node in sorted(nodes, key=lambda one: (-one.weight, one.key))[:named]}
    dots = []
    for node in nodes:
        x, y = at[node.key]
        radius = round(4 + 10 * sqrt(max(node.weight, 0) / heaviest), 1)
        label = node.label if node.marked or node.key in spoken_of else ""
        colour = groups.index(node.group) % 6 + 1
        dots.append(Dot(x, y, radius, colour, label, round(y + radius + 13, 1), node.marked, node.label))
    return dots


def _ties(nodes: Sequence[Node], edges: Sequence[Edge], at: Mapping[str, tuple[float, float]]) -> list[Tie]:
    group_of = {node.key: node.group for node in nodes}
    most = max((edge.weight for edge in edges), default=1) or 1
    return [
        Tie(
            *at[edge.a],
            *at[edge.b],
            width=round(0.8 + 3.2 * edge.weight / most, 1),
            between=group_of[edge.a] != group_of[edge.b],
        )
        for edge in edges
    ]


def network(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    *,
    title: str,
    description: str,
    positions: Mapping[str, tuple[float, float]] | None = None,
    named: int = 14,
    name_of_node: str = "",
    name_of_group: str = "",
    name_of_ties: str = "",
) -> NetworkChart:
    """A network at the given positions (any units; a ring by group without them).

    The `named` heaviest nodes and all marked ones have their names beside them. The last three arguments head the
    columns of the table.
    """
    places = dict(positions or _in_a_ring(nodes))
    xs = [place[0] for place in places.values()] or [0.0]
    ys = [place[1] for place in places.values()] or [0.0]
    groups = sorted({node.group for node in nodes})
    keys = legend(groups, left=2, width=WIDTH - 4, y=16)
    top = (keys[-1].y if keys else 0) + MARGIN
    across = Scale(min(xs), max(xs), MARGIN + 20, WIDTH - MARGIN - 20)
    down = Scale(min(ys), max(ys), top, top + PLOT - 2 * MARGIN)
    at = {key: (across.at(x), down.at(y)) for key, (x, y) in places.items()}
    count = Counter(end for edge in edges for end in (edge.a, edge.b))
    ranked = sorted(nodes, key=lambda one: (-count[one.key], one.label))
    return NetworkChart(
        title=title,
        description=description,
        table=Table(
            (name_of_node, name_of_group, name_of_ties),
            tuple((node.label, node.group, str(count[node.key])) for node in ranked),
        ),
        width=WIDTH,
        height=int(top + PLOT - MARGIN),
        dots=_dots(nodes, groups, at, named),
        ties=_ties(nodes, edges, at),
        keys=keys,
    )
