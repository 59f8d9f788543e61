"""Events of a calendar file (.ics, RFC 5545): what has taken place, on which day there, and who was asked to come.

Bytes in, plain data out. Of each event only title, time and addresses are read; descriptions and attachments never.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import islice
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

BIGGEST = 1_000_000
MOST_EVENTS = 2_000
MOST_SERIES = 300
MOST_LISTED = 200
MOST_INVITED = 200
GOES_BACK = timedelta(days=366)
EARLIEST = 2000
"""A series that began before this year is left out: what matters is what took place lately."""
OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
THINGS = {"ROOM", "RESOURCE"}


class Fault(StrEnum):
    """Why a file is refused."""

    TOO_BIG = "too big"
    NOT_READ = "not read"
    TOO_MANY = "too many"
    EMPTY = "empty"


class RefusedCalendar(Exception):
    """A file that is not read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Happening:
    """Something that took place: `key` knows it again, `uid` is its event's; `invited` are names with addresses."""

    key: str
    uid: str
    title: str
    day: date
    invited: tuple[tuple[str, str], ...] = ()


@dataclass
class CalendarRead:
    """What a file holds: what took place within a year, the latest first, and how much is left out, and why."""

    happenings: list[Happening] = field(default_factory=list)
    coming: int = 0
    older: int = 0
    unread: int = 0


def read_calendar(content: bytes, *, now: datetime, zone: tzinfo) -> CalendarRead:
    """What a calendar file holds, as of `now`; raises RefusedCalendar.

    A time that is told in a zone has the day that it has there; one in UTC, as many programs write, has the day of
    `zone`, that of the reader; one without any is taken as it stands.
    """
    events = _events_in(content)
    moved = {(_text(one, "UID"), _stamp(one["RECURRENCE-ID"].dt)) for one in events if _is_moved(one)}
    read, series = CalendarRead(), 0
    found: dict[str, Happening] = {}
    for event in events:
        if _text(event, "STATUS").upper() == "CANCELLED":
            continue
        series += "RRULE" in event
        if series > MOST_SERIES:
            raise RefusedCalendar(Fault.TOO_MANY)
        try:
            for one in _happenings(event, moved, read, now, zone):
                found.setdefault(one.key, one)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, IndexError):
            read.unread += 1
    latest = sorted(found.values(), key=lambda one: (one.day, one.title), reverse=True)
    read.happenings, read.older = latest[:MOST_LISTED], read.older + len(latest[MOST_LISTED:])
    return read


def _events_in(content: bytes) -> list[Any]:
    if len(content) > BIGGEST:
        raise RefusedCalendar(Fault.TOO_BIG)
    if content.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS:
        raise RefusedCalendar(Fault.TOO_MANY)
    try:
        calendars = Calendar.from_ical(content, multiple=True)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise RefusedCalendar(Fault.NOT_READ) from error
    if not calendars or any(one.name != "VCALENDAR" for one in calendars):
        raise RefusedCalendar(Fault.NOT_READ)
    events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    if not events:
        raise RefusedCalendar(Fault.EMPTY)
    return events


def _happenings(
    event: Any, moved: set[tuple[str, str]], read: CalendarRead, now: datetime, zone: tzinfo
) -> Iterator[Happening]:
    """What of one event took place within a year; the rest is counted."""
    uid, title = _text(event, "UID")[:500], " ".join(_text(event, "SUMMARY").split())[:200]
    invited = _invited(event)
    for moment, mark in _moments(event, now):
        if mark and not _is_moved(event) and (uid, mark) in moved:
            continue
        day, has_begun = _day_of(moment, now, zone)
        if not has_begun:
            read.coming += 1
        elif day < now.astimezone(zone).date() - GOES_BACK:
            read.older += 1
        else:
            key = f"{uid}\n{mark}" if uid else f"{title}\n{_stamp(moment)}"
            yield Happening(hashlib.sha256(key.encode()).hexdigest(), uid, title, day, invited)


