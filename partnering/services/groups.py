"""Working groups and their seats."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Partnership, Person, Seat, User, WorkingGroup
from partnering.services.audit import record
from partnering.services.changes import change


@transaction.atomic
def create_group(*, partnership: Partnership, name: str, by: User, purpose: str = "") -> WorkingGroup:
    """A new working group of a partnership."""
    if WorkingGroup.objects.filter(partnership=partnership, name__iexact=name.strip()).exists():
        raise DomainError(_("There is already a group called “%(name)s”.") % {"name": name.strip()})
    group = WorkingGroup.objects.create(partnership=partnership, name=name.strip(), purpose=purpose)
    record(by=by, verb="created", thing=group, partnership=partnership)
    return group


@transaction.atomic
def edit_group(*, group: WorkingGroup, by: User, **values: Any) -> WorkingGroup:
    """Change the named fields of a group."""
    return change(group, by=by, partnership=group.partnership, **values)


@transaction.atomic
def archive_group(*, group: WorkingGroup, by: User, on: date | None = None) -> WorkingGroup:
    """Put a group away: its seats end, its history stays."""
    day = on or access.today()
    for seat in Seat.objects.current(day).filter(group=group):
        end_seat(seat=seat, on=day, by=by)
    return change(group, by=by, partnership=group.partnership, archived_on=day)


@transaction.atomic
def add_seat(
    *,
    group: WorkingGroup,
    organisation: Organisation,
    by: User,
    person: Person | None = None,
    started_on: date | None = None,
) -> Seat:
    """A seat of a member organisation in a group, held by one of its people or vacant."""
    day = started_on or access.today()
    member = Membership.objects.current(day).filter(
        partnership=group.partnership_id, organisation=organisation
    )
    if not member.exists():
        raise DomainError(
            _("%(organisation)s is not a member of the partnership. Add it first.")
            % {"organisation": organisation}
        )
    _check_holder(group, organisation, person, day)
    seat = Seat.objects.create(group=group, organisation=organisation, person=person, started_on=day)
    record(by=by, verb="added", thing=seat, partnership=group.partnership)
    return seat


@transaction.atomic
def fill_seat(*, seat: Seat, person: Person, by: User, on: date | None = None) -> Seat:
    """Somebody takes a seat. When another held it until now, that seat ends and a new one begins, for history."""
    day = on or access.today()
    _check_holder(seat.group, seat.organisation, person, day)
    if seat.person is None:
        return change(seat, by=by, verb="filled", partnership=seat.group.partnership, person=person)
    end_seat(seat=seat, on=max(day, seat.started_on), by=by)
    return add_seat(group=seat.group, organisation=seat.organisation, person=person, by=by, started_on=day)


@transaction.atomic
def end_seat(*, seat: Seat, on: date, by: User) -> Seat:
    """End a seat on a day."""
    if on < seat.started_on:
        raise DomainError(_("A seat can't end before it began."))
    return change(seat, by=by, verb="ended", partnership=seat.group.partnership, ended_on=on)


def _check_holder(group: WorkingGroup, organisation: Organisation, person: Person | None, on: date) -> None:
    if person is None:
        return
    if person.organisation_id != organisation.pk:
        raise DomainError(_("A seat is held by one of its organisation's own people."))
    if not person.is_present(on):
        raise DomainError(_("%(person)s is not with their organisation on that day.") % {"person": person})
    if Seat.objects.filter(group=group, person=person, ended_on=None).exists():
        raise DomainError(_("%(person)s holds a seat in this group already.") % {"person": person})
