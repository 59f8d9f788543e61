"""The network of people: who is tied to whom, and how much it runs through a few.

Measures are those of Freeman (1979), computed with igraph. Degree centrality is the share of the others to whom a
person is tied; betweenness the share of shortest paths between others that run through them. Centralisation is the
sum of the differences to the most central person, divided by the largest sum that so many people allow (a star): 1
when all runs through one, 0 when all are alike; undefined (None) below three people. People without a tie belong to
the network: leaving them out would change every figure. Weights count contacts and don't enter these measures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, isfinite, pi, sin
from random import Random
from typing import Any

COLUMNS = ("person_a", "org_a", "person_b", "org_b", "weight")


class BadEdges(ValueError):
    """A file of edges that can't be read: in which line (1 is the header) and column, and why."""

    def __init__(self, line: int, column: str, reason: str) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.line, self.column, self.reason = line, column, reason


@dataclass(frozen=True)
class Ties:
    """People with their organisations, and the weights of the ties between two of them."""

    people: Mapping[str, str]
    weights: Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Network:
    """The figures of a network; see the module for what they mean."""

    people: int
    ties: int
    density: float | None
    degree: Mapping[str, float]
    betweenness: Mapping[str, float]
    degree_centralisation: float | None
    betweenness_centralisation: float | None
    cut_vertices: tuple[str, ...]
    between_organisations: float | None
    """The share of ties whose people belong to different organisations; None without ties."""


def read_edges(lines: Iterable[str]) -> Ties:
    """Ties from the lines of a CSV file with the columns of `COLUMNS`.

    An edge that comes again, either way round, is merged and its weights added. An empty weight is 1. A row with
    person_b and org_b empty names somebody without a tie. Raises BadEdges at the first row that can't be true.
    """
    rows = csv.reader(lines, strict=True)
    people: dict[str, str] = {}
    weights: dict[tuple[str, str], float] = {}
    try:
        header = _header(next(rows, []))
        for row in rows:
            if any(cell.strip() for cell in row):
                _read_row(_cells(header, row, rows.line_num), rows.line_num, people, weights)
    except csv.Error as error:
        raise BadEdges(rows.line_num, "-", f"not a CSV file: {error}") from error
    except UnicodeDecodeError as error:
        raise BadEdges(rows.line_num + 1, "-", "not UTF-8 text") from error
    return Ties(people, weights)


def _header(cells: list[str]) -> dict[str, int]:
    names = [cell.strip().lower() for cell in cells]
    for column in COLUMNS:
        if names.count(column) != 1:
            reason = "is missing" if column not in names else "is there more than once"
            raise BadEdges(1, column, f"{reason}; the first line has to name {', '.join(COLUMNS)}")
    return {column: names.index(column) for column in COLUMNS}


def _cells(header: Mapping[str, int], row: list[str], line: int) -> dict[str, str]:
    if len(row) < max(header[name] for name in COLUMNS[:2]) + 1:
        raise BadEdges(line, "person_a", "the row has too few cells")
    return {name: row[place].strip() if place < len(row) else "" for name, place in header.items()}


def _read_row(
    cells: Mapping[str, str], line: int, people: dict[str, str], weights: dict[tuple[str, str], float]
) -> None:
    _place(people, cells, "a", line)
    weight = _weight(cells["weight"], line)
    if not cells["person_b"] and not cells["org_b"]:
        return
    _place(people, cells, "b", line)
    if cells["person_a"] == cells["person_b"]:
        raise BadEdges(line, "person_b", f"“{cells['person_b']}” is tied to themselves")
    pair = (min(cells["person_a"], cells["person_b"]), max(cells["person_a"], cells["person_b"]))
    weights[pair] = weights.get(pair, 0.0) + weight


