"""Invitations to meetings: what is mailed when one is planned, moved or cancelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django.utils import timezone

from partnering.calendars import Method
from partnering.models import Meeting, OutgoingMessage, Person
from partnering.services.outbox import queue_message

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
            details={
                "sequence": meeting.sequence,
                "at": timezone.now().isoformat(),
                "span": [meeting.starts_at.isoformat(), meeting.ends_at.isoformat()],
            },
        )
    return len(written)
