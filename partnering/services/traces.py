"""What keeps somebody from leaving on a past day: traces of them since. Most often the year is mistyped."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Attendance, Role, Seat
from partnering.services.times import on_day


def check_nothing_began_since(on: date, roles: QuerySet[Role], seats: QuerySet[Seat]) -> None:
    """Refuse a day before one of these began, as it would end before it did and be lost to the history.

    What ended on its first day never was.
    """
    since = Q(started_on__gt=on, started_on__lte=access.today()) & ~Q(ended_on=F("started_on"))
    held = seats.filter(since).exclude(person=None).select_related("group")
    taken = [(one.started_on, one.get_kind_display()) for one in roles.filter(since)]
    taken += [(one.started_on, one.group.name) for one in held]
    if taken:
        day, what = max(taken)
        words = _(
            "“%(what)s” began only on %(day)s. Choose that day or a later one, "
            "or first end on its own first day what should not have begun."
        )
        raise DomainError(words % {"what": what, "day": on_day(day)})


def check_not_seen_since(on: date, attendances: QuerySet[Attendance]) -> None:
    """Refuse a day before the last meeting at which somebody was."""
    came = attendances.filter(attended=True).select_related("meeting")
    last = came.order_by("-meeting__starts_at").first()
    if last is None:
        return
    day = last.meeting.starts_there.date()
    if on < day:
        words = _("%(person)s was at “%(meeting)s” on %(day)s. Choose that day or a later one.")
        raise DomainError(words % {"person": last.person, "meeting": last.meeting, "day": on_day(day)})
