"""Partnerships with a known fate, as the rows that somebody would have logged of them: with gaps.

Not every interaction is logged, and of those that are, not everybody who came is named; how much is missing differs
between partnerships. Busy and quiet ones, tidy and untidy ones, big and small organisations occur with every fate.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from engagement.evidence import (
    Act,
    Evidence,
    Human,
    Member,
    PartnerUnit,
    PlanEntry,
    Promise,
    Result,
    Sponsor,
    Target,
)
from engagement.simulating.fates import FIRST_DAY, LAST_DAY, Course, Fate, draw
from engagement.stages import Span, Trace

SIGNED = date(2025, 3, 3)


def day_of(day: int) -> date:
    """The date of a day counted from the signing."""
    return SIGNED + timedelta(days=day)


@dataclass(frozen=True)
class Simulated:
    """A partnership with its fate, what was logged of it, and the day on which it lost its traction, if it did."""

    fate: str
    evidence: Evidence
    falls_on: int | None


@dataclass
class _Organisation:
    """An organisation while its history is being made."""

    pk: int
    course: Course
    people: list[int]
    unit: dict[int, int]
    core: list[int]
    targets: list[int]
    sponsor: int
    pool: list[int] = field(default_factory=list)
    """Those beyond the first handful who took part before: they come again more easily than others come first."""

    def comes(self, day: int, dice: Random) -> list[int]:
        """Who takes part in something joint on a day; nobody when the organisation stays away."""
        vigour = self.course.vigour(day)
        if dice.random() > 0.25 + 0.7 * vigour:
            return []
        seats = 1 + sum(dice.random() < 0.45 * min(vigour, 1.2) for _ in range(4))
        came = {self._one(day, dice) for _ in range(seats)}
        if self.course.leaves_on is not None and day < self.course.leaves_on and dice.random() < 0.9:
            came = {self.core[0], *(one for one in came if dice.random() < 0.25)}
        return sorted(came)

    def _one(self, day: int, dice: Random) -> int:
        gone = self.course.leaves_on is not None and day >= self.course.leaves_on
        core = self.core[1:] if gone and len(self.core) > 1 else self.core
        if dice.random() > self.course.newcomers(day):
            return core[min(int(dice.expovariate(0.9)), len(core) - 1)]
        if self.pool and dice.random() < 0.6:
            return dice.choice(self.pool)
        wanted = [one for one in self.people if self.unit[one] in self.targets]
        new = dice.choice(wanted if dice.random() < 0.75 else self.people)
        if new not in self.pool and new not in self.core:
            self.pool.append(new)
        return new


@dataclass
class _Log:
    """What is known of everybody: days by person, acts by organisation."""

    told: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    explained: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    active: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    acts: dict[int, list[Act]] = field(default_factory=lambda: defaultdict(list))
    joint: set[int] = field(default_factory=set)


def simulate(fate: str, dice: Random) -> Simulated:
    """One partnership with a fate, from `FIRST_DAY` to `LAST_DAY` of its signing."""
    drawn = draw(fate, dice.randint(3, 5), dice)
    organisations = [_found(place, each, dice) for place, each in enumerate(drawn.courses)]
    log = _Log()
    promises = _Promises(organisations, dice)
    _live(drawn, organisations, log, promises, dice)
    signed = (Span(SIGNED),)
    members = tuple(_member(each, log, promises.of[each.pk], dice) for each in organisations)
    evidence = Evidence(
        members=members,
        joint_days=tuple(day_of(day) for day in sorted(log.joint)),
        managing=signed,
        in_force=signed,
        bound={one.pk: signed for one in members},
    )
    return Simulated(fate, evidence, drawn.falls_on)


def _found(place: int, course: Course, dice: Random) -> _Organisation:
    pk = place + 1
    heads, units = dice.randint(15, 80), dice.randint(3, 7)
    people = [pk * 1000 + number for number in range(heads)]
    unit = {person: pk * 100 + min(dice.randrange(units), dice.randrange(units)) for person in people}
    core = dice.sample(people, dice.randint(2, 4))
    there = sorted(set(unit.values()))
    targets = dice.sample(there, max(1, round(len(there) * dice.uniform(0.4, 0.8))))
    return _Organisation(pk, course, people, unit, core, targets, sponsor=dice.choice(people))


def _live(
    fate: Fate, organisations: list[_Organisation], log: _Log, promises: _Promises, dice: Random
) -> None:
    """Day by day: what they do together, what each does alone, and what is logged of both."""
    pace = dice.lognormvariate(0.9, 0.35) / 30
    logged, unnamed = dice.uniform(0.55, 0.98), dice.uniform(0.0, 0.4)
    number = 0
    for day in range(FIRST_DAY, LAST_DAY + 1):
        if dice.random() < pace * fate.pace(day):
            came = {one.pk: one.comes(day, dice) for one in organisations}
            promises.agree(day, came, dice)
            number += 1
            if dice.random() < logged:
                _log_joint(organisations, came, day, number, log, unnamed, dice)
        for one in organisations:
            if dice.random() < 0.35 * pace * one.course.vigour(day):
                number += 1
                if dice.random() < logged:
                    _log_inside(one, day, number, log, dice)


def _log_joint(
    organisations: list[_Organisation],
    came: dict[int, list[int]],
    day: int,
    number: int,
    log: _Log,
    unnamed: float,
    dice: Random,
) -> None:
    """A joint interaction as it is logged: the usual ones are always named, others are forgotten at times."""
    named = {
        one.pk: [who for who in came[one.pk] if who in one.core or dice.random() >= unnamed]
        for one in organisations
    }
    there: set[PartnerUnit] = {(one.pk, one.unit[who]) for one in organisations for who in named[one.pk]}
    if not there:
        return
    log.joint.add(day)
    for one in organisations:
        partners = frozenset(unit for unit in there if unit[0] != one.pk)
        for who in named[one.pk]:
            log.active[who].add(day)
            log.acts[one.pk].append(Act(day_of(day), who, one.unit[who], partners, True, number))


def _log_inside(one: _Organisation, day: int, number: int, log: _Log, dice: Random) -> None:
    """Something inside one organisation: a briefing of many, or work of a few."""
    if dice.random() < 0.4:
        for who in dice.sample(one.people, min(len(one.people), dice.randint(4, 20))):
            log.explained[who].add(day)
        return
    for who in set(one.comes(day, dice)):
        log.active[who].add(day)
        log.acts[one.pk].append(Act(day_of(day), who, one.unit[who], frozenset(), False, number))


class _Promises:
    """Commitments of the signing, and the actions that meetings agree on."""

    def __init__(self, organisations: list[_Organisation], dice: Random) -> None:
        self.organisations = organisations
        self.reliable = dice.uniform(0.3, 0.6)
        self.of: dict[int, list[Promise]] = {one.pk: [] for one in organisations}
        for one in organisations:
            for _ in range(dice.randint(1, 4)):
                self._promise("commitment", one, 0, dice.randint(45, 330), dice)

    def agree(self, day: int, came: dict[int, list[int]], dice: Random) -> None:
        """What a meeting leaves to be done, mostly by who was there."""
        for one in self.organisations:
            if came[one.pk] and dice.random() < 0.35:
                self._promise("action", one, day, day + dice.randint(14, 60), dice)

    def _promise(self, kind: str, one: _Organisation, since: int, due: int, dice: Random) -> None:
        vigour = min(one.course.vigour(min(due, LAST_DAY)), 1.2)
        done: int | None
        if dice.random() < self.reliable + 0.35 * vigour:
            done = due - dice.randint(0, 10)
        else:
            done = due + 1 + int(dice.expovariate(1 / 30)) if dice.random() < 0.3 + 0.5 * vigour else None
        made = self.of[one.pk]
        on = None if done is None else day_of(max(done, since))
        made.append(Promise(kind, one.pk * 10_000 + len(made), day_of(since), day_of(due), on))


def _member(one: _Organisation, log: _Log, promises: list[Promise], dice: Random) -> Member:
    acts = tuple(sorted(log.acts[one.pk], key=lambda act: (act.on, act.interaction, act.person)))
    began = Span(day_of(FIRST_DAY))
    first = one.core[0]
    left = one.course.leaves_on
    answers = Span(day_of(FIRST_DAY), day_of(left) if left is not None else None)
    people = tuple(
        Human(
            who,
            one.unit[who],
            Span(None, answers.end) if who == first else Span(),
            Trace(
                told=(),
                explained=_days(log.explained[who]),
                active=_days(log.active[who]),
                part=(began,) if who in one.core else (),
                answers=(answers,) if who == first else (),
            ),
        )
        for who in one.people
    )
    result = Result(_mean(one, dice), day_of(dice.randint(-90, -10)), Span(day_of(-10)), respondents=20)
    return Member(
        pk=one.pk,
        member=(began,),
        people=people,
        above={unit: (unit,) for unit in set(one.unit.values())},
        targets=tuple(Target(unit, Span(SIGNED)) for unit in one.targets),
        acts=acts,
        sponsors=(Sponsor(one.sponsor, began, _sponsor_days(one, dice)),) if dice.random() < 0.85 else (),
        shared_results=(result,) if dice.random() < 0.5 else (),
        plan=_plan(one, dice),
        promises=tuple(promises),
        appears_on=acts[0].on if acts else None,
    )


def _days(days: set[int]) -> tuple[date, ...]:
    return tuple(day_of(day) for day in sorted(days))


def _mean(one: _Organisation, dice: Random) -> float:
    """Before the signing readiness hardly tells what will come: a little of it, and much else."""
    return min(max(dice.gauss(2.8 + 0.3 * min(one.course.vigour(200), 1.0), 0.4), 1.0), 5.0)


def _sponsor_days(one: _Organisation, dice: Random) -> tuple[date, ...]:
    days = [day for day in range(FIRST_DAY, LAST_DAY + 1) if dice.random() < one.course.vigour(day) / 50]
    return tuple(day_of(day) for day in days)


def _plan(one: _Organisation, dice: Random) -> tuple[PlanEntry, ...]:
    """Answers to some of the ten questions, begun by most and kept up by the vigorous."""
    entries = []
    for number in range(10):
        day = dice.randint(-60, LAST_DAY)
        if dice.random() < 0.2 + 0.5 * min(one.course.vigour(day), 1.0):
            due = day_of(day + dice.randint(30, 120))
            done = dice.random() < 0.5 * min(one.course.vigour(min(day + 60, LAST_DAY)), 1.0)
            entries.append(PlanEntry(str(number), day_of(day), True, dice.random() < 0.6, due, False))
            if done:
                entries.append(PlanEntry(str(number), due, True, True, due, True))
    return tuple(entries)
