"""Meetings as calendar programs read them: iCalendar (RFC 5545) and its messages (RFC 5546).

Each meeting is an event of its own, with no rule of recurrence, and names nobody but its organiser and the one who
reads it: who else comes is not told to every partner's calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress
from icalendar import Event as Component

PRODUCT = "-//Traction//Meetings//EN"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Method(StrEnum):
    """What a calendar is sent for."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Reply(StrEnum):
    """What somebody answered, in the words of calendars."""

    NONE = "NEEDS-ACTION"
    YES = "ACCEPTED"
    NO = "DECLINED"
    MAYBE = "TENTATIVE"


@dataclass(frozen=True)
class Contact:
    """Somebody with an address."""

    name: str
    email: str


@dataclass(frozen=True)
class Event:
    """One meeting, as it stands in the calendar of one person. `starts_at` and `ends_at` know their offset."""

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    changed_at: datetime | None = None
    place: str = ""
    video_link: str = ""
    description: str = ""
    page: str = ""
    is_cancelled: bool = False
    reply: Reply = Reply.NONE


def message_about(
    event: Event, *, method: Method, organiser: Contact, recipient: Contact, stamped_at: datetime
) -> bytes:
    """The calendar part of one mail to one person: to come, that something changed (by `sequence`), or not to come.

    Its reader is asked for no answer by calendar, as nobody reads what arrives at the sender's address.
    """
    component = _component(event, stamped_at)
    component.add("organizer", _address(organiser))
    attendee = _address(recipient)
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = event.reply.value
    attendee.params["RSVP"] = "FALSE"
    component.add("attendee", attendee)
    if method == Method.CANCEL:
        component["STATUS"] = "CANCELLED"
    return _calendar([event], [component], method)


def withdrawal_of(
    uid: str,
    sequence: int,
    span: tuple[datetime, datetime] | None,
    *,
    organiser: Contact,
    recipient: Contact,
    stamped_at: datetime,
) -> bytes:
    """The calendar part that takes a meeting out of a calendar and tells nothing of it, not even its title.

    `span` is when it begins and ends as that calendar has it; None where that isn't known.
    """
    component = Component()
    component.add("uid", uid)
    component.add("sequence", sequence)
    component.add("dtstamp", stamped_at.astimezone(UTC))
    for key, moment in zip(("dtstart", "dtend"), span or (), strict=False):
        component.add(key, moment.astimezone(UTC))
    component.add("status", "CANCELLED")
    component.add("organizer", _address(organiser))
    component.add("attendee", _address(recipient))
    return _calendar([], [component], Method.CANCEL)


def feed_of(events: Sequence[Event], *, name: str, stamped_at: datetime, refresh: timedelta) -> bytes:
    """Meetings to subscribe to, none with an attendee, and how long programs may wait until they ask again."""
    return _calendar(
        events, [_component(event, stamped_at) for event in events], Method.PUBLISH, name, refresh
    )


def _calendar(
    events: Sequence[Event],
    components: Iterable[Component],
    method: Method,
    name: str = "",
    refresh: timedelta | None = None,
) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    if name:
        calendar.add("name", _plain(name))
        calendar.add("x-wr-calname", _plain(name))
    if refresh:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", refresh)
    for zone in _zones(events):
        calendar.add_component(zone)
    for component in components:
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def _component(event: Event, stamped_at: datetime) -> Component:
    component = Component()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", stamped_at.astimezone(UTC))
    if event.changed_at:
        component.add("last-modified", event.changed_at.astimezone(UTC))
    component.add("dtstart", _in_zone(event.starts_at, event.zone))
    component.add("dtend", _in_zone(event.ends_at, event.zone))
    component.add("summary", _plain(event.title))
    component.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    place = " · ".join(part for part in (event.place, event.video_link) if part)
    for key, text in (("location", place), ("description", event.description), ("url", event.page)):
        if text:
            component.add(key, _plain(text))
    return component


def _plain(text: str) -> str:
    """A text without what no calendar may hold."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _address(contact: Contact) -> vCalAddress:
    address = vCalAddress(f"mailto:{contact.email}")
    # Programs that don't know how quotes are written in names (RFC 6868) would show signs instead.
    address.params["CN"] = " ".join(_plain(contact.name).replace('"', "'").split())
    return address


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment on the clock of a zone; in UTC where the clock says that time twice and the second is meant."""
    local = moment.astimezone(zone)
    return local if local.fold == 0 else moment.astimezone(UTC)


def _zones(events: Sequence[Event]) -> Iterator[Timezone]:
    """A definition of each zone that the events' times are in, for the years that they need."""
    for zone in sorted({event.zone for event in events if not _is_utc(event.zone)}, key=lambda one: one.key):
        own = [event for event in events if event.zone == zone]
        first = min(event.starts_at for event in own).astimezone(UTC)
        last = max(event.ends_at for event in own).astimezone(UTC)
        yield _definition(zone, datetime(first.year - 1, 1, 1, tzinfo=UTC), last + timedelta(days=1))


def _is_utc(zone: ZoneInfo) -> bool:
    return zone.key in ("UTC", "Etc/UTC")


def _definition(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """A zone's clock from `first` to `last`, as one observance for each time that it is changed.

    Not made by the library: it gives the time after a change where the standard wants the time before.
    """
    definition = Timezone()
    definition.add("tzid", zone.key)
    before = _offset(zone, first)
    for moment in (first, *_changes(zone, first, last)):
        local = moment.astimezone(zone)
        part = TimezoneDaylight() if local.dst() else TimezoneStandard()
        part.add("dtstart", (moment + before).replace(tzinfo=None))
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", _offset(zone, moment))
        part.add("tzname", local.tzname())
        definition.add_component(part)
        before = _offset(zone, moment)
    return definition


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments, to the second, at which the clock of a zone is changed."""
    day = timedelta(days=1)
    low = first
    while low < last:
        high = low + day
        if _offset(zone, low) != _offset(zone, high):
            yield _change_between(zone, low, high)
        low = high


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    old = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        if _offset(zone, middle) == old:
            low = middle
        else:
            high = middle
    return high
