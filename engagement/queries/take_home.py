"""Take-home briefs with how many were told, and the organisation's people by unit to tick."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from engagement.models import BriefedPerson, TakeHomeBrief
from partnering import access
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


def briefs_listed(user: User, partnership: Partnership | None = None) -> QuerySet[TakeHomeBrief]:
    """One's organisation's briefs (in one partnership), with how many were told where the user may know it."""
    own, person = access.reads_internals_of(user), access.person_of(user)
    spoken = Q(meeting__group__partnership__in=access.spoken_for_in(user))
    works = Q(organisation=own) | (spoken & Q(organisation=person.organisation_id if person else None))
    rows = TakeHomeBrief.objects.visible_to(user).select_related("meeting__group__partnership")
    if partnership:
        rows = rows.filter(meeting__group__partnership=partnership)
    counted = (
        BriefedPerson.objects.filter(brief=OuterRef("pk"))
        .order_by()
        .values("brief")
        .annotate(n=Count("pk"))
        .values("n")
    )
    told = Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
    listed: QuerySet[TakeHomeBrief] = rows.annotate(
        told=Case(When(works, then=told), default=None, output_field=IntegerField())
    )
    return listed


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
