"""Meetings of working groups count as interactions: who was there took part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from engagement.choices import InteractionKind
from engagement.models import Interaction, Participation
from engagement.services.import_interactions import ask_for_recounts
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


def log_imported(came: Sequence[tuple[Meeting, list[Person]]]) -> list[Any]:
    """The same for many meetings that were imported with who was there, in as few statements as for one.

    Returns the interactions and participations that it made. Call it inside a transaction.
    """
    logged = {
        one.meeting_id: one for one in Interaction.objects.filter(meeting__in=[one for one, _who in came])
    }
    new = [
        Interaction(
            partnership=meeting.group.partnership,
            kind=InteractionKind.MEETING,
            title=meeting.title,
            held_on=min(meeting.starts_there.date(), access.today()),
            group=meeting.group,
            meeting=meeting,
        )
        for meeting, _people in came
        if meeting.pk not in logged
    ]
    Interaction.objects.bulk_create(new)
    logged |= {one.meeting_id: one for one in new}
    known = set(
        Participation.objects.filter(interaction__in=list(logged.values())).values_list(
            "interaction", "person"
        )
    )
    took_part = [
        Participation(interaction=logged[meeting.pk], person=person)
        for meeting, people in came
        for person in people
        if (logged[meeting.pk].pk, person.pk) not in known
    ]
    Participation.objects.bulk_create(took_part)
    ask_for_recounts(one.interaction for one in took_part)
    return [*new, *took_part]


def register() -> None:
    """Hear of meetings that were held."""
    registry.meeting_held.append(log_meeting)
    registry.meetings_imported.append(log_imported)
