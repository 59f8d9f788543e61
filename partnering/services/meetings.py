"""Meetings: planned, changed, cancelled, and who is invited to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering.asked import left_behind
from partnering.calendars import Method
from partnering.choices import Answer, MeetingState
from partnering.errors import DomainError
from partnering.models import Attendance, Meeting, Organisation, Person, Seat, User, WorkingGroup
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.invitations import announce
from partnering.services.times import check_present, hold, membership_on, on_day

LONGEST = timedelta(hours=24)
FARTHEST = timedelta(days=5 * 366)
TIMES = ("starts_at", "ends_at", "time_zone")
IN_CALENDARS = (*TIMES, "title", "place", "video_link")
"""What calendar programs show; when it changes, they have to be told anew."""


@transaction.atomic
def plan_meeting(
    *,
    group: WorkingGroup,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    time_zone: str,
    by: User,
    place: str = "",
    video_link: str = "",
    called_by: Person | None = None,
    people: Iterable[Person] | None = None,
) -> Meeting:
    """A meeting of a group, to come or past; everybody who is seated on its day is invited, unless told otherwise."""
    hold(group.partnership)
    group.refresh_from_db()
    if group.archived_on is not None:
        raise DomainError(_("This group is put away. Restore it before you plan a meeting."))
    check_times(starts_at, ends_at, time_zone)
    meeting = Meeting.objects.create(
        group=group,
        title=title.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=time_zone,
        place=place.strip(),
        video_link=video_link,
        called_by=called_by,
    )
    record(by=by, verb="planned", thing=meeting, partnership=group.partnership)
    invite(meeting=meeting, people=seated(meeting) if people is None else people, by=by)
    return meeting


@transaction.atomic
def change_meeting(*, meeting: Meeting, by: User, **values: Any) -> Meeting:
    """Change the named fields; when it moves to another time, those who answered are asked anew."""
    hold(meeting)
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(_("This meeting is cancelled. Plan another one."))
    check_times(*(values.get(name, getattr(meeting, name)) for name in TIMES))
    _check_decided(meeting, values)
    differs = {name for name, value in values.items() if getattr(meeting, name) != value}
    if differs & set(IN_CALENDARS):
        values["sequence"] = meeting.sequence + 1
    if differs & {"starts_at", "ends_at"} and meeting.state == MeetingState.PLANNED:
        answered = Attendance.objects.filter(meeting=meeting).exclude(answer=Answer.NONE)
        answered.update(answer=Answer.NONE, answered_at=None)
    change(meeting, by=by, partnership=meeting.group.partnership, **values)
    if "sequence" in values and meeting.state == MeetingState.PLANNED:
        announce(meeting=meeting, people=_invited(meeting), kind=Method.REQUEST)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """The meeting does not take place; cancelling it twice changes nothing."""
    hold(meeting)
    if meeting.state == MeetingState.HELD:
        raise DomainError(_("This meeting has been held. It can't be cancelled any more."))
    if meeting.state == MeetingState.CANCELLED:
        return meeting
    fields: dict[str, Any] = {"state": MeetingState.CANCELLED, "sequence": meeting.sequence + 1}
    change(meeting, by=by, verb="cancelled", partnership=meeting.group.partnership, **fields)
    announce(meeting=meeting, people=_invited(meeting), kind=Method.CANCEL)
    return meeting


@transaction.atomic
def invite(*, meeting: Meeting, people: Iterable[Person], by: User) -> list[Attendance]:
    """Ask people of members to come. Returns who is newly asked."""
    check_planned(meeting)
    known = {one.person_id: one for one in Attendance.objects.filter(meeting=meeting)}
    asked, new = [], []
    for person in {one.pk: one for one in people}.values():
        row = known.get(person.pk)
        if row is None:
            new.append(
                Attendance(
                    meeting=meeting, person=person, organisation=sits_for(meeting, person), invited=True
                )
            )
        elif not row.invited:
            asked.append(
                change(row, by=by, verb="invited", partnership=meeting.group.partnership, invited=True)
            )
    if new:
        asked += Attendance.objects.bulk_create(new)
        names = [one.person.name for one in new]
        record(by=by, verb="invited to", thing=meeting, partnership=meeting.group.partnership, people=names)
    announce(meeting=meeting, people=[one.person for one in asked], kind=Method.REQUEST)
    return asked


@transaction.atomic
def withdraw_invitation(*, attendance: Attendance, by: User | None) -> Attendance:
    """Somebody need not come after all; their calendar is told. Doing it twice changes nothing."""
    check_planned(hold(attendance.meeting))
    attendance = hold(attendance)
    if not attendance.invited:
        return attendance
    fields: dict[str, Any] = {"invited": False, "answer": Answer.NONE, "answered_at": None}
    scope = attendance.meeting.group.partnership
    change(attendance, by=by, verb="not invited any more", partnership=scope, **fields)
    announce(meeting=attendance.meeting, people=[attendance.person], kind=Method.CANCEL)
    return attendance


def withdraw_from_leavers(*, now: datetime) -> int:
    """Take back the invitations of people whose organisation has left meanwhile; returns how many."""
    rows = list(left_behind(now))
    for one in rows:
        withdraw_invitation(attendance=one, by=None)
    return len(rows)


def _invited(meeting: Meeting) -> list[Person]:
    rows = Attendance.objects.invited().filter(meeting=meeting).select_related("person")
    return [one.person for one in rows]


def seated(meeting: Meeting) -> list[Person]:
    """Who holds a seat in the group on the meeting's day."""
    seats = Seat.objects.current(day_of(meeting)).filter(group=meeting.group_id, person__isnull=False)
    return [seat.person for seat in seats.select_related("person__organisation")]


