"""What the map of a partnership shows: members, their people with a role or seat, and the working groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from partnering import charts, queries
from partnering.choices import RoleKind
from partnering.models import Organisation, Partnership, Person, WorkingGroup

MARKED = {RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERSHIP_MANAGER, RoleKind.PARTNERING_LEAD}


@dataclass
class OnTheMap:
    """Somebody with what they do in the partnership."""

    person: Person
    roles: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    groups: list[WorkingGroup] = field(default_factory=list)


@dataclass
class MemberOnTheMap:
    """A member with its people who have a part, and its vacant seats."""

    organisation: Organisation
    people: dict[int, OnTheMap] = field(default_factory=dict)
    vacant: int = 0

    def of(self, person: Person) -> OnTheMap:
        """The entry of one of its people."""
        return self.people.setdefault(person.pk, OnTheMap(person))

    @property
    def in_order(self) -> list[OnTheMap]:
        """Its people, those who carry it first."""
        return sorted(self.people.values(), key=lambda one: (not one.kinds & MARKED, one.person.name))


def members_on_the_map(partnership: Partnership, groups: Sequence[Any]) -> list[MemberOnTheMap]:
    """The members in their order. Roles and seats are joint, so that all partners see who holds them."""
    found = {
        one.organisation_id: MemberOnTheMap(one.organisation) for one in queries.current_members(partnership)
    }
    for role in queries.current_roles(partnership):
        if role.person.organisation_id in found:
            entry = found[role.person.organisation_id].of(role.person)
            entry.roles.append(role.get_kind_display())
            entry.kinds.add(role.kind)
    for group in groups:
        for seat in group.seats_now:
            member = found.get(seat.organisation_id)
            if member and seat.person:
                member.of(seat.person).groups.append(group)
            elif member:
                member.vacant += 1
    return list(found.values())


def drawn(
    partnership: Partnership, members: list[MemberOnTheMap], groups: Sequence[Any]
) -> charts.PartnershipMap:
    """The map as a picture."""
    circles = [
        charts.Circle(
            one.organisation.pk,
            one.organisation.name,
            one.organisation.get_absolute_url(),
            [
                charts.Place(_named(entry), entry.person.get_absolute_url(), bool(entry.kinds & MARKED))
                for entry in one.in_order
            ],
        )
        for one in members
    ]
    boxes = []
    for group in groups:
        seats: dict[int, int] = {}
        held: dict[int, int] = {}
        for seat in group.seats_now:
            seats[seat.organisation_id] = seats.get(seat.organisation_id, 0) + 1
            held[seat.organisation_id] = held.get(seat.organisation_id, 0) + bool(seat.person_id)
        boxes.append(charts.Group(group.name, group.get_absolute_url(), seats, held))
    description = _(
        "%(members)d organisations, %(people)d people with a role or seat, %(groups)d groups."
    ) % {
        "members": len(members),
        "people": sum(len(one.people) for one in members),
        "groups": len(groups),
    }
    return charts.partnership_map(
        circles,
        boxes,
        title=_("Map of %(name)s") % {"name": partnership},
        description=description,
        head=(_("Organisation"), _("People"), _("Seats")),
    )


def _named(entry: OnTheMap) -> str:
    told = [*entry.roles, *(group.name for group in entry.groups)]
    return f"{entry.person.name} ({', '.join(told)})"
