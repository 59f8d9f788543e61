"""Reads over what was: who changed what, who held which seat, what somebody's part has been, whose record is old."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet

from partnering import access
from partnering.choices import Level
from partnering.models import (
    AuditEntry,
    Organisation,
    Person,
    Position,
    RecordSuggestion,
    Role,
    Seat,
    Unit,
    User,
    WorkingGroup,
)

YEAR = timedelta(days=365)


def last_changes(
    user: User, rows: Sequence[models.Model], names: Iterable[str]
) -> dict[str, tuple[str, datetime]]:
    """Who changed each named field of these rows last, and when; no name of somebody whom the user may not know."""
    of_rows = Q(pk__in=[])
    for row in rows:
        of_rows |= Q(thing=row._meta.label_lower, thing_pk=str(row.pk))
    entries = list(AuditEntry.objects.filter(of_rows)[:50])
    known = Person.objects.visible_to(user).filter(user__in={entry.actor_id for entry in entries})
    people = dict(known.values_list("user", "name"))
    return {
        name: (people.get(entry.actor_id, ""), entry.at)
        for entry in reversed(entries)
        for name in names
        if name in entry.details.get("after", ())
    }


@dataclass(frozen=True)
class Event:
    """Something of somebody's part, on a day (None: before anything is known), with a link and the last day."""

    on: date | None
    icon: str
    what: str
    where: str = ""
    link: str = ""
    until: date | None = None


def roles_ever(user: User, person: Person | int) -> QuerySet[Role]:
    """All of somebody's roles that the user may know of."""
    rows: QuerySet[Role] = Role.objects.visible_to(user).filter(person=person)
    return rows.select_related("partnership")


def seats_ever(user: User, person: Person | int) -> QuerySet[Seat]:
    """All of somebody's seats that the user may know of."""
    rows: QuerySet[Seat] = Seat.objects.visible_to(user).filter(person=person)
    return rows.select_related("group__partnership")


def part_of(
    user: User,
    person: Person,
    *,
    roles: Iterable[Role] | None = None,
    seats: Iterable[Seat] | None = None,
    positions: Iterable[Position] | None = None,
) -> list[Event]:
    """What somebody's part has been, as far as the user may know it: the newest first.

    Who has fetched all their roles, seats and positions that the user may know of hands them in.
    """
    events = [
        *_places(user, person, positions_of(user, person) if positions is None else positions),
        *_parts(
            person,
            roles_ever(user, person) if roles is None else roles,
            seats_ever(user, person) if seats is None else seats,
        ),
    ]
    return sorted(events, key=lambda one: (one.on or date.min, one.what), reverse=True)


def _was_held(one: Role | Seat) -> bool:
    """One that ended on the day it began was never held."""
    return one.ended_on is None or one.ended_on > one.started_on


def _parts(person: Person, roles: Iterable[Role], seats: Iterable[Seat]) -> Iterable[Event]:
    for role in filter(_was_held, roles):
        where: Any = role.partnership or person.organisation
        yield Event(
            role.started_on,
            "compass",
            role.get_kind_display(),
            str(where),
            where.get_absolute_url(),
            role.ended_on,
        )
    for seat in filter(_was_held, seats):
        link = seat.group.get_absolute_url()
        yield Event(seat.started_on, "armchair", seat.part, str(seat.group.partnership), link, seat.ended_on)


def positions_of(user: User, person: Person | int) -> QuerySet[Position]:
    """What somebody was before and will be, for who may know their organisation's units."""
    rows: QuerySet[Position] = Position.objects.visible_to(user).filter(person=person)
    return rows.select_related("unit")


def _places(user: User, person: Person, positions: Iterable[Position]) -> Iterable[Event]:
    """Where they were in their organisation, for those who may know its units."""
    mine = access.person_of(user)
    own = mine is not None and mine.organisation_id == person.organisation_id
    if not own and not access.keeps_register(user, person.organisation):
        return
    since = person.joined_on
    for one in positions:
        unit = one.unit.name if one.unit else ""
        if one.ended_on is None:
            yield Event(one.started_on, "calendar-clock", str(one), unit)
            continue
        yield Event(one.started_on, "briefcase", str(one), unit, "", one.ended_on)
        since = one.ended_on
    now = person.job_title or person.get_level_display()
    yield Event(since, "briefcase", now, person.unit.name if person.unit else "", "", person.left_on)


def seats_of_group(user: User, group: WorkingGroup) -> QuerySet[Seat]:
    """Who held which seat when, by organisation and day; a seat that ended on the day it began never was."""
    rows: QuerySet[Seat] = Seat.objects.visible_to(user).filter(group=group)
    ever = rows.filter(Q(ended_on=None) | Q(ended_on__gt=F("started_on")))
    return ever.select_related("organisation", "person").order_by("organisation__name", "started_on", "pk")


def unconfirmed(organisation: Organisation, on: date | None = None) -> QuerySet[Person]:
    """Those of an organisation whose record nobody has confirmed for a year, the oldest first."""
    day = on or access.today()
    rows: QuerySet[Person] = Person.objects.present(day).filter(organisation=organisation)
    old = rows.filter(confirmed_on__lte=day - YEAR).select_related("unit")
    return old.order_by("confirmed_on", "name", "pk")


@dataclass(frozen=True)
class Suggested:
    """A suggestion with its fields in words: label, what it is now, what it should be."""

    suggestion: RecordSuggestion
    changes: list[tuple[str, str, str]]


def suggestion_rows(user: User, organisation: Organisation) -> list[Suggested]:
    """What people of an organisation suggest about their records, in words."""
    rows = RecordSuggestion.objects.visible_to(user).open().filter(person__organisation=organisation)
    units = {unit.pk: unit.name for unit in Unit.objects.filter(organisation=organisation)}
    found = []
    for one in rows.select_related("person"):
        changes = []
        for name, value in one.values.items():
            label = str(getattr(Person._meta.get_field(name), "verbose_name", name))
            attribute = "unit_id" if name == "unit" else name
            changes.append(
                (label, _worded(name, getattr(one.person, attribute), units), _worded(name, value, units))
            )
        found.append(Suggested(one, changes))
    return found


def _worded(name: str, value: Any, units: dict[int, str]) -> str:
    if name == "unit":
        return units.get(value, "–")
    return str(Level(value).label) if name == "level" else (value or "–")
