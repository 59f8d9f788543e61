"""Asking partners by mail to acknowledge what a meeting decided, as soon as its minutes are published."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from partnering import access, registry
from partnering.choices import RoleKind
from partnering.models import Meeting, Person, Role
from partnering.services.decisions import asked
from partnering.services.outbox import queue_message

RECENT = timedelta(days=14)
"""Minutes that came out longer ago are entered for the record, and nobody is written to about them."""


def ask_to_acknowledge(meeting: Meeting) -> None:
    """Queue a mail to each lead and representative of the members; call it in the transaction of the publication."""
    published_at = meeting.minutes_published_at
    if published_at is None or timezone.now() - published_at > RECENT or not meeting.decisions.exists():
        return
    scope = Q(partnership=meeting.group.partnership_id) | Q(partnership=None, kind=RoleKind.PARTNERING_LEAD)
    speaking = Role.objects.current().filter(scope, kind__in=access.SPEAKS_IN_A_PARTNERSHIP)
    people = Person.objects.present().filter(
        pk__in=speaking.values("person"), organisation__in=asked(meeting), user__is_active=True
    )
    for person in people.exclude(email=""):
        queue_message(
            key=f"decisions:{meeting.pk}:{person.pk}",
            kind="decisions",
            to_person=person,
            subject_id=meeting.pk,
        )


def register() -> None:
    """Hear of each publication."""
    registry.minutes_published.append(ask_to_acknowledge)
