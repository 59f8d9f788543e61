"""Ties between people: who did what together, how lately, and what would go with one of them.

People do something together when they take part in an interaction, and when they share an action.

In something with n people each pair's tie grows by 1/(n - 1), so that one large meeting makes no stronger ties than a
talk of two (Newman 2001). Ties fade: each such share is halved every `HALF_LIFE_DAYS`, and counts no more after
`WINDOW_DAYS`. Ties between partners are also counted between units, since several contacts protect a partnership only
where they span units (Rogan 2014).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

HALF_LIFE_DAYS = 180
WINDOW_DAYS = 365

SHARED_ACTION = "action"
"""The kind of what people do together where they share an action, beside the kinds of interactions."""

AUDIENCE = 60
"""With more people than this it is an audience, which ties nobody to anybody."""

Pair = tuple[int, int]
Place = tuple[str, str]
"""An organisation and one of its units ("" without one)."""


@dataclass(frozen=True)
class Gathering:
    """Something in which people took part on a day, and of which kind it was."""

    on: date
    kind: str
    people: tuple[int, ...]


@dataclass(frozen=True)
class Tie:
    """What ties two people: how strongly, how many things they did together, and of how many kinds these were."""

    weight: float
    times: int
    kinds: int


def ties_on(gatherings: Iterable[Gathering], on: date) -> dict[Pair, Tie]:
    """The ties on a day, the lower person first in each pair. Nothing that comes later has any influence."""
    weights: dict[Pair, float] = defaultdict(float)
    times: dict[Pair, int] = defaultdict(int)
    kinds: dict[Pair, set[str]] = defaultdict(set)
    for one in gatherings:
        age = (on - one.on).days
        people = sorted(set(one.people))
        if not 0 <= age < WINDOW_DAYS or len(people) > AUDIENCE:
            continue
        for pair in combinations(people, 2):
            weights[pair] += 0.5 ** (age / HALF_LIFE_DAYS) / (len(people) - 1)
            times[pair] += 1
            kinds[pair].add(one.kind)
    return {pair: Tie(weight, times[pair], len(kinds[pair])) for pair, weight in weights.items()}


def shared_action(
    on: date,
    days: Iterable[date | None],
    holders: Iterable[int | None],
    words: Iterable[tuple[date, int]],
) -> Gathering:
    """An action on a day as something that people do together, on the last day on which one of them did.

    `days` are those on which it was given and done, one of them not after `on`; `holders` who has it and who gave it;
    `words` when somebody wrote on it, and who. Nothing that comes later has any influence.
    """
    said = [(day, person) for day, person in words if day <= on]
    worked = [day for day in (*days, *(day for day, _person in said)) if day is not None and day <= on]
    people = {person for person in holders if person is not None} | {person for _day, person in said}
    return Gathering(max(worked), SHARED_ACTION, tuple(sorted(people)))


@dataclass(frozen=True)
class Density:
    """How many ties there are of those that could be, between two organisations or (both the same) within one."""

    one: str
    other: str
    ties: int
    possible: int
    unit_pairs: int
    """Between how many different pairs of units; 0 within an organisation."""

    @property
    def share(self) -> float | None:
        """The share of the possible ties, 0-1; None where none is possible."""
        return self.ties / self.possible if self.possible else None


def densities(places: Mapping[int, Place], pairs: Iterable[Pair]) -> list[Density]:
    """For each organisation and each two of them, by name, how dense their ties are. `places` names everybody there."""
    heads: dict[str, int] = defaultdict(int)
    for organisation, _unit in places.values():
        heads[organisation] += 1
    ties: dict[tuple[str, str], int] = defaultdict(int)
    units: dict[tuple[str, str], set[tuple[Place, Place]]] = defaultdict(set)
    for a, b in pairs:
        ends = sorted((places[a], places[b]))
        key = ends[0][0], ends[1][0]
        ties[key] += 1
        units[key].add((ends[0], ends[1]))
    found = []
    for place, one in enumerate(sorted(heads)):
        for other in sorted(heads)[place:]:
            possible = heads[one] * (heads[one] - 1) // 2 if one == other else heads[one] * heads[other]
            spans = len(units[one, other]) if one != other else 0
            found.append(Density(one, other, ties[one, other], possible, spans))
    return found


@dataclass(frozen=True)
class Leaving:
    """What would go with somebody: their ties, whom nobody would be tied to any more, and organisations cut apart."""

    ties: int
    alone: tuple[int, ...]
    """People whose only tie was to them."""
    parted: tuple[tuple[str, str], ...]
    """Pairs of organisations between which no tie would be left, by name."""
    pieces: int
    """Into how many more pieces the network of the others would fall."""


def without(person: int, places: Mapping[int, Place], pairs: Iterable[Pair]) -> Leaving:
    """What would go with a person."""
    every = list(pairs)
    theirs = [pair for pair in every if person in pair]
    left = [pair for pair in every if person not in pair]
    tied = {end for pair in left for end in pair}
    touched = {end for pair in theirs for end in pair} - {person}
    others = set(places) - {person}
    before = pieces(places, every)
    after = pieces(others, left)
    # Whoever had no tie at all was a piece of their own, and goes as one.
    were = before - (0 if theirs else 1)
    return Leaving(
        ties=len(theirs),
        alone=tuple(sorted(touched - tied)),
        parted=tuple(sorted(_between(places, every) - _between(places, left))),
        pieces=max(after - were, 0),
    )


def _between(places: Mapping[int, Place], pairs: Iterable[Pair]) -> set[tuple[str, str]]:
    ends = (sorted((places[a][0], places[b][0])) for a, b in pairs)
    return {(one, other) for one, other in ends if one != other}


def pieces(people: Iterable[int], pairs: Iterable[Pair]) -> int:
    """Into how many pieces a network falls; somebody without a tie is one."""
    above = {person: person for person in people}

    def root(person: int) -> int:
        while above[person] != person:
            above[person] = person = above[above[person]]
        return person

    for a, b in pairs:
        above[root(a)] = root(b)
    return sum(root(person) == person for person in above)
