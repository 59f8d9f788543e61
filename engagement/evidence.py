"""What traction rests on, as plain rows: of one partnership, and of each organisation in it.

Everything has a day, so that traction can be told for any day from the same rows: nothing that comes later than the
day asked for has any influence. Rows are gathered once (`engagement.queries.evidence`) and never changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from engagement.stages import Span, Trace

ALWAYS = Span()
NOTHING = Trace()

Held = TypeVar("Held")
PartnerUnit = tuple[int, int | None]
"""An organisation and a unit of it, as the other end of a tie."""


def held_on(now: Held, before: Iterable[tuple[date, Held]], on: date) -> Held:
    """What held of somebody on a day, such as their unit, from what holds and what held until which days, in order."""
    return next((was for until, was in before if on < until), now)


NOBODY: frozenset[PartnerUnit] = frozenset()


class Act(NamedTuple):
    """One person took part in one interaction; `partners` are the units of other organisations that were there.

    A tuple, because there are millions of them.
    """

    on: date
    person: int
    unit: int | None
    partners: frozenset[PartnerUnit] = NOBODY
    joint: bool = True
    interaction: int = 0


@dataclass(frozen=True)
class Human:
    """Somebody of an organisation: unit, from when to when they are there, and what they did."""

    pk: int
    unit: int | None = None
    there: Span = ALWAYS
    trace: Trace = NOTHING
    before: tuple[tuple[date, int | None], ...] = ()
    """Where they were until a day, the earliest first."""
    level: str = ""
    levels_before: tuple[tuple[date, str], ...] = ()
    """How senior they were until a day, the earliest first."""

    def unit_on(self, on: date) -> int | None:
        """Their unit on a day."""
        return held_on(self.unit, self.before, on) if self.before else self.unit

    def with_trace(self, trace: Trace) -> Human:
        """The same person with what they did in a partnership."""
        return Human(self.pk, self.unit, self.there, trace, self.before, self.level, self.levels_before)

    def level_on(self, on: date) -> str:
        """How senior they are on a day."""
        return held_on(self.level, self.levels_before, on)


@dataclass(frozen=True)
class Target:
    """A unit whose people are needed, from a day, to a day; with `levels`, only those at one of them."""

    unit: int
    holds: Span = ALWAYS
    levels: frozenset[str] = frozenset()

    def takes(self, human: Human, on: date) -> bool:
        """Whether somebody of the unit is meant on a day."""
        return not self.levels or human.level_on(on) in self.levels


@dataclass(frozen=True)
class Sponsor:
    """A senior sponsor, from a day, to a day, and the days on which they acted, in order."""

    person: int
    holds: Span
    acted: tuple[date, ...] = ()


@dataclass(frozen=True)
class Result:
    """A readiness result: mean over all areas on 1-5, from when on it counts, and who of how many areas gave it."""

    mean: float
    closed_on: date
    holds: Span
    respondents: int | None = None
    areas: int = 4


@dataclass(frozen=True)
class PlanEntry:
    """What counted of an answer to one of the ten questions from a day on; `own` when it is this partnership's only."""

    question: str
    on: date
    answered: bool = False
    owned: bool = False
    due_on: date | None = None
    done: bool = False
    own: bool = False


@dataclass(frozen=True)
class Promise:
    """A commitment or an action with a day: binding since, due on, and done on (None: not yet)."""

    kind: str
    pk: int
    since: date
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True)
class Member:
    """All that is known of one organisation in a partnership. `acts` are in order of days."""

    pk: int
    member: tuple[Span, ...] = (ALWAYS,)
    people: tuple[Human, ...] = ()
    above: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """For each unit: itself and the units that it is part of, nearest first."""
    targets: tuple[Target, ...] = ()
    acts: tuple[Act, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()
    leads: tuple[Sponsor, ...] = ()
    """Its partnering leads, from a day, to a day; what they did isn't told here."""
    own_results: tuple[Result, ...] = ()
    shared_results: tuple[Result, ...] = ()
    plan: tuple[PlanEntry, ...] = ()
    promises: tuple[Promise, ...] = ()
    appears_on: date | None = None
    """The first day on which anybody of it held a role or a seat or took part."""

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of its acts."""
        return tuple([act.on for act in self.acts])

    @cached_property
    def counted(self) -> dict[tuple[str, date], Any]:
        """What was counted of it before, by name and day: what is known never changes."""
        return {}

    @cached_property
    def is_steady(self) -> bool:
        """Whether all its people are there on all days, so that nobody has to look at each."""
        return all(human.there == ALWAYS for human in self.people)

    def is_member(self, on: date) -> bool:
        """Whether it is in the partnership on a day."""
        return any(span.holds(on) for span in self.member)

    def acts_between(self, after: date, until: date) -> tuple[Act, ...]:
        """Its acts after one day, up to and including another."""
        return self.acts[bisect_right(self.days, after) : bisect_right(self.days, until)]

    def acts_within(self, on: date, length: int) -> tuple[Act, ...]:
        """Its acts in the `length` days up to and including `on`."""
        return self.acts_between(on - timedelta(days=length), on)

    def acts_until(self, on: date) -> tuple[Act, ...]:
        """All its acts up to and including a day."""
        return self.acts[: bisect_right(self.days, on)]

    def present(self, on: date) -> Sequence[Human]:
        """Its people on a day."""
        if self.is_steady:
            return self.people
        return [human for human in self.people if human.there.holds(on)]


@dataclass(frozen=True)
class Weights:
    """What each dimension weighs from a day on, in points of 100."""

    since: date
    points: Mapping[str, int]


@dataclass(frozen=True)
class Evidence:
    """All that is known of one partnership."""

    members: tuple[Member, ...] = ()
    joint_days: tuple[date, ...] = ()
    """The days of joint interactions, newsletters left out, in order."""
    managing: tuple[Span, ...] = ()
    """When partners are expected to do things together: an agreement in force, or the phase that says so."""
    in_force: tuple[Span, ...] = ()
    """When an agreement was in force."""
    bound: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    """The same for each organisation: when an agreement to which it is a party was in force."""
    weights: tuple[Weights, ...] = ()
    """What partners set each dimension to weigh, in the order in which they did; none where the usual weights hold."""

    @cached_property
    def of_joint_acts(self) -> Evidence:
        """The same without what went on inside one organisation: what all members see anyway."""
        members = (replace(one, acts=tuple(act for act in one.acts if act.joint)) for one in self.members)
        return replace(self, members=tuple(members))
