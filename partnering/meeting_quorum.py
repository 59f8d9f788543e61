"""Whether a meeting has its quorum: by who was there, or before it is held by who says that they come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from partnering.choices import Answer, MeetingState
from partnering.models import Attendance, Meeting, Seat
from partnering.quorums import Attendee, Quorum, tally
from partnering.terms_in_words import quorum_in_words, tally_in_words


@dataclass(frozen=True)
class QuorumShown:
    """Who counts and who is needed, in words; `is_held` when it rests on who was there."""

    there: str
    needed: str
    is_met: bool
    is_held: bool


def quorum_of(meeting: Meeting, attendances: Iterable[Attendance]) -> QuorumShown | None:
    """Whether those who were there, or who come so far, are enough; None where nobody asks or knows."""
    group = meeting.group
    quorum = Quorum(group.quorum_people, group.quorum_organisations)
    if not quorum.is_asked or meeting.state == MeetingState.CANCELLED or meeting.lacks_attendance:
        return None
    is_held = meeting.state == MeetingState.HELD
    there = [
        Attendee(one.person_id, one.organisation_id, one.stands_in_for_id)
        for one in attendances
        if (one.attended if is_held else one.invited and one.answer == Answer.YES)
    ]
    seats = Seat.objects.current(meeting.starts_there.date()).filter(group=group, person__isnull=False)
    count = tally(there, set(seats.values_list("person", flat=True)))
    return QuorumShown(
        tally_in_words(count.people, count.organisations),
        quorum_in_words(quorum.people, quorum.organisations),
        quorum.is_met(count),
        is_held,
    )
