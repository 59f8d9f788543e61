"""What cells of imported rows tell of hours: as clocks show them on a day in a zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from partnering.clocks import moments, zones
from partnering.importing import Entry
from partnering.models import Meeting
from partnering.services.import_cells import known_day, needed
from partnering.services.import_tables import BadCell
from partnering.services.meetings import FARTHEST

A_DAY = timedelta(days=1)
EARLIEST, LATEST = date(1000, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True)
class Times:
    """When a meeting begins and ends, and in which zone it is held."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str


def days_around(texts: Iterable[str]) -> tuple[datetime, datetime]:
    """A time in which all of these days lie wherever on earth they are meant; texts that are no days count nothing."""
    days = [day for day in map(known_day, texts) if day and EARLIEST < day < LATEST] or [EARLIEST]
    midnight = time(tzinfo=UTC)
    return datetime.combine(min(days) - A_DAY, midnight), datetime.combine(max(days) + 2 * A_DAY, midnight)


def times_of_meeting(row: Entry, day: date, meeting: Meeting | None, usual: str, now: datetime) -> Times:
    """When a row says that a meeting is; one that is known already keeps its times, and the row must not differ.

    `usual` is the zone where the row names none; empty means that of the site.
    """
    if meeting is None:
        needed(row, "begins", "ends")
    zone = _zone(row) or (meeting.time_zone if meeting else usual or timezone.get_default_timezone_name())
    starts_at = _moment(row, "begins", day, zone) if row["begins"] or meeting is None else meeting.starts_at
    ends_at = _moment(row, "ends", day, zone) if row["ends"] or meeting is None else meeting.ends_at
    if meeting is not None:
        if (starts_at, ends_at, zone) != (meeting.starts_at, meeting.ends_at, meeting.time_zone):
            reason = _("This meeting is known with other times. Make them the same, or clear the cells.")
            raise BadCell("begins", reason)
    elif ends_at <= starts_at:
        raise BadCell("ends", _("The meeting must end after it begins, on the same day."))
    elif abs(starts_at - now) > FARTHEST:
        raise BadCell("day", _("That day is more than five years away. Check the year."))
    return Times(starts_at, ends_at, zone)


def _zone(row: Entry) -> str:
    if not row["time zone"]:
        return ""
    found = zones().get(row["time zone"].casefold())
    if found is None:
        words = {"value": row["time zone"]}
        raise BadCell("time zone", _("“%(value)s” isn't known. Write it like Europe/London.") % words)
    return found


def _moment(row: Entry, column: str, day: date, zone: str) -> datetime:
    """The moment at which clocks of a zone show the time in a cell."""
    text = f"0{row[column]}" if row[column][1:2] == ":" else row[column]  # 9:30 is 09:30
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        clock = None
    if clock is None or clock.tzinfo or ":" not in text:
        raise BadCell(column, _("This isn't a time. Write it like 09:30."))
    found = moments(datetime.combine(day, clock.replace(second=0, microsecond=0)), ZoneInfo(zone))
    if not found:
        reason = _("That night clocks are put forward, and this time is left out. Choose another one.")
        raise BadCell(column, reason)
    if len(found) > 1:
        reason = _("That night clocks are put back, and show this time twice. Choose another one.")
        raise BadCell(column, reason)
    return found[0]
