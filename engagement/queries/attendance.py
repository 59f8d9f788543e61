"""Lists of interactions, and who took part as far as one may know: other people of partners are counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from engagement.models import HeadCount, Interaction, Participation
from partnering import access
from partnering.models import Organisation, Partnership, Person, Unit, User
from partnering.queries import count_of, members_of, people_listed


@dataclass
class Attendance:
    """Who of one organisation took part: those whom one may see, how many others, and heads without names.

    Of one's own organisation the heads are told by unit as well.
    """

    organisation: str
    is_own: bool
    people: list[Person] = field(default_factory=list)
    others: int = 0
    heads: int = 0
    units: list[tuple[str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many took part, with and without names."""
        return len(self.people) + self.others + self.heads


def interactions_listed(
    user: User, partnership: Partnership | int | None = None, *, q: str = "", kind: str = "", whose: str = ""
) -> QuerySet[Interaction]:
    """Interactions (of one partnership) that the user sees, narrowed, with how many took part.

    These are those whose names are known and the heads that were only counted.
    """
    rows = Interaction.objects.visible_to(user).select_related("partnership")
    if partnership:
        rows = rows.filter(partnership=partnership)
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(notes__icontains=q))
    if kind:
        rows = rows.filter(kind=kind)
    if whose:
        rows = rows.filter(joint=whose == "joint")
    named = count_of(Participation.objects.all(), "interaction")
    return rows.annotate(head_count=named + _heads_of_row())  # type: ignore[no-any-return]


def _heads_of_row() -> Coalesce:
    heads = HeadCount.objects.filter(interaction=OuterRef("pk")).order_by()
    total = Func(
        F("number"), function="SUM", output_field=IntegerField()
    )  # no grouping, as when rows are counted
    return Coalesce(Subquery(heads.annotate(n=total).values("n")), Value(0))


def attendance_of(user: Any, interaction: Interaction) -> list[Attendance]:
    """Who took part, by organisation, one's own first; those whom one may not see are counted only."""
    person = access.person_of(user)
    own = person.organisation_id if person else None
    groups: dict[int, Attendance] = {}
    totals = (
        interaction.participations.order_by()
        .values(pk=F("person__organisation"), name=F("person__organisation__name"))
        .annotate(n=Count("pk"))
    )
    for row in sorted(totals, key=lambda row: (row["pk"] != own, row["name"])):
        groups[row["pk"]] = Attendance(row["name"], row["pk"] == own, others=row["n"])
    seen = Participation.objects.visible_to(user).filter(interaction=interaction)
    for one in seen.select_related("person__organisation", "person__unit").order_by("person__name", "pk"):
        group = groups[one.person.organisation_id]
        group.people.append(one.person)
        group.others -= 1
    _add_heads(user, interaction, groups, own)
    return list(groups.values())


def _add_heads(user: Any, interaction: Interaction, groups: dict[int, Attendance], own: int | None) -> None:
    rows = HeadCount.objects.visible_to(user).filter(interaction=interaction)
    for one in rows.select_related("organisation", "unit"):
        is_own = one.organisation_id == own
        group = groups.setdefault(one.organisation_id, Attendance(one.organisation.name, is_own))
        group.heads += one.number
        if is_own and one.unit is not None:
            group.units.append((one.unit.name, one.number))


def people_of_unit(user: User, unit: Unit, on: date) -> list[Person]:
    """Everybody of a unit of one's own, and of the units below it, who was there on a day."""
    everybody = people_listed(user, unit=unit, below=True, gone=True).values("pk")
    return list(Person.objects.visible_to(user).present(on).filter(pk__in=everybody))


def organisations_to_count(user: User, partnership: Partnership) -> QuerySet[Organisation]:
    """The members whose heads the user may count, as far as they see them."""
    return Organisation.objects.visible_to(user).filter(pk__in=members_of(partnership).values("pk"))


def units_to_pick(user: User) -> QuerySet[Unit]:
    """The units of one's own organisation of which everybody can be named at once."""
    person = access.person_of(user)
    rows = Unit.objects.visible_to(user).active().order_by("name")
    return rows.filter(organisation=person.organisation_id if person else None)


def heads_by_unit(user: User, partnership: Partnership, since: date) -> list[tuple[str, int, int]]:
    """Of one's own organisation by unit ('' without one): heads counted since a day, and in how many interactions."""
    person = access.person_of(user)
    rows = (
        HeadCount.objects.visible_to(user)
        .filter(interaction__partnership=partnership, interaction__held_on__gte=since)
        .filter(organisation=person.organisation_id if person else None)
        .order_by()
        .values("unit__name")
        .annotate(heads=Sum("number"), times=Count("interaction", distinct=True))
    )
    found = [(row["unit__name"] or "", row["heads"], row["times"]) for row in rows]
    return sorted(found, key=lambda one: (one[0] == "", one[0]))


def people_to_name(user: Any, partnership: Partnership) -> QuerySet[Person]:
    """Whom the user may say took part: people of the members whom they may see, who are still there."""
    rows = Person.objects.visible_to(user).present()
    return rows.filter(organisation__in=members_of(partnership))


def own_people_to_name(user: Any) -> QuerySet[Person]:
    """The user's own colleagues."""
    person = access.person_of(user)
    rows = Person.objects.visible_to(user).present()
    return rows.filter(organisation=person.organisation_id if person else None)