def sits_for(meeting: Meeting, person: Person) -> Organisation:
    """The organisation for which somebody takes part; refuses people who are of no member on that day."""
    day = day_of(meeting)
    membership_on(meeting.group.partnership, person.organisation, day)
    check_present(person, day)
    return person.organisation


def day_of(meeting: Meeting) -> date:
    """The day on which it begins, where it is held."""
    return meeting.starts_there.date()


def check_planned(meeting: Meeting) -> None:
    """Refuse what makes sense only before a meeting is held."""
    if meeting.state == MeetingState.CANCELLED:
        raise DomainError(_("This meeting is cancelled. Plan another one."))
    if meeting.state == MeetingState.HELD:
        raise DomainError(_("This meeting has been held already."))


def _check_decided(meeting: Meeting, values: dict[str, Any]) -> None:
    """Refuse to move a meeting past the day on which something that it decided is due."""
    moved = Meeting(**{name: values.get(name, getattr(meeting, name)) for name in ("starts_at", "time_zone")})
    before, after = day_of(meeting), day_of(moved)
    due = meeting.decisions.filter(due_on__gte=before, due_on__lt=after).order_by("due_on").first()
    if due is not None:
        words = _(
            "What it decided is due on %(day)s already. Choose that day or an earlier one, or change the decision."
        )
        raise DomainError(words % {"day": on_day(due.due_on)})


def check_times(starts_at: datetime, ends_at: datetime, time_zone: str) -> None:
    """Refuse an end before the beginning, a time that no meeting has, and a zone that nobody knows."""
    if time_zone not in available_timezones():
        raise DomainError(
            _("“%(zone)s” isn't a known time zone. Write it like Europe/London.") % {"zone": time_zone}
        )
    if ends_at <= starts_at:
        raise DomainError(_("The meeting must end after it begins."))
    if ends_at - starts_at > LONGEST:
        raise DomainError(_("A meeting lasts 24 hours at most. Plan one for each day."))
    if abs(starts_at - timezone.now()) > FARTHEST:
        raise DomainError(_("That day is more than five years away. Check the year."))
