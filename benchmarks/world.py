"""A seeded world of any size: one big organisation whose lead looks at everything, its partners, and what they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from django.db import models

from benchmarks.loading import load, settle
from engagement.choices import InteractionKind
from engagement.models import Interaction
from partnering.choices import ActionState, Level, RoleKind, Sector
from partnering.models import Action, Membership, Organisation, Partnership, Person, Role, Unit, User

DAY = date(2025, 1, 6)
FIRST = [
    "Ada",
    "Bola",
    "Chen",
    "Dara",
    "Emre",
    "Fatima",
    "Gus",
    "Hana",
    "Ines",
    "Jomo",
    "Kiri",
    "Lars",
    "Mina",
    "Nuno",
    "Oma",
    "Pia",
    "Quin",
    "Ravi",
    "Sanna",
    "Tomas",
]
LAST = [
    "Abe",
    "Brandt",
    "Cole",
    "Diaz",
    "Evans",
    "Fisher",
    "Gray",
    "Holm",
    "Ito",
    "Jansen",
    "Kerr",
    "Lopez",
    "Moss",
    "Nash",
    "Okoro",
    "Pohl",
    "Quist",
    "Reyes",
]
SHARE = 9  # of ten people, this many are in the big organisation


class World:
    """What has been loaded so far; it grows by steps, always the same for the same steps."""

    def __init__(self, partners: int = 40) -> None:
        self.random = Random(20260106)  # noqa: S311
        self.partners = list(self._organisations(partners + 1))
        load(self.partners)
        self.big = self.partners.pop(0)
        self.units = [
            Unit(pk=number, organisation=self.big, name=f"Unit {number:03}") for number in range(1, 61)
        ]
        load(self.units)
        self.user = User.objects.create_user("lead@big.example")
        self.people = 0
        self.partnerships = 0
        self.reader = Person.objects.create(
            organisation=self.big, unit=self.units[0], name="Lena Lead", user=self.user
        )
        Role.objects.create(person=self.reader, kind=RoleKind.PARTNERING_LEAD, started_on=DAY)

    def _organisations(self, count: int) -> Iterator[Organisation]:
        for number in range(1, count + 1):
            sector = self.random.choice(Sector.values)
            yield Organisation(pk=number, name=f"Organisation {number:03}", sector=sector, country="Kenya")

    def grow(self, *, people: int, partnerships: int) -> None:
        """Add what is missing up to these numbers of people and of partnerships."""
        new = list(self._people(people))
        load(new)
        load(list(self._partnerships(partnerships)))
        load(list(self._memberships(partnerships)))
        load(list(self._roles(partnerships)))
        load(list(self._actions(partnerships)))
        load(list(self._interactions(partnerships)))
        self.people, self.partnerships = people, partnerships
        settle()

    def _people(self, upto: int) -> Iterator[Person]:
        for number in range(self.people + 1, upto):
            inside = number % 10 < SHARE
            yield Person(
                pk=number + 1,
                organisation=self.big if inside else self.partners[number // 10 % len(self.partners)],
                unit=self.random.choice(self.units) if inside else None,
                name=f"{self.random.choice(FIRST)} {self.random.choice(LAST)} {number}",
                email=f"person{number}@example.com",
                job_title="Analyst",
                level=self.random.choice(Level.values),
            )

    def _new(self, upto: int) -> range:
        return range(self.partnerships + 1, upto + 1)

    def _partnerships(self, upto: int) -> Iterator[Partnership]:
        for number in self._new(upto):
            yield Partnership(
                pk=number,
                name=f"Partnership {number:05}",
                slug=f"partnership-{number}",
                started_on=DAY + timedelta(number % 300),
            )

    def _members(self, number: int) -> list[Organisation]:
        return [
            self.big,
            self.partners[number % len(self.partners)],
            self.partners[(number * 7 + 1) % len(self.partners)],
        ]

    def _memberships(self, upto: int) -> Iterator[Membership]:
        for number in self._new(upto):
            for place, organisation in enumerate(dict.fromkeys(self._members(number))):
                yield Membership(
                    pk=number * 3 + place, partnership_id=number, organisation=organisation, joined_on=DAY
                )

    def _roles(self, upto: int) -> Iterator[Role]:
        # Partners' people come every tenth; each partnership has one of them as its representative.
        for number in self._new(upto):
            yield Role(
                pk=number + 1,
                person_id=number * 10,
                partnership_id=number,
                kind=RoleKind.REPRESENTATIVE,
                started_on=DAY,
            )

    def _actions(self, upto: int) -> Iterator[Action]:
        for number in self._new(upto):
            for place in range(5):
                yield Action(
                    pk=number * 5 + place,
                    partnership_id=number,
                    organisation=self.big,
                    owner_id=number * 10 - place,
                    title=f"Agree step {place} of {number}",
                    due_on=DAY + timedelta(self.random.randrange(900)),
                    state=ActionState.OPEN,
                )

    def _interactions(self, upto: int) -> Iterator[models.Model]:
        for number in self._new(upto):
            for place in range(3):
                yield Interaction(
                    pk=number * 3 + place,
                    partnership_id=number,
                    title=f"Workshop {place} of {number}",
                    kind=InteractionKind.values[0],
                    held_on=DAY + timedelta(self.random.randrange(300)),
                )
