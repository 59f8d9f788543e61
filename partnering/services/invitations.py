"""Invitations to meetings: what is mailed when a meeting is planned, moved or cancelled, and what people answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import noting
from partnering.calendars import Method
from partnering.choices import Answer, MeetingState
from partnering.errors import DomainError
from partnering.models import Attendance, Meeting, OutgoingMessage, Person, User
from partnering.services.audit import record
from partnering.services.outbox import queue_message
from partnering.services.times import hold

KINDS = {Method.REQUEST: "meeting_invitation", Method.CANCEL: "meeting_cancellation"}
"""The composers of the mails, by what they ask a calendar to do."""


def announce(*, meeting: Meeting, people: Iterable[Person], kind: Method) -> int:
    """Queue a calendar message to each of these people; returns how many of them have an address.

    Call it in the transaction of its cause, with the meeting as it is now: REQUEST for people who are invited and
    when `sequence` was raised, CANCEL for all who were invited to a meeting that is cancelled and for people who are
    not invited any more. The same again queues nothing; who is invited anew after a CANCEL gets a REQUEST again.
    Nothing is queued about a meeting that is over.
    """
    if meeting.ends_at <= timezone.now():
        return 0
    written = [person for person in people if person.email]
    stem = f"meeting:{meeting.pk}:{meeting.sequence}:"
    queued = OutgoingMessage.objects.filter(key__startswith=stem, to_person__in=written)
    # How often they were told the contrary of this meeting as it stands: that makes the message a new one.
    contrary = Counter(queued.exclude(kind=KINDS[kind]).values_list("to_person", flat=True))
    for person in written:
        queue_message(
            key=f"{stem}{person.pk}:{kind.lower()}:{contrary[person.pk]}",
            kind=KINDS[kind],
            to_person=person,
            subject_id=meeting.pk,
            details={"sequence": meeting.sequence, "at": timezone.now().isoformat()},
        )
    return len(written)


@transaction.atomic
def answer_invitation(*, attendance: Attendance, answer: Answer, by: User | Person) -> Attendance:
    """Somebody says whether they come, as often as they like until the meeting is over."""
    meeting = hold(attendance.meeting)
    attendance = hold(attendance)
    if not attendance.invited:
        raise DomainError(_("You are not invited to this meeting any more. Ask whoever called it."))
    if meeting.state != MeetingState.PLANNED or meeting.ends_at <= timezone.now():
        raise DomainError(_("This meeting is over or was cancelled, so there is nothing to answer any more."))
    if attendance.answer == answer:
        return attendance
    before = attendance.answer
    attendance.answer = answer
    attendance.answered_at = None if answer == Answer.NONE else timezone.now()
    with noting.acting(lambda: by):
        attendance.save(update_fields=["answer", "answered_at"])
        record(
            by=by,
            verb="answered",
            thing=attendance,
            partnership=meeting.group.partnership,
            before={"answer": before},
            after={"answer": str(answer)},
        )
    return attendance
