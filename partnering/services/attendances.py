"""What people answer to an invitation, and who was there in the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import noting, registry
from partnering.choices import Answer, MeetingState
from partnering.errors import DomainError
from partnering.models import Attendance, Meeting, Person, User
from partnering.services.changes import change
from partnering.services.meetings import check_planned, sits_for
from partnering.services.times import hold


@dataclass(frozen=True)
class Presence:
    """Whether somebody was there (None takes a note back), and for whom they came when they stood in."""

    person: Person
    attended: bool | None
    stands_in_for: Person | None = None


@transaction.atomic
def answer(
    *, attendance: Attendance, answer: str, by: User | Person, now: datetime | None = None
) -> Attendance:
    """Somebody says whether they come, until the meeting is over; they may think better of it."""
    meeting, moment = hold(attendance.meeting), now or timezone.now()
    check_planned(meeting)
    if not attendance.invited:
        raise DomainError(_("This invitation was taken back."))
    if meeting.ends_at <= moment:
        raise DomainError(_("This meeting is over. Nobody waits for an answer any more."))
    if answer == attendance.answer:
        return attendance
    at = None if answer == Answer.NONE else moment
    scope = meeting.group.partnership
    with noting.acting(lambda: by):
        return change(attendance, by=by, verb="answered", partnership=scope, answer=answer, answered_at=at)


@transaction.atomic
def note_attendance(
    *, meeting: Meeting, rows: Iterable[Presence], by: User, now: datetime | None = None
) -> Meeting:
    """Note who was there; with that the meeting has been held."""
    hold(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(_("This meeting is cancelled. Plan another one."))
    if meeting.starts_at > (now or timezone.now()):
        raise DomainError(_("This meeting has not begun. Note who was there once it has."))
    known = {one.person_id: one for one in meeting.attendances.select_related("person", "organisation")}
    for row in rows:
        _note(meeting, row, known, by)
    change(meeting, by=by, verb="held", partnership=meeting.group.partnership, state=MeetingState.HELD)
    for heard in registry.meeting_held:
        heard(meeting)
    return meeting


def _note(meeting: Meeting, row: Presence, known: dict[int, Attendance], by: User) -> None:
    attendance = known.get(row.person.pk)
    instead = row.stands_in_for
    if attendance is None:
        organisation = sits_for(meeting, row.person)
        attendance = Attendance.objects.create(
            meeting=meeting, person=row.person, organisation=organisation, invited=False
        )
        known[row.person.pk] = attendance
    if instead is not None:
        replaced = known.get(instead.pk)
        if (
            replaced is None
            or replaced == attendance
            or replaced.organisation_id != attendance.organisation_id
        ):
            raise DomainError(
                _("Somebody stands in for a colleague of the same organisation who was invited.")
            )
    fields: dict[str, Any] = {"attended": row.attended, "stands_in_for": instead}
    change(attendance, by=by, verb="noted", partnership=meeting.group.partnership, **fields)
