"""Keeping the register of organisations and their units."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Sector
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change


@transaction.atomic
def create_organisation(
    *,
    name: str,
    by: User | None,
    sector: str = Sector.OTHER,
    country: str = "",
    website: str = "",
    contractor_of: Organisation | None = None,
) -> Organisation:
    """A new organisation, whose register `by` keeps as steward until it has a lead of its own."""
    if Organisation.objects.filter(name__iexact=name.strip()).exists():
        raise DomainError(_("There is already an organisation called “%(name)s”.") % {"name": name.strip()})
    organisation = Organisation.objects.create(
        name=name.strip(),
        sector=sector,
        country=country,
        website=website,
        contractor_of=contractor_of,
        steward=by,
    )
    record(by=by, verb="created", thing=organisation, organisation=organisation)
    return organisation


@transaction.atomic
def edit_organisation(*, organisation: Organisation, by: User, **values: Any) -> Organisation:
    """Change the named fields of an organisation."""
    return change(organisation, by=by, organisation=organisation, **values)


@transaction.atomic
def archive_organisation(*, organisation: Organisation, by: User, on: date | None = None) -> Organisation:
    """Put an organisation away without losing its history; not while it is a member of a partnership."""
    if Membership.objects.current(on).filter(organisation=organisation).exists():
        raise DomainError(_("It is still a member of a partnership. End its membership first."))
    return change(organisation, by=by, organisation=organisation, archived_on=on or access.today())


@transaction.atomic
def restore_organisation(*, organisation: Organisation, by: User) -> Organisation:
    """Bring an archived organisation back."""
    return change(organisation, by=by, organisation=organisation, archived_on=None)


@transaction.atomic
def take_over_register(*, organisation: Organisation, by: User) -> Organisation:
    """The organisation's own lead takes its register over from the steward who kept it until now."""
    if not access.leads_organisation(by, organisation):
        raise DomainError(_("Only the organisation's own partnering lead can take its register over."))
    return change(organisation, by=by, organisation=organisation, steward=None)


@transaction.atomic
def end_stewardship(*, organisation: Organisation, by: User | None) -> None:
    """Internal matters begin, so a steward's care ends: they could name a lead of their choice, who reads it all."""
    if organisation.steward_id is not None:
        change(organisation, by=by, verb="took over", organisation=organisation, steward=None)


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, by: User, parent: Unit | None = None) -> Unit:
    """A new part of an organisation, under `parent` or at the top."""
    if Unit.objects.filter(organisation=organisation, name__iexact=name.strip()).exists():
        raise DomainError(_("There is already a unit called “%(name)s”.") % {"name": name.strip()})
    if parent is not None and parent.organisation_id != organisation.pk:
        raise DomainError(_("A unit can only be part of a unit of the same organisation."))
    unit = Unit.objects.create(organisation=organisation, name=name.strip(), parent=parent)
    record(by=by, verb="created", thing=unit, organisation=organisation)
    return unit


@transaction.atomic
def edit_unit(*, unit: Unit, by: User, **values: Any) -> Unit:
    """Change the named fields of a unit; a unit can't become part of itself or of what is part of it."""
    above = values.get("parent")
    while above is not None:
        if above == unit:
            raise DomainError(_("A unit can't be part of itself."))
        above = above.parent
    return change(unit, by=by, organisation=unit.organisation, **values)
