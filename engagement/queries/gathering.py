"""What is collected of partnerships before it becomes evidence: by partnership, and by the organisations in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from engagement.evidence import ALWAYS, NOTHING, Act, Human, Promise, held_on
from engagement.stages import EXPLAINING_KINDS, TELLING_KINDS, Span, Stage, Trace
from partnering import at_once, kept
from partnering.models import Partnership, Person, Position, Unit


@dataclass(slots=True)
class Doings:
    """What is collected of one person; the days of acts come in order, those on which they acted otherwise do not."""

    told: list[date] = field(default_factory=list)
    explained: list[date] = field(default_factory=list)
    active: list[date] = field(default_factory=list)
    part: list[Span] = field(default_factory=list)
    answers: list[Span] = field(default_factory=list)
    acted: list[date] = field(default_factory=list)
    settled: list[tuple[Span, Stage]] = field(default_factory=list)

    def note(self, kind: str, on: date) -> None:
        """Note that they took part in something of a kind, on the day of what was noted last or later."""
        if kind in TELLING_KINDS:
            self.told.append(on)
            return
        (self.explained if kind in EXPLAINING_KINDS else self.active).append(on)
        self.acted.append(on)

    def trace(self) -> Trace:
        """The same as the ladder of stages wants it."""
        return Trace(
            tuple(self.told),
            tuple(self.explained),
            tuple(self.active),
            tuple(self.part),
            tuple(self.answers),
            tuple(self.settled),
        )


@dataclass
class Rows:
    """What is collected of one partnership, by organisation or by person."""

    partnership: Partnership
    spans: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    doings: dict[int, Doings] = field(default_factory=lambda: defaultdict(Doings))
    acts: dict[int, list[Act]] = field(default_factory=lambda: defaultdict(list))
    sponsors: dict[int, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[int, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))
    promises: dict[int, list[Promise]] = field(default_factory=lambda: defaultdict(list))
    appears: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    joint_days: set[date] = field(default_factory=set)
    in_force: dict[int, Span] = field(default_factory=dict)
    bound: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Staff:
    """The people of the organisations, where they were when, and how units lie in units: the same everywhere."""

    people: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    """Organisation and unit of each."""
    of: dict[int, list[Human]] = field(default_factory=lambda: defaultdict(list))
    moved: dict[int, list[tuple[date, int | None]]] = field(default_factory=lambda: defaultdict(list))
    above: dict[int, dict[int, tuple[int, ...]]] = field(default_factory=lambda: defaultdict(dict))

    def place_of(self, person: int, on: date) -> tuple[int, int | None] | None:
        """Organisation and unit of somebody on a day; None of somebody from elsewhere."""
        place = self.people.get(person)
        if place is None or person not in self.moved:
            return place
        return place[0], held_on(place[1], self.moved[person], on)

    def with_doings(self, organisation: int, doings: dict[int, Doings]) -> Iterator[Human]:
        """An organisation's people with what they did in one partnership."""
        for human in self.of[organisation]:
            done = doings.get(human.pk)
            yield human.with_trace(done.trace()) if done else human


def add_staff(staff: Staff, organisations: Iterable[int]) -> at_once.Asking[None]:
    """Add all people of these organisations, and how their units lie in each other."""
    wanted = slots(organisations)
    past, found, units = yield [at_once.rows(give, None, *wanted) for give in (_moved, _people_of, _units_of)]
    levels: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for pk, until, unit, level in past:
        staff.moved[pk].append((until, unit))
        levels[pk].append((until, level))
    for pk, organisation, unit, level, joined_on, left_on in found:
        there = Span(joined_on, left_on) if joined_on or left_on else ALWAYS
        staff.people[pk] = (organisation, unit)
        before, levels_before = tuple(staff.moved.get(pk, ())), tuple(levels.get(pk, ()))
        human = Human(pk, unit, there, NOTHING, before, level, levels_before)
        staff.of[organisation].append(human)
    staff.above = _above(units)


def slots(keys: Iterable[int]) -> list[kept.Slot]:
    """Keys as what is asked for by a statement that is kept wants them."""
    return [kept.Slot(key) for key in keys]


def _moved(_user: Any, *organisations: int) -> QuerySet[Any]:
    past = Position.objects.past().filter(person__organisation__in=organisations)
    return past.values_list("person", "ended_on", "unit", "level")


def _people_of(_user: Any, *organisations: int) -> QuerySet[Any]:
    people = Person.objects.filter(organisation__in=organisations).order_by("pk")
    return people.values_list("pk", "organisation", "unit", "level", "joined_on", "left_on")


def units_above(organisations: list[int]) -> dict[int, dict[int, tuple[int, ...]]]:
    """By organisation, for each unit: itself and the units that it is part of, nearest first."""
    return _above(_units_of(None, *organisations))


def _units_of(_user: Any, *organisations: int) -> QuerySet[Any]:
    return Unit.objects.filter(organisation__in=organisations).values_list("pk", "parent", "organisation")


def _above(found: Iterable[Any]) -> dict[int, dict[int, tuple[int, ...]]]:
    parents, owners = {}, {}
    above: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for pk, parent, organisation in found:
        parents[pk], owners[pk] = parent, organisation
    for pk, organisation in owners.items():
        chain: list[int] = []
        at: int | None = pk
        while at is not None and at not in chain:
            chain.append(at)
            at = parents.get(at)
        above[organisation][pk] = tuple(chain)
    return above