def _moments(event: Any, now: datetime) -> Iterator[tuple[date, str]]:
    """When an event begins, each time with a mark of which of a series it is; '' of one that is no series."""
    start = event["DTSTART"].dt
    if _is_moved(event):
        yield start, _stamp(event["RECURRENCE-ID"].dt)
        return
    if "RRULE" not in event:
        yield start, ""
        return
    rule: Any = event["RRULE"]
    if isinstance(rule, list) or rule["FREQ"][0] in OFTEN or start.year < EARLIEST:
        raise ValueError("a series that is not read")
    without = {_stamp(one.dt) for group in _listed(event.get("EXDATE")) for one in group.dts}
    for moment in _repeated(start, dict(rule), now):
        if _stamp(moment) not in without:
            yield moment, _stamp(moment)


def _repeated(start: date, rule: dict[str, Any], now: datetime) -> Iterator[date]:
    """The moments of a series up to a year ahead of now, so that no rule goes on for ever."""
    own = start.tzinfo if isinstance(start, datetime) else None
    begins = _bare(start)
    ends = [_bare(one, own) for one in rule.pop("UNTIL", [])]
    if ends and not isinstance(start, datetime):
        ends = [one + timedelta(days=1) - timedelta.resolution for one in ends]
    # With a last day a rule that fits no day ends too; so its count is kept here and not there.
    count = rule.pop("COUNT", [None])[0]
    last = min([*ends, now.replace(tzinfo=None) + GOES_BACK])
    text = ";".join(
        f"{name}={','.join(str(one) for one in _listed(values))}" for name, values in rule.items()
    )
    days = rrulestr(f"{text};UNTIL={last:%Y%m%dT%H%M%S}", dtstart=begins)
    for moment in islice(days, count):
        yield moment.replace(tzinfo=own) if isinstance(start, datetime) else moment.date()


def _bare(moment: date, own: tzinfo | None = None) -> datetime:
    """A moment without its zone, as the clock shows it there (or in the zone `own`)."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    if own and moment.tzinfo:
        moment = moment.astimezone(own)
    return moment.replace(tzinfo=None)


def _day_of(moment: date, now: datetime, zone: tzinfo) -> tuple[date, bool]:
    if not isinstance(moment, datetime):
        return moment, moment <= now.astimezone(zone).date()
    if moment.tzinfo is None:
        return moment.date(), moment.replace(tzinfo=zone) <= now
    there = moment.astimezone(zone) if moment.utcoffset() == timedelta() and _is_utc(moment) else moment
    return there.date(), moment <= now


def _is_utc(moment: datetime) -> bool:
    return str(moment.tzinfo) in ("UTC", "Etc/UTC", "tzutc()")


def _is_moved(event: Any) -> bool:
    return "RECURRENCE-ID" in event and not isinstance(event["RECURRENCE-ID"], list)


def _stamp(moment: date) -> str:
    if isinstance(moment, datetime) and moment.tzinfo:
        return moment.astimezone(UTC).isoformat()
    return moment.isoformat()


def _invited(event: Any) -> tuple[tuple[str, str], ...]:
    """Who was asked and did not decline, with the organiser; rooms are nobody."""
    found: dict[str, str] = {}
    for one in [*_listed(event.get("ORGANIZER")), *_listed(event.get("ATTENDEE"))]:
        given = {name.upper(): str(value) for name, value in one.params.items()}
        address = str(one).removeprefix("mailto:").removeprefix("MAILTO:").strip().lower()
        is_nobody = given.get("CUTYPE", "").upper() in THINGS or "@" not in address
        if is_nobody or given.get("PARTSTAT", "").upper() == "DECLINED" or len(address) > 254:
            continue
        found.setdefault(address, " ".join(given.get("CN", "").split())[:200])
    return tuple((name, address) for address, name in islice(found.items(), MOST_INVITED))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _text(event: Any, name: str) -> str:
    value = event.get(name, "")
    return str(value[0] if isinstance(value, list) else value).strip()
