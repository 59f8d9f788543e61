"""Keeping the register of people: joining, moving, leaving."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.choices import Level
from partnering.errors import DomainError
from partnering.models import Organisation, Person, Role, Seat, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change


def _check_unit(organisation: Organisation, unit: Unit | None) -> None:
    if unit is not None and unit.organisation_id != organisation.pk:
        raise DomainError(_("The unit belongs to another organisation."))


def _check_email(email: str, *, but: Person | None = None) -> None:
    others = Person.objects.filter(email__iexact=email).exclude(pk=but.pk if but else None)
    if email and others.exists():
        raise DomainError(_("This e-mail address belongs to somebody else already."))


@transaction.atomic
def add_person(
    *,
    organisation: Organisation,
    name: str,
    by: User | None,
    email: str = "",
    unit: Unit | None = None,
    level: str = Level.STAFF,
    job_title: str = "",
    joined_on: date | None = None,
    **contact: str,
) -> Person:
    """A person of an organisation; `contact` may give phone, language and time_zone."""
    _check_unit(organisation, unit)
    _check_email(email)
    person = Person.objects.create(
        organisation=organisation,
        unit=unit,
        name=name.strip(),
        email=email.strip().lower(),
        level=level,
        job_title=job_title,
        joined_on=joined_on,
        **contact,
    )
    record(by=by, verb="added", thing=person, organisation=organisation)
    return person


@transaction.atomic
def edit_person(*, person: Person, by: User, **values: Any) -> Person:
    """Change the named fields of a person's record."""
    _check_unit(person.organisation, values.get("unit"))
    if "email" in values:
        values["email"] = values["email"].strip().lower()
        _check_email(values["email"], but=person)
    return change(person, by=by, organisation=person.organisation, **values)


@transaction.atomic
def person_leaves(*, person: Person, on: date, by: User) -> Person:
    """Somebody leaves their organisation: their roles end, their seats become vacant, they can't sign in.

    Actions that they own stay open and theirs until somebody takes them over, so that none is forgotten.
    """
    if person.left_on is not None:
        raise DomainError(_("They have left already."))
    if person.joined_on and on < person.joined_on:
        raise DomainError(_("They can't leave before the day they joined."))
    for role in Role.objects.current(on).filter(person=person).select_related("partnership"):
        change(role, by=by, verb="ended", partnership=role.partnership, ended_on=max(on, role.started_on))
    for seat in Seat.objects.current(on).filter(person=person).select_related("group__partnership"):
        change(
            seat, by=by, verb="ended", partnership=seat.group.partnership, ended_on=max(on, seat.started_on)
        )
        Seat.objects.create(group=seat.group, organisation_id=seat.organisation_id, started_on=on)
    if person.user is not None:
        change(person.user, by=by, organisation=person.organisation, is_active=False)
    return change(person, by=by, verb="left", organisation=person.organisation, left_on=on)
