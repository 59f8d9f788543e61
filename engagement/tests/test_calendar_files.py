"""Reading calendar files: days in the right zone, series, who was invited, and files that are no good."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.calendar_files import BIGGEST, Fault, RefusedCalendar, read_calendar

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
WINNIPEG = ZoneInfo("America/Winnipeg")


def calendar(*events: str) -> bytes:
    rows = [f"BEGIN:VEVENT\n{event}\nEND:VEVENT" for event in events]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *rows, "END:VCALENDAR"]).encode()


def read(*events: str, zone=UTC, now=NOW):
    return read_calendar(calendar(*events), now=now, zone=zone)


def days(*events: str, zone=UTC, now=NOW):
    return [one.day.isoformat() for one in read(*events, zone=zone, now=now).happenings]


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("DTSTART;TZID=Pacific/Auckland:20260602T080000", "2026-06-02"),
        ("DTSTART;TZID=America/Winnipeg:20260601T230000", "2026-06-01"),
        ("DTSTART:20260602T030000Z", "2026-06-01"),
        ("DTSTART:20260602T230000", "2026-06-02"),
        ("DTSTART;VALUE=DATE:20260602", "2026-06-02"),
        ("DTSTART;TZID=Nowhere/Odd:20260602T230000", "2026-06-02"),
    ],
)
def test_an_event_has_the_day_of_its_own_zone_and_in_utc_that_of_the_reader(start, day):
    assert days(f"UID:a\nSUMMARY:x\n{start}", zone=WINNIPEG) == [day]


def test_only_what_has_begun_within_a_year_is_listed_and_the_rest_is_counted():
    found = read(
        "UID:a\nSUMMARY:now\nDTSTART:20260615T115900Z",
        "UID:b\nSUMMARY:soon\nDTSTART:20260615T120100Z",
        "UID:c\nSUMMARY:old\nDTSTART:20240101T120000Z",
        "UID:d\nSUMMARY:cancelled\nSTATUS:CANCELLED\nDTSTART:20260601T120000Z",
        "UID:e\nSUMMARY:no time",
        "UID:f\nSUMMARY:odd\nDTSTART:soonish",
    )

    assert [one.title for one in found.happenings] == ["now"]
    assert (found.coming, found.older, found.unread) == (1, 1, 2)


def test_who_declined_and_rooms_are_nobody_and_each_address_counts_once():
    (one,) = read(
        "UID:a\nSUMMARY:x\nDTSTART:20260601T120000Z\nORGANIZER;CN=Ama:MAILTO:Ama@x.example\n"
        "ATTENDEE;CN=Ama Osei:mailto:ama@x.example\nATTENDEE;PARTSTAT=DECLINED:mailto:no@x.example\n"
        "ATTENDEE;CUTYPE=ROOM:mailto:room@x.example\nATTENDEE;PARTSTAT=TENTATIVE:mailto:may@x.example\n"
        "ATTENDEE:urn:uuid:1"
    ).happenings

    assert one.invited == (("Ama", "ama@x.example"), ("", "may@x.example"))


SERIES = "UID:s\nSUMMARY:weekly\nDTSTART;TZID=America/Winnipeg:20260518T190000\nRRULE:FREQ=WEEKLY"


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("", ["2026-06-08", "2026-06-01", "2026-05-25", "2026-05-18"]),
        (";COUNT=2", ["2026-05-25", "2026-05-18"]),
        (";UNTIL=20260602T000000Z", ["2026-06-01", "2026-05-25", "2026-05-18"]),
        ("\nEXDATE;TZID=America/Winnipeg:20260525T190000", ["2026-06-08", "2026-06-01", "2026-05-18"]),
    ],
)
def test_a_series_is_told_by_its_days_in_its_zone(rule, wanted):
    assert days(SERIES + rule, zone=WINNIPEG) == wanted


def test_one_of_a_series_that_was_moved_or_dropped_counts_where_it_is_and_keeps_its_key():
    moved = "UID:s\nSUMMARY:weekly\nRECURRENCE-ID;TZID=America/Winnipeg:20260525T190000\n"
    before = {one.key for one in read(SERIES).happenings}
    after = read(SERIES, moved + "DTSTART;TZID=America/Winnipeg:20260527T100000")
    dropped = moved + "STATUS:CANCELLED\nDTSTART;TZID=America/Winnipeg:20260525T190000"

    assert "2026-05-27" in [one.day.isoformat() for one in after.happenings]
    assert {one.key for one in after.happenings} == before
    assert "2026-05-25" not in days(SERIES, dropped)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;COUNT=9;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=NEVER",
    ],
)
def test_a_rule_that_fits_no_day_or_is_odd_ends(rule):
    assert days(f"UID:s\nSUMMARY:x\nDTSTART:20260101T100000Z\nRRULE:{rule}") in ([], ["2026-01-01"])


def test_days_of_a_series_without_hours_end_with_its_last_one():
    rule = "UID:s\nSUMMARY:x\nDTSTART;VALUE=DATE:20260601\nRRULE:FREQ=DAILY;UNTIL=20260603"

    assert days(rule) == ["2026-06-03", "2026-06-02", "2026-06-01"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NOT_READ),
        (b"no calendar at all", Fault.NOT_READ),
        (b"\x00\xff\xfe", Fault.NOT_READ),
        (b"BEGIN:VEVENT\nEND:VEVENT", Fault.NOT_READ),
        (calendar(), Fault.EMPTY),
        (b"x" * (BIGGEST + 1), Fault.TOO_BIG),
        (calendar(*["UID:a"] * 2_001), Fault.TOO_MANY),
        (
            calendar(*[f"UID:{n}\nDTSTART:20260601T100000Z\nRRULE:FREQ=DAILY" for n in range(301)]),
            Fault.TOO_MANY,
        ),
    ],
)
def test_a_file_that_is_no_good_is_refused_with_its_reason(content, fault):
    with pytest.raises(RefusedCalendar) as refused:
        read_calendar(content, now=NOW, zone=UTC)
    assert refused.value.fault == fault


@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_bytes_break_it(junk, at):
    whole = calendar(SERIES)
    with suppress(RefusedCalendar):
        read_calendar(whole[:at] + junk + whole[at:], now=NOW, zone=UTC)


def test_the_same_event_is_known_again_by_its_key_whatever_else_changed():
    first = read("UID:a\nSUMMARY:x\nDTSTART:20260601T120000Z").happenings[0]
    second = read("UID:a\nSUMMARY:y\nDTSTART:20260603T120000Z").happenings[0]

    assert (first.key, first.day) == (second.key, date(2026, 6, 1))
