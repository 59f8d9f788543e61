"""How far a partnership has reached inside one's own organisation: people by unit and stage, and who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from engagement.dimensions import is_involved, is_met, wanted_by_unit
from engagement.evidence import Human, Member
from engagement.models import BriefingInvitation, EngagementTarget, SetStage
from engagement.stages import Stage, stage_of, stage_read_off
from partnering.models import Partnership, Person, Unit


@dataclass(frozen=True)
class UnitReach:
    """A unit's own people by stage, in the order of the ladder; `unit` None is for those without one."""

    unit: Unit | None
    needed: bool
    people: int
    by_stage: tuple[int, ...]

    @property
    def involved(self) -> int:
        """How many are involved or beyond."""
        return sum(self.by_stage[Stage.INVOLVED :])


@dataclass(frozen=True)
class TargetReach:
    """A target with how many people it means and how many of them are involved, and whether its day has passed."""

    target: EngagementTarget
    wanted: int
    involved: int
    is_met: bool
    is_late: bool

    @property
    def missing(self) -> int:
        """How many are below involved."""
        return self.wanted - self.involved


@dataclass(frozen=True)
class Standing:
    """Where one person stands: the stage that counts, and the one read off what they did."""

    counts: Stage
    read_off: Stage


def reach_by_unit(user: Any, member: Member, *, on: date) -> list[UnitReach]:
    """The units of one's own organisation with their people by stage; those that are needed first."""
    counts: dict[int | None, Counter[Stage]] = {}
    for human in member.present(on):
        counts.setdefault(human.unit_on(on), Counter())[stage_of(human.trace, on)] += 1
    named = {target.unit for target in member.targets if target.holds.holds(on)}
    units = {unit.pk: unit for unit in Unit.objects.visible_to(user).filter(organisation=member.pk)}
    rows = []
    for pk, count in counts.items():
        above = member.above.get(pk, (pk,)) if pk is not None else ()
        needed = any(unit in named for unit in above)
        by_stage = tuple(count[stage] for stage in Stage)
        rows.append(UnitReach(units.get(pk) if pk is not None else None, needed, sum(by_stage), by_stage))
    return sorted(rows, key=lambda row: (not row.needed, row.unit is None, row.unit.name if row.unit else ""))


def by_stage_on(humans: Iterable[Human], on: date) -> tuple[int, ...]:
    """How many of these people are at each rung of the ladder on a day."""
    count = Counter(stage_of(human.trace, on) for human in humans if human.there.holds(on))
    return tuple(count[stage] for stage in Stage)


def targets_reached(user: Any, partnership: Partnership, member: Member, *, on: date) -> list[TargetReach]:
    """The current targets of one's own organisation with how far each has come; the late ones first."""
    rows = EngagementTarget.objects.visible_to(user).current(on).filter(partnership=partnership)
    homes = wanted_by_unit(member, on)
    found = []
    for target in rows.select_related("unit"):
        people = homes.get(target.unit_id, [])
        met = is_met(people, on)
        late = not met and target.due_on is not None and target.due_on < on
        involved = sum(is_involved(human, on) for human in people)
        found.append(TargetReach(target, len(people), involved, met, late))
    return sorted(found, key=lambda one: (not one.is_late, one.target.unit.name))


def standing_of(member: Member, person: Person, *, on: date) -> Standing:
    """Where one of the organisation's own people stands."""
    trace = next((human.trace for human in member.people if human.pk == person.pk), None)
    if trace is None:
        return Standing(Stage.UNAWARE, Stage.UNAWARE)
    return Standing(stage_of(trace, on), stage_read_off(trace, on))


def people_by_stage(user: Any, partnership: Partnership, member: Member, *, on: date) -> QuerySet[Person]:
    """One's own organisation's people with the `stage` that counts, and whether it `is_set`.

    Stages come of rows of many kinds and days, which `member` has at hand; the rest is asked of the database, so that
    lists search, order, page and export as everywhere.
    """
    at: dict[Stage, list[int]] = {stage: [] for stage in Stage}
    for human in member.present(on):
        at[stage_of(human.trace, on)].append(human.pk)
    rungs = [When(pk__in=pks, then=Value(int(stage))) for stage, pks in at.items() if pks]
    was_set = SetStage.objects.current(on).filter(partnership=partnership, person=OuterRef("pk"))
    rows: QuerySet[Person] = Person.objects.visible_to(user).present(on).filter(organisation=member.pk)
    return rows.select_related("unit").annotate(
        stage=Case(*rungs, default=Value(int(Stage.UNAWARE)), output_field=IntegerField()),
        is_set=Exists(was_set.order_by()),
        invited_at=_latest_invitation(partnership),
    )


def _latest_invitation(partnership: Partnership) -> Subquery:
    """When somebody was last invited to hear of the partnership, and nobody took it back."""
    rows = BriefingInvitation.objects.standing().filter(partnership=partnership, person=OuterRef("pk"))
    return Subquery(rows.order_by("-invited_at").values("invited_at")[:1])


def needed_people(member: Member, *, on: date, target: EngagementTarget | None = None) -> list[int]:
    """Whom the organisation's targets mean, or one of them."""
    homes = wanted_by_unit(member, on)
    chosen = homes.values() if target is None else [homes.get(target.unit_id, [])]
    return [human.pk for people in chosen for human in people]


def targeted_units(user: Any, partnership: Partnership, *, on: date) -> list[Unit]:
    """The units of one's own organisation whose people the partnership needs today."""
    rows = EngagementTarget.objects.visible_to(user).current(on).filter(partnership=partnership)
    return [target.unit for target in rows.select_related("unit")]
