"""Take-home briefs with how many were told, and the organisation's people by unit to tick."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from engagement.models import BriefedPerson, TakeHomeBrief
from partnering.models import Partnership, Person, User


@dataclass
class UnitToBrief:
    """A unit's people, each with the day on which they were told, or None."""

    name: str
    pk: int | None
    people: list[tuple[Person, date | None]] = field(default_factory=list)

    @property
    def told(self) -> int:
        """How many were told."""
        return sum(day is not None for _person, day in self.people)


def briefs_listed(user: User, partnership: Partnership) -> QuerySet[TakeHomeBrief]:
    """One's organisation's briefs in a partnership, the latest meeting first, with how many were told."""
    rows = TakeHomeBrief.objects.visible_to(user).filter(meeting__group__partnership=partnership)
    told: QuerySet[TakeHomeBrief] = rows.select_related("meeting__group").annotate(told=Count("briefed"))
    return told.order_by("-meeting__starts_at", "-pk")


def people_to_brief(user: User, brief: TakeHomeBrief) -> list[UnitToBrief]:
    """The organisation's present people by unit, those without one last, and who was told."""
    told = dict(
        BriefedPerson.objects.visible_to(user).filter(brief=brief).values_list("person", "briefed_on")
    )
    rows = Person.objects.present().filter(organisation=brief.organisation_id)
    units: dict[int | None, UnitToBrief] = {}
    for person in rows.select_related("unit").order_by("unit__name", "name", "pk"):
        name = person.unit.name if person.unit else _("Without a unit")
        unit = units.setdefault(person.unit_id, UnitToBrief(name, person.unit_id))
        unit.people.append((person, told.get(person.pk)))
    return sorted(units.values(), key=lambda unit: unit.pk is None)
