"""Confirming that people's records are still right, and what they say is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Person, RecordSuggestion, Unit, User
from partnering.services.audit import record
from partnering.services.people import edit_person
from partnering.services.times import hold

SUGGESTED = ("name", "email", "unit", "job_title", "level", "phone", "language", "time_zone")


@transaction.atomic
def confirm_record(*, person: Person, by: User | None, on: date | None = None) -> Person:
    """The record is right as it stands, says the person themselves (`by` may be None) or who keeps it."""
    hold(person)
    day = on or access.today()
    if day > access.today():
        raise DomainError(_("A record is confirmed as of today or before."))
    person.confirmed_on, person.confirmed_by = day, by
    person.save(update_fields=["confirmed_on", "confirmed_by"])
    record(by=by, verb="confirmed", thing=person, organisation=person.organisation)
    return person


@transaction.atomic
def confirm_records(*, people: Iterable[Person], by: User) -> int:
    """Several at once. Returns how many."""
    return len([confirm_record(person=one, by=by) for one in people])


@transaction.atomic
def suggest_record(*, person: Person, note: str = "", **values: Any) -> RecordSuggestion:
    """Note what somebody would change in their own record, in the place of what they suggested before."""
    hold(person)
    changed = {
        name: _plain(value)
        for name, value in values.items()
        if name in SUGGESTED and _plain(getattr(person, name)) != _plain(value)
    }
    if not changed and not note.strip():
        raise DomainError(_("Change what is wrong, or say so in words. If all is right, confirm it."))
    suggestion, _new = RecordSuggestion.objects.update_or_create(
        person=person,
        settled_at=None,
        defaults={"values": changed, "note": note.strip(), "made_at": timezone.now()},
    )
    record(by=None, verb="suggested", thing=person, organisation=person.organisation)
    return suggestion


@transaction.atomic
def take_suggestion(*, suggestion: RecordSuggestion, by: User) -> Person:
    """Change the record as the person suggests; it counts as confirmed then."""
    _settle(suggestion, taken=True, by=by)
    values = dict(suggestion.values)
    if "unit" in values:
        units = Unit.objects.filter(organisation=suggestion.person.organisation_id)
        values["unit"] = units.filter(pk=values["unit"] or None).first()
    person = suggestion.person
    if values:
        edit_person(person=person, by=by, **values)
    return confirm_record(person=person, by=by)


@transaction.atomic
def refuse_suggestion(*, suggestion: RecordSuggestion, by: User) -> None:
    """Leave the record as it is."""
    _settle(suggestion, taken=False, by=by)


def _settle(suggestion: RecordSuggestion, *, taken: bool, by: User) -> None:
    hold(suggestion.person)
    hold(suggestion)
    if suggestion.settled_at is not None:
        raise DomainError(_("Somebody has decided on this already."))
    suggestion.settled_at, suggestion.settled_by, suggestion.taken = timezone.now(), by, taken
    suggestion.save(update_fields=["settled_at", "settled_by", "taken"])


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Unit) else value
