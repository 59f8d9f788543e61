"""Working groups and their seats."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Office
from partnering.errors import DomainError
from partnering.models import Organisation, Partnership, Person, Seat, User, WorkingGroup
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.times import check_free, check_present, earlier, hold, membership_on, on_day


@transaction.atomic
def create_group(*, partnership: Partnership, name: str, by: User, purpose: str = "") -> WorkingGroup:
    """A new working group of a partnership."""
    if WorkingGroup.objects.filter(partnership=partnership, name__iexact=name.strip()).exists():
        raise DomainError(
            _("There is already a group called “%(name)s”. Choose another name.") % {"name": name.strip()}
        )
    group = WorkingGroup.objects.create(partnership=partnership, name=name.strip(), purpose=purpose)
    record(by=by, verb="created", thing=group, partnership=partnership)
    return group


@transaction.atomic
def edit_group(*, group: WorkingGroup, by: User, **values: Any) -> WorkingGroup:
    """Change the named fields of a group."""
    return change(group, by=by, partnership=group.partnership, **values)


@transaction.atomic
def archive_group(*, group: WorkingGroup, by: User, on: date | None = None) -> WorkingGroup:
    """Put a group away: its seats end, those to come never begin, its history stays."""
    hold(group.partnership)
    day = on or access.today()
    for seat in Seat.objects.filter(access.lasting_beyond(day), group=group):
        _end(seat, day, by)
    return change(group, by=by, partnership=group.partnership, archived_on=day)


@transaction.atomic
def restore_group(*, group: WorkingGroup, by: User) -> WorkingGroup:
    """Take a group back out; the seats that ended with it stay ended."""
    return change(group, by=by, partnership=group.partnership, archived_on=None)


@transaction.atomic
def add_seat(
    *,
    group: WorkingGroup,
    organisation: Organisation,
    by: User,
    person: Person | None = None,
    started_on: date | None = None,
    office: str = Office.MEMBER,
) -> Seat:
    """A seat of a member organisation in a group, held by one of its people or vacant, with an office or without.

    When the membership's last day is known, the seat ends with it; when the holder's is, it is vacant from then on.
    """
    hold(group.partnership)
    day = started_on or access.today()
    if group.archived_on is not None:
        raise DomainError(_("This group is put away. Start another one."))
    member = membership_on(group.partnership, organisation, day)
    until = earlier(member.left_on, _held_until(group, organisation, person, day))
    if office == Office.CHAIR:
        check_no_chair(group, day, member.left_on)
    seat = Seat.objects.create(
        group=group, organisation=organisation, person=person, office=office, started_on=day, ended_on=until
    )
    record(by=by, verb="added", thing=seat, partnership=group.partnership)
    if until != member.left_on:
        vacate(seat, until=member.left_on)
    return seat


@transaction.atomic
def fill_seat(*, seat: Seat, person: Person, by: User, on: date | None = None) -> Seat:
    """Somebody takes a seat. Unless it is vacant since that very day, it ends and a new one begins, for history."""
    hold(seat.group.partnership)
    hold(seat)
    day = max(on or access.today(), seat.started_on)
    if seat.ended_on is not None:
        raise DomainError(_("This seat has ended. Add another one."))
    if (
        seat.person is None
        and day == seat.started_on
        and _held_until(seat.group, seat.organisation, person, day) is None
    ):
        return change(seat, by=by, verb="filled", partnership=seat.group.partnership, person=person)
    if seat.person == person:
        raise DomainError(_("%(person)s holds this seat already.") % {"person": person})
    _end(seat, day, by)
    return add_seat(
        group=seat.group,
        organisation=seat.organisation,
        person=person,
        by=by,
        started_on=day,
        office=seat.office,
    )


@transaction.atomic
def stand_in(*, seat: Seat, person: Person, by: User, on: date) -> Seat:
    """Somebody takes a seat whose end is known already, until that end."""
    hold(seat.group.partnership)
    hold(seat)
    day, until = max(on, seat.started_on), seat.ended_on
    last = _held_until(seat.group, seat.organisation, person, day)
    _end(seat, day, by)
    taken = Seat.objects.create(
        group=seat.group,
        organisation=seat.organisation,
        person=person,
        office=seat.office,
        started_on=day,
        ended_on=earlier(until, last),
    )
    record(by=by, verb="added", thing=taken, partnership=seat.group.partnership)
    vacate(taken, until=until)
    return taken


@transaction.atomic
def end_seat(*, seat: Seat, on: date, by: User) -> Seat:
    """End a seat on a day."""
    hold(seat)
    if on < seat.started_on:
        raise DomainError(
            _("A seat can't end before it began, on %(day)s. Choose that day or a later one.")
            % {"day": on_day(seat.started_on)}
        )
    if seat.ended_on is not None and seat.ended_on < on:
        raise DomainError(_("This seat has ended already. Add another one."))
    return _end(seat, on, by)


def vacate(seat: Seat, *, until: date | None) -> None:
    """The organisation keeps its place in the group when the holder's time ends: vacant from that day on."""
    if seat.ended_on is not None and seat.ended_on != until:
        Seat.objects.create(
            group=seat.group,
            organisation=seat.organisation,
            office=seat.office,
            started_on=seat.ended_on,
            ended_on=until,
        )


def check_no_chair(group: WorkingGroup, on: date, until: date | None) -> None:
    """Refuse a second chair of a group at the same time."""
    words = _(
        "This group has a chair already, %(time)s. Give that seat another office first, or choose another day."
    )
    check_free(Seat.objects.filter(group=group, office=Office.CHAIR), on, until, words)


def _end(seat: Seat, on: date, by: User | None) -> Seat:
    day = max(on, seat.started_on)
    return change(seat, by=by, verb="ended", partnership=seat.group.partnership, ended_on=day)


def _held_until(
    group: WorkingGroup, organisation: Organisation, person: Person | None, on: date
) -> date | None:
    """How long somebody can hold a seat from a day on, as far as is known; refuses when they can't at all."""
    if person is None:
        return None
    if person.organisation_id != organisation.pk:
        raise DomainError(
            _(
                "%(person)s is of %(organisation)s, and a seat is held by one of its organisation's own people. "
                "Choose somebody else, or that organisation's seat."
            )
            % {"person": person, "organisation": person.organisation}
        )
    hold(person)
    check_present(person, on)
    words = _("%(person)s holds a seat in this group already, %%(time)s.") % {"person": person}
    words += " " + _("End it first, or choose another day.")
    check_free(Seat.objects.filter(group=group, person=person), on, person.left_on, words)
    return person.left_on
