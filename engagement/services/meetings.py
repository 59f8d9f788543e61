"""Meetings of working groups count as interactions: who was there took part."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from engagement.choices import InteractionKind
from engagement.models import Interaction
from engagement.services.interactions import (
    add_participants,
    delete_interaction,
    log_interaction,
    remove_participant,
)
from partnering import access, registry
from partnering.models import Meeting, Membership, Person


@transaction.atomic
def log_meeting(meeting: Meeting) -> None:
    """Bring the meeting's one joint interaction up to who is noted as there; without anybody there is none."""
    # Somewhere it may be tomorrow already, and only what has happened is logged.
    day = min(meeting.starts_there.date(), access.today())
    members = Membership.objects.current(day).filter(partnership=meeting.group.partnership_id)
    there = [
        person
        for person in Person.objects.filter(
            attendances__in=meeting.attendances.came(), organisation__in=members.values("organisation")
        )
        if person.is_present(day)
    ]
    logged = Interaction.objects.filter(meeting=meeting).first()
    if logged is None:
        if there:
            _log(meeting, there, day)
        return
    add_participants(interaction=logged, people=there, by=None)
    # Whom somebody named on the interaction's own page, without a note in the meeting, stays.
    for person in Person.objects.filter(
        participations__interaction=logged, attendances__in=meeting.attendances.exclude(attended=True)
    ):
        remove_participant(interaction=logged, person=person, by=None)
    if not logged.participations.exists():
        delete_interaction(interaction=logged, by=None)


def _log(meeting: Meeting, there: list[Person], day: date) -> None:
    log_interaction(
        partnership=meeting.group.partnership,
        kind=InteractionKind.MEETING,
        title=meeting.title,
        held_on=day,
        by=None,
        people=there,
        group=meeting.group,
        meeting=meeting,
    )


def register() -> None:
    """Hear of meetings that were held."""
    registry.meeting_held.append(log_meeting)
