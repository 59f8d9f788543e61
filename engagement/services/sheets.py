"""Sign-in sheets: opening and closing them, signing, and noting who signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.models import HeadCount, Interaction, SheetEntry, SignInSheet
from engagement.models.sheets import new_nonce
from engagement.services.interactions import Heads, add_participants, count_heads
from partnering import access
from partnering.errors import DomainError
from partnering.models import Meeting, Organisation, Person, User
from partnering.services.attendances import Presence, note_attendance
from partnering.services.audit import record
from partnering.services.times import hold

LONGEST = timedelta(days=31)
MOST_ENTRIES = 500
KEPT_FOR = timedelta(days=60)
"""After its last day what was typed on a sheet and never noted is forgotten."""


@transaction.atomic
def open_sheet(*, thing: Interaction | Meeting, first_day: date, last_day: date, by: User) -> SignInSheet:
    """Let people sign from one day to another; a sheet that was closed gets a new address, the old one stays shut."""
    if last_day < first_day:
        raise DomainError(_("The last day comes before the first."))
    if last_day - first_day > LONGEST:
        raise DomainError(_("A sheet is open for %(n)d days at most.") % {"n": LONGEST.days})
    of = {"interaction": thing} if isinstance(thing, Interaction) else {"meeting": thing}
    days = {"first_day": first_day, "last_day": last_day}
    sheet, is_new = SignInSheet.objects.get_or_create(**of, defaults={**days, "opened_by": by})
    if not is_new:
        if sheet.closed_at is not None:
            sheet.nonce = new_nonce()
        sheet.first_day, sheet.last_day, sheet.closed_at, sheet.opened_by = first_day, last_day, None, by
        sheet.save()
    record(by=by, verb="opened a sign-in sheet", thing=thing, **_whose(sheet))
    return sheet


@transaction.atomic
def close_sheet(*, sheet: SignInSheet, by: User) -> None:
    """Take no more names; its address opens nothing any more."""
    if sheet.closed_at is None:
        sheet.closed_at = timezone.now()
        sheet.save()
        record(by=by, verb="closed a sign-in sheet", thing=sheet.thing, **_whose(sheet))


@transaction.atomic
def sign(*, sheet: SignInSheet, person: Person | None = None, name: str = "", email: str = "") -> None:
    """Somebody signs. Nothing is looked up here, so that an answer can't tell who is known; signing twice is once."""
    # Whoever signs at the same moment waits, so that nobody stands there twice.
    hold(sheet)
    if not sheet.takes_names(access.today()):
        raise DomainError(_("This sheet takes no names today."))
    there = SheetEntry.objects.filter(sheet=sheet)
    mine = there.filter(person=person) if person else there.filter(name=name, email=email, person=None)
    if mine.exists():
        return
    if there.count() >= MOST_ENTRIES:
        raise DomainError(_("This sheet is full. Tell whoever opened it."))
    SheetEntry.objects.create(sheet=sheet, person=person, name=name, email=email)


@transaction.atomic
def note_signed(
    *,
    sheet: SignInSheet,
    people: Mapping[int, Person],
    counted: Iterable[int],
    dropped: Iterable[int],
    organisation: Organisation | None,
    by: User,
) -> int:
    """Note of entries (by key) who it was, count others as heads of an organisation, drop the rest.

    Returns how many people were noted. Whoever took no part by the rules stops all of it, with the reason.
    """
    counted, dropped = set(counted), set(dropped)
    entries = SheetEntry.objects.filter(sheet=sheet).select_for_update()
    held = {entry.pk for entry in entries}
    there = [person for pk, person in people.items() if pk in held]
    if there:
        _note(sheet, there, by)
    heads = len(held & counted)
    if heads:
        if organisation is None:
            raise DomainError(_("Say to which organisation those belong who are only counted."))
        _add_heads(sheet, organisation, heads, by)
    SheetEntry.objects.filter(sheet=sheet, pk__in=[*people, *counted, *dropped]).delete()
    return len(there)


def _note(sheet: SignInSheet, there: list[Person], by: User) -> None:
    if sheet.interaction is not None:
        add_participants(interaction=sheet.interaction, people=there, by=by)
    elif sheet.meeting is not None:
        note_attendance(meeting=sheet.meeting, rows=[Presence(one, True) for one in there], by=by)


def _add_heads(sheet: SignInSheet, organisation: Organisation, number: int, by: User) -> None:
    interaction = sheet.interaction or Interaction.objects.filter(meeting=sheet.meeting).first()
    if interaction is None:
        raise DomainError(_("Note first who was there by name; the others are counted beside them."))
    there = HeadCount.objects.filter(interaction=interaction, organisation=organisation, unit=None).first()
    total = number + (there.number if there else 0)
    count_heads(interaction=interaction, heads=Heads(organisation, total), by=by)


def forget_old_entries(*, now: datetime) -> int:
    """Forget what was typed on sheets that ended long ago. Returns how many entries went."""
    last = access.day_of(now) - KEPT_FOR
    forgotten, _each = SheetEntry.objects.filter(sheet__last_day__lt=last).delete()
    return forgotten


def _whose(sheet: SignInSheet) -> dict[str, Any]:
    inner = sheet.interaction.organisation if sheet.interaction else None
    return {"partnership": sheet.partnership, "organisation": inner}
