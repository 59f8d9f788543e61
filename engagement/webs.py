"""A network of people with their organisations and units, its figures, and where each person is drawn."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engagement.network import Network, Ties, layout, measure
from engagement.ties import Density, Leaving, Pair, Place, Tie, densities, without

MOST = 500
"""So many people are drawn; of more, those with the strongest ties."""


@dataclass(frozen=True)
class Member:
    """Somebody in the network."""

    pk: int
    name: str
    organisation_pk: int
    organisation: str
    unit: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Web:
    """Who is tied to whom on a day. All figures are of those whom the reader may see."""

    on: date
    people: dict[int, Member]
    ties: dict[Pair, Tie]

    @cached_property
    def places(self) -> dict[int, Place]:
        """Where everybody is."""
        return {pk: (one.organisation, one.unit) for pk, one in self.people.items()}

    @cached_property
    def figures(self) -> Network:
        """Its measures; people by number."""
        return measure(self._plain)

    @cached_property
    def densities(self) -> list[Density]:
        """How dense it is within and between organisations."""
        return densities(self.places, self.ties)

    @cached_property
    def positions(self) -> dict[str, tuple[float, float]]:
        """Where each person is drawn."""
        return layout(self._plain)

    @cached_property
    def holding(self) -> list[Member]:
        """Those without whom it would fall apart, the most needed first."""
        found = [self.people[int(key)] for key in self.figures.cut_vertices]
        return sorted(found, key=lambda one: (-self.figures.betweenness[key_of(one.pk)], one.name, one.pk))

    @cached_property
    def ranked(self) -> list[tuple[Member, int, int]]:
        """Everybody with how many people they are tied to, and to how many units of partners; most ties first."""
        tied: dict[int, set[int]] = defaultdict(set)
        for a, b in self.ties:
            tied[a].add(b)
            tied[b].add(a)
        rows = [
            (
                one,
                len(tied[pk]),
                len({self.places[other] for other in tied[pk] if self.places[other][0] != one.organisation}),
            )
            for pk, one in self.people.items()
        ]
        return sorted(rows, key=lambda row: (-row[1], -row[2], row[0].name, row[0].pk))

    def leaving(self, person: int) -> Leaving:
        """What would go with somebody."""
        return without(person, self.places, self.ties)

    @cached_property
    def _plain(self) -> Ties:
        people = {key_of(pk): one.organisation for pk, one in self.people.items()}
        weights = {}
        for (a, b), tie in self.ties.items():
            one, other = sorted((key_of(a), key_of(b)))
            weights[one, other] = tie.weight
        return Ties(people, weights)


def key_of(person: int) -> str:
    """A person's name in the figures: their number, so that two of the same name stay two."""
    return str(person)


def drawable(web: Web) -> Web:
    """The same with no more people than can be drawn."""
    if len(web.people) <= MOST:
        return web
    strength: dict[int, float] = defaultdict(float)
    for (a, b), tie in web.ties.items():
        strength[a] += tie.weight
        strength[b] += tie.weight
    kept = set(sorted(web.people, key=lambda pk: (-strength[pk], pk))[:MOST])
    return Web(
        web.on,
        {pk: one for pk, one in web.people.items() if pk in kept},
        {pair: tie for pair, tie in web.ties.items() if kept.issuperset(pair)},
    )
