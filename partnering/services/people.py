"""Keeping the register of people: joining, moving, leaving."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Level, RoleKind
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Person, Position, Role, Seat, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.groups import vacate
from partnering.services.sign_ins import end_sign_ins
from partnering.services.times import hold, on_day


def check_unit(organisation: Organisation, unit: Unit | None, *, now: Unit | None = None) -> None:
    """Refuse a unit of another organisation, and one that is archived, unless they are in it `now`."""
    if unit is None or unit == now:
        return
    if unit.organisation_id != organisation.pk:
        raise DomainError(_("The unit belongs to another organisation. Choose one of theirs."))
    if not Unit.objects.active().filter(pk=unit.pk).exists():
        raise DomainError(_("“%(unit)s” is archived. Choose another unit.") % {"unit": unit})


def _check_email(email: str, *, but: Person | None = None) -> None:
    others = Person.objects.filter(email__iexact=email).exclude(pk=but.pk if but else None)
    if email and others.exists():
        raise DomainError(
            _("This e-mail address belongs to somebody else already. Check it, or leave it out.")
        )


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
    check_unit(organisation, unit)
    _check_email(email)
    person: Person = Person.objects.create(
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
    hold(person)
    check_unit(person.organisation, values.get("unit"), now=person.unit)
    if "email" in values:
        values["email"] = values["email"].strip().lower()
        _check_email(values["email"], but=person)
    if values.get("joined_on"):
        _check_joining(person, values["joined_on"])
    return change(person, by=by, organisation=person.organisation, **values)


def _check_joining(person: Person, on: date) -> None:
    """Refuse a first day after the last one, or after what they have held since."""
    if person.left_on is not None and on > person.left_on:
        raise DomainError(
            _("They left before that day, on %(day)s. Choose that day or an earlier one.")
            % {"day": on_day(person.left_on)}
        )
    held = [
        day
        for rows in (Role.objects.filter(person=person), Seat.objects.filter(person=person))
        for day in rows.filter(started_on__lt=on).values_list("started_on", flat=True)
    ]
    if held:
        raise DomainError(
            _("They have held a seat or role since %(day)s. Choose that day or an earlier one.")
            % {"day": on_day(min(held))}
        )


@transaction.atomic
def person_leaves(*, person: Person, on: date, by: User) -> Person:
    """Somebody leaves their organisation on a day: their roles end, their seats become vacant, they can't sign in.

    A move that was planned for that day or later is called off.
    Before a day to come, they act as before; nothing that they hold reaches beyond it. Actions that they own stay
    open and theirs until somebody takes them over, so that none is forgotten.
    """
    hold(person)
    if person.left_on is not None:
        raise DomainError(_("They have left already."))
    if person.joined_on and on < person.joined_on:
        raise DomainError(
            _("They can't leave before the day they joined, %(day)s. Choose that day or a later one.")
            % {"day": on_day(person.joined_on)}
        )
    for role in Role.objects.filter(access.lasting_beyond(on), person=person).select_related("partnership"):
        _check_managed_without(role, on)
        organisation = None if role.partnership else person.organisation
        change(
            role,
            by=by,
            verb="ended",
            partnership=role.partnership,
            organisation=organisation,
            ended_on=max(on, role.started_on),
        )
    seats = Seat.objects.filter(access.lasting_beyond(on), person=person)
    for seat in seats.select_related("group__partnership", "organisation"):
        until, day = seat.ended_on, max(on, seat.started_on)
        change(seat, by=by, verb="ended", partnership=seat.group.partnership, ended_on=day)
        vacate(seat, until=until)
    for planned in Position.objects.planned().filter(person=person, started_on__gte=on):
        record(by=by, verb="cancelled", thing=planned, organisation=person.organisation)
        planned.delete()
    change(person, by=by, verb="left", organisation=person.organisation, left_on=on)
    if on <= access.today():
        close_account(person, by=by)
    return person


def _check_managed_without(role: Role, on: date) -> None:
    """Refuse that a partnership's last manager goes, as nobody could name another one after them."""
    if role.kind != RoleKind.PARTNERSHIP_MANAGER:
        return
    managers = Role.objects.current(max(on, access.today())).filter(
        partnership=role.partnership, kind=RoleKind.PARTNERSHIP_MANAGER
    )
    if not managers.exclude(person=role.person).exists():
        words = _(
            "Nobody else manages %(partnership)s. "
            "Choose who takes over the role of partnership manager, or let another manager be named first."
        )
        raise DomainError(words % {"partnership": role.partnership})


@transaction.atomic
def person_stays(*, person: Person, by: User) -> Person:
    """They don't leave after all, or it was noted by mistake: what ended with them and nobody took over goes on."""
    hold(person)
    day = person.left_on
    if day is None:
        raise DomainError(_("They haven't been marked as leaving."))
    change(person, by=by, verb="stays", organisation=person.organisation, left_on=None)
    if person.user is not None:
        change(person.user, by=by, organisation=person.organisation, is_active=True)
    for role in Role.objects.filter(person=person, ended_on=day).select_related("partnership"):
        if _goes_on(role, day):
            organisation = None if role.partnership else person.organisation
            change(
                role,
                by=by,
                verb="goes on",
                partnership=role.partnership,
                organisation=organisation,
                ended_on=None,
            )
    for seat in Seat.objects.filter(person=person, ended_on=day).select_related("group__partnership"):
        vacancies = Seat.objects.vacant().filter(
            group=seat.group, organisation=seat.organisation_id, started_on=day, ended_on=None
        )
        vacancy = vacancies.first()
        if vacancy is not None and vacancy.office != seat.office:
            # The office went to somebody else meanwhile: what was held until then stays as it was.
            fields: dict[str, Any] = {"person": person}
            change(vacancy, by=by, verb="filled", partnership=seat.group.partnership, **fields)
        elif vacancy is not None:
            change(vacancy, by=by, verb="ended", partnership=seat.group.partnership, ended_on=day)
            change(seat, by=by, verb="goes on", partnership=seat.group.partnership, ended_on=None)
    return person


def _goes_on(role: Role, on: date) -> bool:
    """Whether a role can go on: its organisation is still a member, and nobody of it took one alike over."""
    organisation = role.person.organisation_id
    alike = Role.objects.filter(kind=role.kind, partnership=role.partnership, started_on__gte=on)
    if alike.filter(person__organisation=organisation).exclude(pk=role.pk).exists():
        return False
    members = Membership.objects.filter(
        partnership=role.partnership, organisation=organisation, left_on=None, joined_on__lte=role.started_on
    )
    return role.partnership is None or members.exists()


def close_account(person: Person, *, by: User | None) -> None:
    """Whoever has left can't sign in any more."""
    if person.user is not None:
        change(person.user, by=by, organisation=person.organisation, is_active=False)
        end_sign_ins(user=person.user, by=by)


@transaction.atomic
def close_accounts_of_leavers(*, on: date) -> int:
    """Close the accounts of all who have left by a day and can still sign in. Returns how many there were."""
    rows = Person.objects.filter(left_on__lte=on, user__is_active=True)
    gone = list(rows.select_related("user", "organisation"))
    for person in gone:
        close_account(person, by=None)
    return len(gone)
