"""Lists of interactions, and who took part as far as one may know: other people of partners are counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from engagement.models import Interaction, Participation
from partnering import access
from partnering.models import Partnership, Person, User
from partnering.queries import count_of, members_of


@dataclass
class Attendance:
    """Who of one organisation took part: those whom one may see, and how many others."""

    organisation: str
    is_own: bool
    people: list[Person] = field(default_factory=list)
    others: int = 0


def interactions_listed(
    user: User, partnership: Partnership | int | None = None, *, q: str = "", kind: str = "", whose: str = ""
) -> QuerySet[Interaction]:
    """Interactions (of one partnership) that the user sees, narrowed, with how many took part."""
    rows = Interaction.objects.visible_to(user).select_related("partnership")
    if partnership:
        rows = rows.filter(partnership=partnership)
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(notes__icontains=q))
    if kind:
        rows = rows.filter(kind=kind)
    if whose:
        rows = rows.filter(joint=whose == "joint")
    return rows.annotate(head_count=count_of(Participation.objects.all(), "interaction"))  # type: ignore[no-any-return]


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
    return list(groups.values())


def people_to_name(user: Any, partnership: Partnership) -> QuerySet[Person]:
    """Whom the user may say took part: people of the members whom they may see, who are still there."""
    rows = Person.objects.visible_to(user).present()
    return rows.filter(organisation__in=members_of(partnership))


def own_people_to_name(user: Any) -> QuerySet[Person]:
    """The user's own colleagues."""
    person = access.person_of(user)
    rows = Person.objects.visible_to(user).present()
    return rows.filter(organisation=person.organisation_id if person else None)
