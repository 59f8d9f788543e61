"""How far a partnership has reached inside one's own organisation: people by unit and stage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from engagement.evidence import Member
from engagement.models import EngagementTarget
from engagement.stages import Stage, stage_of
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


def people_at(user: Any, member: Member, unit: Unit | None, *, on: date) -> list[tuple[Person, Stage]]:
    """A unit's own people with their stages, the furthest along first."""
    unit_pk = unit.pk if unit else None
    stages = {
        human.pk: stage_of(human.trace, on) for human in member.present(on) if human.unit_on(on) == unit_pk
    }
    people = Person.objects.visible_to(user).filter(pk__in=stages, organisation=member.pk)
    return sorted(((one, stages[one.pk]) for one in people), key=lambda pair: (-pair[1], pair[0].name))


def targeted_units(user: Any, partnership: Partnership, *, on: date) -> list[Unit]:
    """The units of one's own organisation whose people the partnership needs today."""
    rows = EngagementTarget.objects.visible_to(user).current(on).filter(partnership=partnership)
    return [target.unit for target in rows.select_related("unit")]
