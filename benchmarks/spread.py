"""A seeded world of many partnerships, by COPY: their people, and two years of what these took part in.

Sizes have heavy tails, as in life: most partnerships are small and quiet, a few have hundreds of people; some spread,
some fade after signing, some hang on a few. At the full size there are 10,000 partnerships, in which a million people
count (somebody counts in each partnership of their organisation), and five million participations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate, count
from random import Random
from typing import Any

from agreements.models import Agreement, AgreementVersion, Commitment, Party, Signatory
from benchmarks.loading import pour, settle
from engagement.choices import PlanQuestion
from engagement.models import EngagementTarget, Interaction, Participation, PlanItem, PlanStep
from partnering.models import (
    Action,
    Membership,
    Organisation,
    Partnership,
    Person,
    Role,
    Seat,
    Unit,
    User,
    WorkingGroup,
)
from readiness.models import Campaign, Result, SharedResult
from readiness.services.frameworks import framework_version

FULL = 10_000
DAYS = 730
LEVELS = ("executive", "senior manager", "manager", "staff", "staff", "staff", "staff", "staff")
KINDS = ("meeting", "meeting", "meeting", "workshop", "workshop", "call", "call", "briefing", "newsletter")
HELD, CAME = 49, 8.0
"""How many interactions a partnership has by the mean, and how many people come to one."""


@dataclass
class Group:
    """An organisation: its people, the most active first, its units, and who sponsors and who leads."""

    pk: int
    people: range
    units: range
    weights: list[float] = field(default_factory=list)


@dataclass
class Venture:
    """A partnership: who are its members, since when, how busy it is, and what becomes of it."""

    pk: int
    members: list[Group]
    started: date
    busy: float
    fades: bool
    signed: date | None


class Spread:
    """The whole world; the same for the same number of partnerships and day."""

    def __init__(self, partnerships: int, today: date) -> None:
        self.random = Random(partnerships)  # noqa: S311
        self.today = today
        self.groups = list(self._groups(max(8 * partnerships // 10, 12)))
        self.ventures = list(self._ventures(partnerships))
        self.hub = self.groups[0]

    def load(self) -> None:
        """Put it into the database's tables, which hold nothing of the kind yet."""
        self._load_organisations()
        self._load_partnerships()
        self._load_agreements()
        self._load_plans()
        self._load_readiness()
        held = list(self._held())
        columns = "id partnership_id held_on kind title joint organisation_id"
        pour(Interaction, columns, ((*one[:6], one[6].pk if one[6] else None) for one in held))
        pour(Participation, "interaction_id person_id", self._took_part(held))
        self._add_readers()
        settle()

    def _groups(self, number: int) -> Iterator[Group]:
        person, unit = 1, 1
        for pk in range(1, number + 1):
            size = min(int(4 + 6.8 * self.random.paretovariate(1.35)), 800)
            units = range(unit, unit + 1 + min(size // 8, 40))
            people = range(person, person + size)
            weights = list(accumulate(1 / (place + 1.5) for place in range(size)))
            yield Group(pk, people, units, weights)
            person, unit = people.stop, units.stop

    def _ventures(self, number: int) -> Iterator[Venture]:
        # A few organisations are in hundreds of partnerships, most in a few.
        pull = list(accumulate(1 / (place + 10) ** 0.5 for place in range(len(self.groups))))
        for pk in range(1, number + 1):
            wanted = min(int(1.6 + 1.2 * self.random.paretovariate(1.6)), 12)
            members: dict[int, Group] = {}
            if pk % 33 == 1:
                members[1] = self.groups[0]
            while len(members) < max(wanted, 2):
                one = self.random.choices(self.groups, cum_weights=pull)[0]
                members.setdefault(one.pk, one)
            started = self.today - timedelta(days=self.random.randrange(60, DAYS))
            signed = started + timedelta(days=self.random.randrange(5, 55))
            yield Venture(
                pk=pk,
                members=list(members.values()),
                started=started,
                busy=min(self.random.lognormvariate(-0.32, 0.8), 12.0),
                fades=self.random.random() < 0.3,
                signed=signed if self.random.random() < 0.8 else None,
            )

    def _load_organisations(self) -> None:
        kinds = ("government", "business", "community", "education", "other")
        rows = ((one.pk, f"Organisation {one.pk:05}", kinds[one.pk % 5], "Kenya") for one in self.groups)
        pour(Organisation, "id name sector country", rows)
        units = (
            (pk, one.pk, f"Unit {place}", one.units.start + place // 5 if place >= 5 else None)
            for one in self.groups
            for place, pk in enumerate(one.units)
        )
        pour(Unit, "id organisation_id name parent_id", units)
        people = (
            (
                pk,
                one.pk,
                self.random.choice(one.units),
                f"Person {pk}",
                f"p{pk}@example.com",
                self.random.choice(LEVELS),
            )
            for one in self.groups
            for pk in one.people
        )
        pour(Person, "id organisation_id unit_id name email level", people)

    def _load_partnerships(self) -> None:
        every = self.ventures
        rows = (
            (v.pk, f"Partnership {v.pk:05}", f"partnership-{v.pk}", self._phase(v), v.started) for v in every
        )
        pour(Partnership, "id name slug phase started_on", rows)
        members = ((v.pk, one.pk, v.started) for v in every for one in v.members)
        pour(Membership, "partnership_id organisation_id joined_on", members)
        pour(Role, "person_id partnership_id kind started_on ended_on", self._roles())
        pour(WorkingGroup, "id partnership_id name", ((v.pk, v.pk, "Steering group") for v in every))
        seats = (
            (v.pk, one.pk, one.people[place], v.started)
            for v in every
            for one in v.members
            for place in range(min(2, len(one.people)))
        )
        pour(Seat, "group_id organisation_id person_id started_on", seats)
        columns = "partnership_id organisation_id owner_id title created_on due_on state done_on"
        pour(Action, columns, self._actions())
        targets = (
            (v.pk, unit, v.started)
            for v in every
            for one in v.members
            for unit in self.random.sample(one.units, min(len(one.units), 3))
        )
        pour(EngagementTarget, "partnership_id unit_id named_on", targets)

    def _phase(self, venture: Venture) -> str:
        return "managing" if venture.signed else "scoping"

    def _roles(self) -> Iterator[tuple[Any, ...]]:
        for v in self.ventures:
            yield v.members[0].people[0], v.pk, "partnership manager", v.started, None
            for one in v.members:
                ended = self.random.random() < 0.1
                until = v.started + (self.today - v.started) / 2 if ended else None
                yield one.people[1], v.pk, "senior sponsor", v.started, until
                yield one.people[2], v.pk, "partnering lead", v.started, None
                yield one.people[3], v.pk, "representative", v.started, None

    def _actions(self) -> Iterator[tuple[Any, ...]]:
        for v in self.ventures:
            for number in range(int(6 * v.busy) + 2):
                one = self.random.choice(v.members)
                created = self._day(v)
                due = created + timedelta(days=self.random.randrange(7, 60))
                done = due + timedelta(days=self.random.randrange(-10, 40))
                late = done >= self.today or self.random.random() < 0.15
                owner = one.people[self.random.randrange(min(6, len(one.people)))]
                state, day = ("open", None) if late else ("done", max(done, created))
                yield v.pk, one.pk, owner, f"Step {number}", created, due, state, day

    def _day(self, venture: Venture) -> date:
        """A day of its life; of one that fades, most likely an early one."""
        life = (self.today - venture.started).days
        return venture.started + timedelta(
            days=int(life * self.random.random() ** (3 if venture.fades else 1))
        )

    def _load_agreements(self) -> None:
        signed = [v for v in self.ventures if v.signed and v.signed < self.today]
        rows = ((v.pk, v.pk, "Agreement", "in force", v.signed, v.started) for v in signed)
        pour(Agreement, "id partnership_id title state came_into_force_on drafted_on", rows)
        pour(AgreementVersion, "id agreement_id number", ((v.pk, v.pk, 1) for v in signed))
        pour(Party, "agreement_id organisation_id", ((v.pk, one.pk) for v in signed for one in v.members))
        names = ((v.pk, one.pk, one.people[1], "Director", v.signed) for v in signed for one in v.members)
        pour(Signatory, "version_id organisation_id person_id authority signed_on", names)
        columns = "agreement_id organisation_id kind text due_on state kept_on"
        pour(Commitment, columns, self._commitments(signed))

    def _commitments(self, signed: list[Venture]) -> Iterator[tuple[Any, ...]]:
        for v in signed:
            for one in v.members:
                for number in range(2):
                    assert v.signed  # noqa: S101
                    due = v.signed + timedelta(days=self.random.randrange(20, 500))
                    kept = due + timedelta(days=self.random.randrange(-20, 30))
                    is_kept = kept < self.today and self.random.random() < 0.7
                    state, day = ("kept", max(kept, v.signed)) if is_kept else ("open", None)
                    yield v.pk, one.pk, "in kind", f"Brings {number}", due, state, day

    def _load_plans(self) -> None:
        items, steps, pk = [], [], 0
        for one in self.groups:
            for question in self.random.sample(PlanQuestion.values, self.random.randrange(8)):
                pk += 1
                owner, due = one.people[2], self.today + timedelta(days=self.random.randrange(-60, 120))
                items.append((pk, one.pk, question, "An answer.", owner, due))
                for back in sorted(self.random.sample(range(5, DAYS), 2), reverse=True):
                    answered = self.random.random() < 0.8
                    steps.append((pk, self.today - timedelta(days=back), answered, True, due, False))
        pour(PlanItem, "id organisation_id question answer owner_id due_on", items)
        pour(PlanStep, "item_id on answered owned due_on done", steps)

    def _load_readiness(self) -> None:
        framework = framework_version("fit-for-partnering", Organisation.objects.get(pk=1)).pk
        asked = [
            (one, self.today - timedelta(days=self.random.randrange(5, DAYS))) for one in self.groups[::2]
        ]
        columns = "id organisation_id framework_version_id title opens_on closes_on launched_on closed_on"
        columns += " population asked"
        rows = [
            (
                one.pk,
                one.pk,
                framework,
                "Ready?",
                on - timedelta(days=14),
                on,
                on - timedelta(days=14),
                on,
                10,
                10,
            )
            for one, on in asked
        ]
        pour(Campaign, columns, rows)
        means = {one.pk: round(self.random.uniform(2, 4.5), 2) for one, _on in asked}
        results = ((pk, 8, mean, '{"areas": []}', mean, "[]") for pk, mean in means.items())
        pour(Result, "campaign_id respondents mean figures shared_mean shared_areas", results)
        shared = (
            (one.pk, v.pk, self.today - timedelta(days=3))
            for v in self.ventures
            for one in v.members
            if one.pk in means and self.random.random() < 0.5
        )
        pour(SharedResult, "campaign_id partnership_id shared_on", shared)

    def _held(self) -> Iterator[tuple[Any, ...]]:
        numbers = count(1)
        for v in self.ventures:
            for _place in range(int(HELD * v.busy) + 1):
                joint = self.random.random() < 0.8
                inside = None if joint else self.random.choice(v.members)
                kind = self.random.choice(KINDS)
                yield next(numbers), v.pk, self._day(v), kind, f"{kind.capitalize()}", joint, inside

    def _took_part(self, held: list[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
        known = {v.pk: v for v in self.ventures}
        for pk, partnership, _on, _kind, _title, _joint, inside in held:
            members = [inside] if inside else known[partnership].members
            heads = max(int(self.random.expovariate(1 / CAME)), 1) + len(members)
            for one in members:
                drawn = self.random.choices(one.people, cum_weights=one.weights, k=1 + heads // len(members))
                for person in set(drawn):
                    yield pk, person

    def _add_readers(self) -> None:
        """Who looks at it: somebody who manages many partnerships, and a sponsor of one."""
        manager = User.objects.create_user("manager@example.com")
        sponsor = User.objects.create_user("sponsor@example.com")
        Person.objects.filter(pk=self.hub.people[0]).update(user=manager)
        Person.objects.filter(pk=self.hub.people[1]).update(user=sponsor)
