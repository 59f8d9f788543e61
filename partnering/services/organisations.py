"""Keeping the register of organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access, trees
from partnering.choices import Sector
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, User
from partnering.services.audit import record
from partnering.services.changes import change


@transaction.atomic
def create_organisation(
    *,
    name: str,
    by: User | None,
    sector: str = Sector.OTHER,
    kind: str = "",
    country: str = "",
    website: str = "",
    parent: Organisation | None = None,
    contractor_of: Organisation | None = None,
) -> Organisation:
    """A new organisation, whose register `by` keeps as steward until it has a lead of its own."""
    if Organisation.objects.filter(name__iexact=name.strip()).exists():
        raise DomainError(
            _("There is already an organisation called “%(name)s”. Choose another name.")
            % {"name": name.strip()}
        )
    organisation: Organisation = Organisation.objects.create(
        name=name.strip(),
        sector=sector,
        kind=kind,
        country=country.strip(),
        website=website,
        parent=parent,
        contractor_of=contractor_of,
        steward=by,
    )
    record(by=by, verb="created", thing=organisation, organisation=organisation)
    return organisation


@transaction.atomic
def edit_organisation(*, organisation: Organisation, by: User, **values: Any) -> Organisation:
    """Change the named fields of an organisation; it can't become part or contractor of itself, at any remove."""
    for field in ("parent", "contractor_of"):
        above = values.get(field)
        if above is not None and above.pk != getattr(organisation, f"{field}_id"):
            _check_circle(organisation, field, above)
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


def _check_circle(organisation: Organisation, field: str, above: Organisation) -> None:
    """Refuse what would close a circle. The oldest row is the lock of all trees, which change seldom."""
    everything = Organisation._base_manager
    everything.select_for_update(no_key=True).order_by("pk").first()
    parents = dict(everything.exclude(**{field: None}).values_list("pk", field))
    if not trees.would_circle(parents, organisation.pk, above.pk):
        return
    text = (
        _("“%(above)s” is itself part of “%(name)s”. Change that first, or choose another organisation.")
        if field == "parent"
        else _("“%(above)s” works for “%(name)s” itself. Change that first, or choose another organisation.")
    )
    raise DomainError(text % {"above": above, "name": organisation})
