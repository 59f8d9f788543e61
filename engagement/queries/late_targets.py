"""Targets whose day has passed before everybody whom they mean was involved, in many partnerships at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from engagement.dimensions import is_met, wanted_by_unit
from engagement.evidence import ALWAYS, Human, Member, Target
from engagement.models import EngagementTarget, Participation, SetStage
from engagement.queries.gathering import units_above
from engagement.stages import ACTIVE_DAYS, EXPLAINING_KINDS, TELLING_KINDS, Stage, Trace
from partnering.models import Person


def late_targets_of(
    organisation: int, partnerships: Iterable[int], *, on: date
) -> dict[int, list[tuple[int, str]]]:
    """By partnership, keys and names of the organisation's late units. Five queries, and one where none has a day."""
    rows = EngagementTarget.objects.current(on).filter(
        partnership__in=partnerships, unit__organisation=organisation
    )
    targets: dict[int, list[EngagementTarget]] = defaultdict(list)
    for row in rows.select_related("unit"):
        targets[row.partnership_id].append(row)
    asked = [pk for pk, found in targets.items() if any(_has_passed(one, on) for one in found)]
    if not asked:
        return {}
    above = units_above([organisation]).get(organisation, {})
    active, settled = _taken_part(organisation, asked, on), _settled(organisation, asked, on)
    people = Person.objects.present(on).filter(organisation=organisation)
    known = list(people.order_by("pk").values_list("pk", "unit", "level"))
    late = {}
    for pk in asked:
        member = Member(
            organisation,
            people=tuple(
                Human(one, unit, trace=_trace(active[pk].get(one), settled[pk].get(one)), level=level)
                for one, unit, level in known
            ),
            above=above,
            targets=tuple(Target(row.unit_id, levels=frozenset(row.levels)) for row in targets[pk]),
        )
        homes = wanted_by_unit(member, on)
        late[pk] = [
            (row.unit_id, row.unit.name)
            for row in targets[pk]
            if _has_passed(row, on) and not is_met(homes.get(row.unit_id, []), on)
        ]
    return late


def _has_passed(target: EngagementTarget, on: date) -> bool:
    return target.due_on is not None and target.due_on < on


def _trace(acted_on: date | None, settled: Stage | None) -> Trace:
    return Trace(
        active=(acted_on,) if acted_on else (),
        settled=((ALWAYS, settled),) if settled is not None else (),
    )


def _taken_part(organisation: int, partnerships: list[int], on: date) -> dict[int, dict[int, date]]:
    """By partnership and person, a day on which they took part, of those that still count."""
    rows = Participation.objects.filter(
        person__organisation=organisation,
        interaction__partnership__in=partnerships,
        interaction__held_on__gt=on - timedelta(days=ACTIVE_DAYS),
        interaction__held_on__lte=on,
    ).exclude(interaction__kind__in=[*TELLING_KINDS, *EXPLAINING_KINDS])
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for pk, person, day in rows.order_by().values_list(
        "interaction__partnership", "person", "interaction__held_on"
    ):
        found[pk][person] = day
    return found


def _settled(organisation: int, partnerships: list[int], on: date) -> dict[int, dict[int, Stage]]:
    rows = SetStage.objects.current(on).filter(
        partnership__in=partnerships, person__organisation=organisation
    )
    found: dict[int, dict[int, Stage]] = defaultdict(dict)
    for pk, person, stage in rows.order_by("starts_on", "pk").values_list("partnership", "person", "stage"):
        found[pk][person] = Stage[stage.upper()]
    return found
