"""Reminders of meetings: one mail to each who is invited, the day before, unless they said that they don't come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import CharField, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Cast

from partnering.asked import open_invitations
from partnering.choices import Answer, MessageState
from partnering.models import Attendance, OutgoingMessage
from partnering.reminding import FARTHEST, reminder_due
from partnering.services.outbox import queue_message

KIND = "meeting_reminder"


def remind_of_meetings(*, now: datetime) -> int:
    """Queue the reminders that are due by now, each once for a meeting and a person; returns how many.

    A missed night is made up for until the meeting begins. Who was invited, or told of a change, only after the
    reminder was due has had that mail for it. A reminder that did not leave, because the meeting moved away
    meanwhile, is queued anew when its day comes.
    """
    rows = [one for one in remindable(now) if due_for(one) <= now]
    told = _told_at(rows)
    withheld = Counter(_messages(KIND, rows).values_list("subject_id", "to_person"))
    queued = 0
    for one in rows:
        key = (str(one.meeting_id), one.person_id)
        if key in told and told[key] >= due_for(one):
            continue
        queue_message(
            key=f"{KIND}:{one.meeting_id}:{one.person_id}:{withheld[key]}",
            kind=KIND,
            to_person=one.person,
            subject_id=one.meeting_id,
        )
        queued += 1
    return queued


def remindable(now: datetime) -> QuerySet[Attendance]:
    """Of these, those to whose meeting it is not far, and who have not been reminded."""
    reminded = OutgoingMessage.objects.filter(
        kind=KIND, to_person=OuterRef("person"), subject_id=Cast(OuterRef("meeting"), CharField())
    ).exclude(state=MessageState.SUPPRESSED)
    near = coming(now).filter(meeting__starts_at__lte=now + FARTHEST)
    return near.exclude(Exists(reminded)).order_by("meeting__starts_at", "pk")


def coming(now: datetime) -> QuerySet[Attendance]:
    """Who may be reminded of a meeting that has not begun: who has not said no, and has not switched it off."""
    rows = open_invitations(now).filter(meeting__starts_at__gt=now, person__hears_of_meetings=True)
    return rows.exclude(answer=Answer.NO).exclude(person__email="")


def due_for(one: Attendance) -> datetime:
    """From when on this person is reminded of this meeting."""
    return reminder_due(one.meeting.starts_at, ZoneInfo(one.person.time_zone or one.meeting.time_zone))


def _told_at(rows: Sequence[Attendance]) -> dict[tuple[str, int | None], datetime]:
    """When each was last written to about when and where, by meeting and person."""
    told = _messages("meeting_invitation", rows).values_list("subject_id", "to_person")
    return {(meeting, person): at for meeting, person, at in told.annotate(at=Max("due_at")).order_by()}


def _messages(kind: str, rows: Sequence[Attendance]) -> QuerySet[OutgoingMessage]:
    meetings = {str(one.meeting_id) for one in rows}
    people = {one.person_id for one in rows}
    return OutgoingMessage.objects.filter(kind=kind, subject_id__in=meetings, to_person__in=people)
