"""What a working group lacks by its own terms of reference: a chair, a quorum, meetings, a voice. Plain data only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from partnering.balance import HeldMeeting, SeatSpan, imbalances
from partnering.quorums import Quorum, tally

CHAIR, QUORUM, RHYTHM, LEVEL, REVIEW, TERMS = "chair", "quorum", "rhythm", "level", "review", "terms"
GRACE = timedelta(days=7)
"""By so much a meeting may come later than the rhythm asks, before anybody is told."""


@dataclass(frozen=True)
class Terms:
    """Terms of reference as plain data: `every` so many `unit`s ('weeks', 'months'), `rank` 0 the most senior level."""

    is_settled: bool = False
    quorum: Quorum = field(default_factory=Quorum)
    unit: str = ""
    every: int = 0
    rank: int | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class GroupState:
    """A group: its terms, its seats of all times, the meetings held (by time), when it met last and meets next.

    `names` tells the organisations' names by their keys.
    """

    name: str
    terms: Terms = field(default_factory=Terms)
    seats: Sequence[SeatSpan] = ()
    meetings: Sequence[HeldMeeting] = ()
    last_on: date | None = None
    next_on: date | None = None
    names: Mapping[int, str] = field(default_factory=dict)

    def seats_on(self, on: date) -> list[SeatSpan]:
        """The seats that exist on a day."""
        return [one for one in self.seats if one.holds(on)]


@dataclass(frozen=True)
class Gap:
    """Something that a group lacks: about which organisation or seat, how much of how much, since when."""

    kind: str
    organisation: int | None = None
    seat: int | None = None
    count: int = 0
    of: int = 0
    since: date | None = None


def gaps(state: GroupState, *, on: date) -> list[Gap]:
    """All that a group lacks on a day, the group's own matters before those of single organisations."""
    seats = state.seats_on(on)
    return [
        *_terms(state, on),
        *_chair(seats),
        *_quorum(state),
        *_rhythm(state, on),
        *_imbalances(state, seats, on),
        *_levels(state, seats),
    ]


def _terms(state: GroupState, on: date) -> Iterator[Gap]:
    review = state.terms.review_on
    if not state.terms.is_settled:
        yield Gap(TERMS)
    if review is not None and review <= on:
        yield Gap(REVIEW, since=review)


def _chair(seats: Sequence[SeatSpan]) -> Iterator[Gap]:
    """Nobody chairs a group in which people sit; `seat` is the chair's own when it stands vacant."""
    if any(one.person for one in seats) and not any(one.chairs and one.person for one in seats):
        vacant = next((one for one in seats if one.chairs), None)
        yield Gap(CHAIR, vacant.organisation, vacant.pk) if vacant else Gap(CHAIR)


def is_quorate(state: GroupState, meeting: HeldMeeting) -> bool:
    """Whether those who were at a meeting were enough by today's terms, with the seats of its day."""
    seated = {one.person for one in state.seats if one.person is not None and one.holds(meeting.on)}
    return state.terms.quorum.is_met(tally(meeting.there, seated))


def _quorum(state: GroupState) -> Iterator[Gap]:
    """The latest meetings in a row without a quorum."""
    if not state.terms.quorum.is_asked:
        return
    missed = 0
    for meeting in reversed(state.meetings):
        if is_quorate(state, meeting):
            break
        missed += 1
    if missed:
        yield Gap(QUORUM, count=missed)


def due_by(last: date, unit: str, every: int) -> date:
    """By which day a group meets again that met on a day."""
    return last + (relativedelta(months=every) if unit == "months" else timedelta(weeks=every))


def _rhythm(state: GroupState, on: date) -> Iterator[Gap]:
    """No meeting in time, and none about to come. A group that never met counts from its first seat."""
    begun = min((one.start for one in state.seats), default=None)
    last = state.last_on or begun
    if not state.terms.every or last is None:
        return
    soon = state.next_on is not None and state.next_on <= on + GRACE
    if on > due_by(last, state.terms.unit, state.terms.every) + GRACE and not soon:
        yield Gap(RHYTHM, since=state.last_on)


def _imbalances(state: GroupState, seats: Sequence[SeatSpan], on: date) -> Iterator[Gap]:
    for one in imbalances(state.seats, state.meetings, on=on):
        seat = next((own.pk for own in seats if own.organisation == one.organisation), None)
        yield Gap(one.kind, one.organisation, seat, one.count, one.of)


def _levels(state: GroupState, seats: Sequence[SeatSpan]) -> Iterator[Gap]:
    """Organisations for which people sit, none of them as senior as the terms want."""
    if state.terms.rank is None:
        return
    held = [one for one in seats if one.person is not None]
    for organisation in sorted({one.organisation for one in held}):
        own = [one for one in held if one.organisation == organisation]
        if min(one.rank for one in own) > state.terms.rank:
            yield Gap(LEVEL, organisation, own[0].pk)