def _place(people: dict[str, str], cells: Mapping[str, str], end: str, line: int) -> None:
    for column in (f"person_{end}", f"org_{end}"):
        if not cells[column]:
            raise BadEdges(line, column, "is empty")
    person, organisation = cells[f"person_{end}"], cells[f"org_{end}"]
    known = people.setdefault(person, organisation)
    if known != organisation:
        raise BadEdges(line, f"org_{end}", f"“{person}” is of “{organisation}” here, of “{known}” before")


def _weight(cell: str, line: int) -> float:
    if not cell:
        return 1.0
    try:
        weight = float(cell)
    except ValueError as error:
        raise BadEdges(line, "weight", f"“{cell}” is not a number") from error
    if not isfinite(weight) or weight <= 0:
        raise BadEdges(line, "weight", f"“{cell}” is not a number above 0")
    return weight


def measure(ties: Ties) -> Network:
    """The figures of a network."""
    people = sorted(ties.people)
    graph = _graph(people, ties.weights)
    size = len(people)
    degrees = graph.degree()
    pairs = (size - 1) * (size - 2) / 2
    shares = [found / pairs if pairs else 0.0 for found in graph.betweenness(directed=False)]
    crossing = sum(1 for one, other in ties.weights if ties.people[one] != ties.people[other])
    return Network(
        people=size,
        ties=len(ties.weights),
        density=graph.density() if size > 1 else None,
        degree={who: degree / max(size - 1, 1) for who, degree in zip(people, degrees, strict=True)},
        betweenness=dict(zip(people, shares, strict=True)),
        degree_centralisation=_centralisation(degrees, size - 2),
        betweenness_centralisation=_centralisation(shares, 1),
        cut_vertices=tuple(people[number] for number in sorted(graph.articulation_points())),
        between_organisations=crossing / len(ties.weights) if ties.weights else None,
    )


def _graph(people: Sequence[str], pairs: Iterable[tuple[str, str]]) -> Any:
    import igraph  # noqa: PLC0415 (takes a third of a second to load)

    at = {who: number for number, who in enumerate(people)}
    return igraph.Graph(n=len(people), edges=[(at[one], at[other]) for one, other in sorted(pairs)])


def _be_the_same_each_time() -> None:
    """Let igraph's next steps not rest on chance."""
    import igraph  # noqa: PLC0415 (as above)

    igraph.set_random_number_generator(Random(1))  # noqa: S311 (a picture, no secret)


TOGETHER = 0.05
"""How strongly everybody is drawn to the middle, so that pieces of a network don't drift out of the picture."""


def layout(ties: Ties) -> dict[str, tuple[float, float]]:
    """A place for each person: those with strong ties near each other (Fruchterman and Reingold 1991).

    The same network always gets the same picture: it begins with all in a ring, ordered by organisation and name.
    """
    people = sorted(ties.people, key=lambda who: (ties.people[who], who))
    if not people:
        return {}
    graph = _graph(people, ties.weights)
    _be_the_same_each_time()
    strongest = max(ties.weights.values(), default=1.0)
    drawn = [ties.weights[pair] / strongest for pair in sorted(ties.weights)]
    middle = graph.add_vertex().index
    graph.add_edges([(number, middle) for number in range(middle)])
    turn = 2 * pi / len(people)
    ring = [[cos(turn * number), sin(turn * number)] for number in range(middle)]
    weights = [*(0.3 + one for one in drawn), *(TOGETHER for _ in range(middle))]
    found = graph.layout_fruchterman_reingold(weights=weights, seed=[*ring, [0.0, 0.0]], niter=400)
    return {who: (x, y) for who, (x, y) in zip(people, found.coords[:middle], strict=True)}


def _centralisation(centralities: Sequence[float], star_difference: float) -> float | None:
    """Freeman's: `star_difference` is by how much the centre of a star exceeds each of its other points."""
    size = len(centralities)
    if size < 3:
        return None
    most = max(centralities)
    return sum(most - one for one in centralities) / ((size - 1) * star_difference)
