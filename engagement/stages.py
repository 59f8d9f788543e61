"""The stage of a person in a partnership, from unaware to owner, read off what they took part in.

The ladder is one of acts, not of opinions: somebody who got a newsletter has heard of it (aware), somebody who sat
in a briefing knows what it is about (informed), somebody who met, worked, visited, trained or called takes part
(involved). Knowing stays; taking part fades: after `ACTIVE_DAYS` without it a person is informed again. Somebody
who keeps taking part is committed, and so is somebody who holds a seat, a role or an open action and takes part.
Who holds a role that answers for the partnering and takes part is an owner.

Not all that people do is on record. So whoever leads an organisation's partnering may set the stage of one of its
people. It counts in the place of the one read off for as long as an act would; then the stage is read off again,
because a word should not hold for ever where an act doesn't.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

ACTIVE_DAYS = 180
"""For how many days an act of taking part counts."""

ACTS_OF_THE_COMMITTED = 3
"""So many acts within `ACTIVE_DAYS` show that somebody is committed, with or without a seat."""

TELLING_KINDS = frozenset({"newsletter"})
"""Kinds that reach people without their doing anything; they never count as taking part."""

EXPLAINING_KINDS = frozenset({"briefing"})
"""Kinds in which people listen: taking part, but not yet being involved."""


class Stage(IntEnum):
    """The ladder; a higher number is further along."""

    UNAWARE = 0
    AWARE = 1
    INFORMED = 2
    INVOLVED = 3
    COMMITTED = 4
    OWNER = 5


@dataclass(frozen=True)
class Span:
    """From a day to a day; the last day is outside, None is open."""

    start: date | None = None
    end: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it covers a day."""
        return (self.start is None or self.start <= on) and (self.end is None or on < self.end)


@dataclass(frozen=True)
class Trace:
    """What a person did and held in one partnership; each tuple of days is in order."""

    told: tuple[date, ...] = ()
    explained: tuple[date, ...] = ()
    active: tuple[date, ...] = ()
    part: tuple[Span, ...] = ()
    """Seats, and the roles of representatives and contributors, and actions while they are open."""
    answers: tuple[Span, ...] = ()
    """Roles that answer for the partnering: manager, partnering lead, senior sponsor."""
    settled: tuple[tuple[Span, Stage], ...] = ()
    """Stages that the organisation's lead has set, and from when to when; the latest that holds counts."""


def acts_within(days: tuple[date, ...], on: date, length: int) -> int:
    """How many of the ordered `days` lie in the `length` days up to and including `on`."""
    if not days:
        return 0
    return bisect_right(days, on) - bisect_right(days, on - timedelta(days=length))


def stage_of(trace: Trace, on: date) -> Stage:
    """The stage that counts on a day: the one that was set, or else the one read off what they did.

    Nothing that comes later than `on` has any influence.
    """
    settled = settled_on(trace, on)
    return stage_read_off(trace, on) if settled is None else settled


def settled_on(trace: Trace, on: date) -> Stage | None:
    """The stage that was set and holds on a day, if any."""
    return next((stage for span, stage in reversed(trace.settled) if span.holds(on)), None)


def stage_read_off(trace: Trace, on: date) -> Stage:
    """The stage on a day by what they did and held alone."""
    acts = acts_within(trace.active, on, ACTIVE_DAYS)
    if acts:
        if any(span.holds(on) for span in trace.answers):
            return Stage.OWNER
        if acts >= ACTS_OF_THE_COMMITTED or any(span.holds(on) for span in trace.part):
            return Stage.COMMITTED
        return Stage.INVOLVED
    explained = (*trace.active[:1], *trace.explained[:1])
    if any(day <= on for day in explained):
        return Stage.INFORMED
    holds = any(span.holds(on) for span in (*trace.part, *trace.answers))
    return Stage.AWARE if holds or any(day <= on for day in trace.told[:1]) else Stage.UNAWARE
