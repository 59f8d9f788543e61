"""Keeping the units of an organisation, which form a tree.

Whoever changes the tree locks its organisation, so that two moves at once can't close a circle.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering import access, trees
from partnering.errors import DomainError
from partnering.models import Organisation, Person, Position, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.times import hold


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, by: User, parent: Unit | None = None) -> Unit:
    """A new part of an organisation, under `parent` or at the top."""
    hold(organisation)
    if Unit.objects.filter(organisation=organisation, name__iexact=name.strip()).exists():
        raise DomainError(
            _("There is already a unit called “%(name)s”. Choose another name.") % {"name": name.strip()}
        )
    _check_parent(organisation, parent)
    unit = Unit.objects.create(organisation=organisation, name=name.strip(), parent=parent)
    record(by=by, verb="created", thing=unit, organisation=organisation)
    return unit


@transaction.atomic
def edit_unit(*, unit: Unit, by: User, **values: Any) -> Unit:
    """Change the named fields of a unit; a unit can't become part of itself or of what is part of it."""
    organisation = hold(unit.organisation)
    parent: Unit | None = values.get("parent")
    if parent is not None and parent.pk != unit.parent_id:
        _check_parent(organisation, parent)
    if parent is not None and trees.would_circle(parents_in(organisation), unit.pk, parent.pk):
        raise DomainError(
            _("“%(parent)s” is itself part of “%(unit)s”. Move it elsewhere first, or choose another unit.")
            % {"parent": parent, "unit": unit}
            if parent != unit
            else _("A unit can't be part of itself. Choose another one.")
        )
    return change(unit, by=by, organisation=organisation, **values)


@transaction.atomic
def archive_unit(*, unit: Unit, by: User, on: date | None = None) -> Unit:
    """Put a unit away without losing its history; not while people or units are in it, or to come."""
    organisation = hold(unit.organisation)
    people = Person.objects.present().filter(unit=unit).count()
    if people:
        raise DomainError(
            ngettext(
                "%(count)s person is still in it. Move them to another unit first.",
                "%(count)s people are still in it. Move them to another unit first.",
                people,
            )
            % {"count": people}
        )
    if Position.objects.planned().filter(unit=unit).exists():
        raise DomainError(_("Somebody is to move into it on a coming day. Cancel that move first."))
    if Unit.objects.active().filter(parent=unit).exists():
        raise DomainError(_("Other units are still part of it. Move or archive them first."))
    return change(unit, by=by, verb="archived", organisation=organisation, archived_on=on or access.today())


@transaction.atomic
def restore_unit(*, unit: Unit, by: User) -> Unit:
    """Bring an archived unit back."""
    organisation = hold(unit.organisation)
    if unit.parent is not None and _is_archived(unit.parent):
        raise DomainError(
            _("“%(parent)s”, which it is part of, is archived. Take that out first.")
            % {"parent": unit.parent}
        )
    return change(unit, by=by, verb="restored", organisation=organisation, archived_on=None)


def parents_in(organisation: Organisation) -> dict[int, int | None]:
    """By unit: what it is part of."""
    return dict(Unit.objects.filter(organisation=organisation).values_list("pk", "parent"))


def _check_parent(organisation: Organisation, parent: Unit | None) -> None:
    if parent is not None and parent.organisation_id != organisation.pk:
        raise DomainError(
            _("A unit can only be part of a unit of the same organisation. Choose one of those.")
        )
    if parent is not None and _is_archived(parent):
        raise DomainError(_("“%(parent)s” is archived. Choose another unit.") % {"parent": parent})


def _is_archived(unit: Unit) -> bool:
    """Whether it is by now, whatever the row at hand says."""
    return not Unit.objects.active().filter(pk=unit.pk).exists()
