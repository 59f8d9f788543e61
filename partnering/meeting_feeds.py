"""The meetings in somebody's own calendar: those that they may see at the moment at which it is read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from partnering import access
from partnering.calendars import Event, feed_of
from partnering.choices import MeetingState
from partnering.models import Attendance, Meeting, Seat, User

BACK = timedelta(days=90)
REFRESH = timedelta(hours=1)
"""How long calendar programs are asked to wait; most choose themselves."""


def meetings_of(user: User, *, now: datetime) -> QuerySet[Meeting]:
    """Meetings since 90 days ago to which the user is invited, or of groups in which they have a seat."""
    person = access.person_of(user)
    invited = Attendance.objects.invited().filter(meeting=OuterRef("pk"), person=person)
    seated = Seat.objects.current().filter(group=OuterRef("group"), person=person)
    rows: QuerySet[Meeting] = Meeting.objects.visible_to(user).filter(
        Q(Exists(invited)) | Q(Exists(seated)), ends_at__gt=now - BACK
    )
    return rows.select_related("group__partnership").order_by("starts_at", "pk")


def calendar_of(user: User, *, now: datetime) -> bytes:
    """What a calendar program gets."""
    events = [
        event_of(meeting, is_cancelled=meeting.state == MeetingState.CANCELLED)
        for meeting in meetings_of(user, now=now)
    ]
    return feed_of(events, name=_("Meetings in Traction"), stamped_at=now, refresh=REFRESH)


def event_of(meeting: Meeting, **more: Any) -> Event:
    """A meeting as calendar programs know it; `more` is what only a feed or only a message says of it."""
    return Event(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=meeting.zone,
        place=meeting.place,
        video_link=meeting.video_link,
        description=f"{meeting.group.partnership}: {meeting.group}",
        **more,
    )
