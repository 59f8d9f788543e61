"""Whether enough people of enough organisations are at a meeting to decide. Plain data in and out.

Only seats count: who holds one, and who stands in for somebody who does, both together once. A guest does not.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Attendee:
    """Somebody who is at a meeting, for which organisation, and instead of whom if they stand in."""

    person: int
    organisation: int
    stands_in_for: int | None = None


@dataclass(frozen=True)
class Tally:
    """How many seats are taken at a meeting, and of how many organisations."""

    people: int
    organisations: int


@dataclass(frozen=True)
class Quorum:
    """How many people must be there, of how many organisations; None where it doesn't matter."""

    people: int | None = None
    organisations: int | None = None

    @property
    def is_asked(self) -> bool:
        """Whether there is one at all."""
        return bool(self.people or self.organisations)

    def is_met(self, there: Tally) -> bool:
        """Whether so many are enough."""
        return there.people >= (self.people or 0) and there.organisations >= (self.organisations or 0)


def tally(there: Iterable[Attendee], seated: Container[int]) -> Tally:
    """How many of those who are there count; `seated` are the people who hold a seat that day."""
    seats: dict[int, int] = {}
    for one in there:
        if one.person in seated:
            seats[one.person] = one.organisation
        elif one.stands_in_for in seated and one.stands_in_for is not None:
            seats[one.stands_in_for] = one.organisation
    return Tally(len(seats), len(set(seats.values())))
