"""How balanced a working group is: whose seats outweigh the others', and which organisation stays away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from partnering.quorums import Attendee
from partnering.xray import Severity

OUTWEIGHS, MISSED = "outweighs", "missed"
MISSES, SEATS = 2, 3
"""Meetings missed in a row that are told; seats that a group must have before one can outweigh the others."""


@dataclass(frozen=True)
class SeatSpan:
    """A seat of an organisation, held or vacant, from a day to a day; the last day is outside.

    `rank` is how senior the holder is, 0 at the top; `chairs` is true of the chair's seat, held or not.
    """

    organisation: int
    start: date
    end: date | None = None
    pk: int = 0
    person: int | None = None
    chairs: bool = False
    rank: int = 0

    def holds(self, on: date) -> bool:
        """Whether the seat exists on a day."""
        return self.start <= on and (self.end is None or on < self.end)


@dataclass(frozen=True)
class HeldMeeting:
    """A meeting that took place, the organisations of which somebody was there (a substitute too), and who was."""

    on: date
    present: frozenset[int]
    there: tuple[Attendee, ...] = ()


@dataclass(frozen=True)
class Imbalance:
    """What is out of balance, with the organisation and the number of seats or of meetings missed."""

    kind: str
    severity: Severity
    organisation: int
    count: int
    of: int


@dataclass(frozen=True)
class Quarter:
    """How many of the meetings of a quarter an organisation came to, out of those at which it had a seat."""

    year: int
    number: int
    came: int
    of: int

    @property
    def heat(self) -> int:
        """The share in five steps, 0 (nobody ever came) to 4 (somebody always did)."""
        return min(5 * self.came // self.of, 4)


def course(
    seats: Sequence[SeatSpan], meetings: Sequence[HeldMeeting], organisation: int
) -> list[bool | None]:
    """For each meeting, whether the organisation was there; None when it had no seat then and nobody came."""
    own = [seat for seat in seats if seat.organisation == organisation]
    return [
        True if organisation in one.present else (False if any(seat.holds(one.on) for seat in own) else None)
        for one in meetings
    ]


def missed_in_a_row(came: Sequence[bool | None]) -> int:
    """How many of the latest meetings, in order of time, were missed; those that don't count are passed over."""
    missed = 0
    for one in reversed([one for one in came if one is not None]):
        if one:
            break
        missed += 1
    return missed


def imbalances(seats: Sequence[SeatSpan], meetings: Sequence[HeldMeeting], *, on: date) -> list[Imbalance]:
    """What is out of balance on a day: too many seats first, then who stayed away longest. Meetings by time."""
    now = [seat.organisation for seat in seats if seat.holds(on)]
    found = [
        Imbalance(OUTWEIGHS, Severity.HINT, one, now.count(one), len(now))
        for one in sorted(set(now))
        if len(now) >= SEATS and 2 * now.count(one) > len(now) and len(set(now)) > 1
    ]
    away = []
    for one in sorted(set(now)):
        came = course(seats, meetings, one)
        missed = missed_in_a_row(came)
        if missed >= MISSES:
            asked = sum(was is not None for was in came)
            away.append(Imbalance(MISSED, Severity.WARN, one, missed, asked))
    return found + sorted(away, key=lambda one: -one.count)


def quarter_of(on: date) -> tuple[int, int]:
    """The year and the number of the quarter of a day."""
    return on.year, (on.month + 2) // 3


def quarters(meetings: Sequence[HeldMeeting], came: Sequence[bool | None]) -> list[Quarter]:
    """The share of meetings by quarter, oldest first; a quarter without a meeting that counts is left out."""
    counted: dict[tuple[int, int], tuple[int, int]] = {}
    for meeting, was in zip(meetings, came, strict=True):
        if was is not None:
            quarter = quarter_of(meeting.on)
            there, of = counted.get(quarter, (0, 0))
            counted[quarter] = (there + was, of + 1)
    return [Quarter(*quarter, *counts) for quarter, counts in sorted(counted.items())]
