"""Addresses at which calendar programs read somebody's meetings: making, replacing and closing them."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from partnering import access
from partnering.models import CalendarKey, Organisation, User
from partnering.models.calendar_keys import hash_of
from partnering.services.audit import record

CALENDAR_MADE = "made a calendar address"


@transaction.atomic
def make_calendar_key(*, user: User) -> str:
    """A new key to one's own calendar, the only time that it can be read; the one before opens nothing any more."""
    key = secrets.token_urlsafe(32)
    CalendarKey.objects.update_or_create(
        user=user, defaults={"key_hash": hash_of(key), "made_at": timezone.now()}
    )
    record(by=user, verb=CALENDAR_MADE, thing=user, organisation=_organisation(user))
    return key


@transaction.atomic
def close_calendar(*, user: User) -> None:
    """Let the key to one's own calendar open nothing any more."""
    if CalendarKey.objects.filter(user=user).delete()[0]:
        record(by=user, verb="closed the calendar address", thing=user, organisation=_organisation(user))


def _organisation(user: User) -> Organisation | None:
    person = access.person_of(user)
    return person.organisation if person else None
