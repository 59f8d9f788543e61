"""Moving inside an organisation, from a day on, and to another one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import HandoverReason
from partnering.errors import DomainError
from partnering.models import Organisation, Person, Position, Unit, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.handovers import hand_over
from partnering.services.people import add_person, check_unit
from partnering.services.times import hold, on_day

FIELDS = ("unit", "level", "job_title")


@transaction.atomic
def move_person(
    *, person: Person, on: date, unit: Unit | None, level: str, job_title: str, by: User | None
) -> Person:
    """Somebody has another unit, level or title from a day on. What they were until then is kept.

    A day to come is planned, in the place of what was planned before, and carried out when it has come.
    """
    hold(person)
    values: dict[str, Any] = {"unit": unit, "level": level, "job_title": job_title.strip()}
    check_unit(person.organisation, unit, now=person.unit)
    if all(getattr(person, name) == value for name, value in values.items()):
        raise DomainError(_("This is their unit, level and title already."))
    before: Position | None = person.positions.past().last()
    since = before.ended_on if before else person.joined_on
    if since is not None and on < since:
        raise DomainError(
            _("They have been where they are since %(day)s. Choose that day or a later one.")
            % {"day": on_day(since)}
        )
    if person.left_on is not None and on >= person.left_on:
        raise DomainError(
            _("They have left by that day: on %(day)s. Choose an earlier one.")
            % {"day": on_day(person.left_on)}
        )
    if on > access.today():
        planned, _new = Position.objects.update_or_create(
            person=person, ended_on=None, defaults={**values, "started_on": on}
        )
        record(by=by, verb="planned", thing=planned, organisation=person.organisation, on=on)
        return person
    if on != since:
        now = {name: getattr(person, name) for name in FIELDS}
        Position.objects.create(person=person, started_on=since, ended_on=on, **now)
    return change(person, by=by, verb="moved", organisation=person.organisation, **values)


@transaction.atomic
def carry_out_move(*, planned: Position) -> None:
    """A planned move whose day has come; nothing when another worker was faster or it was changed meanwhile.

    When what was noted since then stands in its way, the plan is called off, so that it holds up nobody else's.
    """
    hold(planned.person)
    row = Position.objects.planned().filter(pk=planned.pk, started_on__lte=access.today()).first()
    if row is None or row.started_on is None:
        return
    values = {name: getattr(row, name) for name in FIELDS}
    day, person = row.started_on, planned.person
    row.delete()
    if any(getattr(person, name) != value for name, value in values.items()):
        try:
            move_person(person=person, on=day, by=None, **values)
        except DomainError:
            record(by=None, verb="cancelled", thing=planned, organisation=person.organisation)


def carry_out_due_moves(*, on: date) -> int:
    """Carry out all moves planned for days that have come. Returns how many there were."""
    rows = Position.objects.planned().filter(started_on__lte=on)
    there = Q(person__left_on=None) | Q(person__left_on__gt=F("started_on"))
    due = list(rows.filter(there).select_related("person__organisation"))
    for planned in due:
        carry_out_move(planned=planned)
    return len(due)


@transaction.atomic
def cancel_move(*, planned: Position, by: User) -> None:
    """They stay where they are after all."""
    record(by=by, verb="cancelled", thing=planned, organisation=planned.person.organisation)
    planned.delete()


@transaction.atomic
def move_to_organisation(
    *, person: Person, organisation: Organisation, on: date, by: User, email: str = "", **values: Any
) -> Person:
    """Somebody goes to another organisation: they leave, and a new record begins there, which knows the old one.

    The old account closes at once and is never carried over: with it would go what it was given to see. A new one
    comes by an invitation. What they held is listed in a handover of the organisation that they leave.
    """
    if organisation.pk == person.organisation_id:
        raise DomainError(_("They are with this organisation already."))
    if on > access.today():
        raise DomainError(_("Note it when the day has come. Until then, plan that they leave."))
    hold(person)
    if person.left_on is None:
        hand_over(person=person, reason=HandoverReason.LEAVING, on=on, successors={}, by=by)
    if email and email.strip().lower() == person.email:
        _release_address(person, by)
    begun = add_person(
        organisation=organisation,
        name=person.name,
        email=email,
        joined_on=on,
        phone=person.phone,
        language=person.language,
        time_zone=person.time_zone,
        by=by,
        **values,
    )
    begun.before = person
    begun.hears_of_comments, begun.hears_of_meetings = person.hears_of_comments, person.hears_of_meetings
    begun.save(update_fields=["before", "hears_of_comments", "hears_of_meetings"])
    return begun


def _release_address(person: Person, by: User) -> None:
    """The address goes with the person; the closed account keeps one that nobody can write to or sign in with."""
    change(person, by=by, organisation=person.organisation, email="")
    if person.user is not None:
        person.user.email = f"left-{person.user.pk}@closed.invalid"
        person.user.save(update_fields=["email"])
