"""Calendar programs read our meetings as they are meant, and learn of nobody else."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from partnering.calendars import Contact, Event, Method, Reply, feed_of, message_about

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 5, 1, 8, tzinfo=UTC)
SENDER = Contact("Fola", "traction@partners.example")
AMINA = Contact("Amina", "amina@utility.example")


def event(**fields):
    fields.setdefault("starts_at", datetime(2026, 6, 2, 9, tzinfo=UTC))
    fields.setdefault("ends_at", fields["starts_at"] + timedelta(hours=2))
    known = {"uid": "a@traction", "sequence": 2, "title": "Monitoring", "zone": LONDON, "changed_at": NOW}
    return Event(**known | fields)


def message(one, method=Method.REQUEST, recipient=AMINA):
    return message_about(one, method=method, organiser=SENDER, recipient=recipient, stamped_at=NOW)


def feed(*events):
    return feed_of(events, name="My meetings", stamped_at=NOW, refresh=timedelta(hours=1))


def read(content):
    calendar = Calendar.from_ical(content)
    [found] = calendar.walk("VEVENT")
    return calendar, found


def test_a_request_says_what_when_where_and_to_whom():
    calendar, found = read(
        message(
            event(
                place="Town hall, room 2",
                video_link="https://meet.example/x",
                description="Agenda:\n1. Samples; who takes them",
                page="https://traction.example/meetings/1/",
                reply=Reply.MAYBE,
            )
        )
    )

    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("a@traction", 2, "CONFIRMED")
    assert found["SUMMARY"] == "Monitoring"
    assert found["LOCATION"] == "Town hall, room 2 · https://meet.example/x"
    assert found["DESCRIPTION"] == "Agenda:\n1. Samples; who takes them"
    assert found["URL"] == "https://traction.example/meetings/1/"
    assert found.start == datetime(2026, 6, 2, 10, tzinfo=LONDON)
    assert found.end == datetime(2026, 6, 2, 12, tzinfo=LONDON)
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == NOW
    assert found["ORGANIZER"] == "mailto:traction@partners.example"
    assert found["ORGANIZER"].params["CN"] == "Fola"
    assert found["ATTENDEE"] == "mailto:amina@utility.example"
    assert dict(found["ATTENDEE"].params) == {
        "CN": "Amina",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "TENTATIVE",
        "RSVP": "FALSE",
    }


def test_a_cancellation_takes_the_event_out_of_a_calendar():
    calendar, found = read(message(event(sequence=3), Method.CANCEL))

    assert (calendar["METHOD"], found["STATUS"], found["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)


def test_a_feed_holds_all_meetings_and_names_nobody():
    content = feed(event(), event(uid="b@traction", is_cancelled=True, zone=ZoneInfo("Asia/Kolkata")))
    calendar = Calendar.from_ical(content)

    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["X-WR-CALNAME"] == "My meetings"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content
    assert [one["STATUS"] for one in calendar.walk("VEVENT")] == ["CONFIRMED", "CANCELLED"]
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Kolkata", "Europe/London"]
    assert b"ATTENDEE" not in content
    assert b"ORGANIZER" not in content


def test_an_empty_feed_and_times_in_utc_need_no_zone():
    assert b"BEGIN:VEVENT" not in feed()
    assert b"BEGIN:VTIMEZONE" not in feed(event(zone=ZoneInfo("UTC")))
    assert b"DTSTART:20260602T090000Z" in feed(event(zone=ZoneInfo("UTC")))


def test_the_clock_of_a_zone_changes_at_the_time_that_it_shows_just_before():
    parts = Calendar.from_ical(feed(event())).walk("DAYLIGHT")

    assert parts[-1]["DTSTART"].dt == datetime(2026, 3, 29, 1)
    assert parts[-1]["TZOFFSETFROM"].td == timedelta(0)
    assert parts[-1]["TZOFFSETTO"].td == timedelta(hours=1)


def test_the_second_of_two_equal_times_of_the_clock_is_written_in_utc():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    content = feed(event(starts_at=second - timedelta(hours=1), ends_at=second))

    assert b"DTSTART;TZID=Europe/London:20261025T013000" in content
    assert b"DTEND:20261025T013000Z" in content


@pytest.mark.parametrize("name", ["Europe/London", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_another_program_reads_the_same_clock_from_our_definition(name):
    zone = ZoneInfo(name)
    content = feed(event(zone=zone), event(zone=zone, starts_at=datetime(2027, 12, 1, tzinfo=UTC))).decode()
    block = content[content.index("BEGIN:VTIMEZONE") : content.index("BEGIN:VEVENT")]
    theirs = tzical(StringIO(block)).get()

    for hours in range(0, 24 * 700, 5):
        local = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)).astimezone(zone)
        assert theirs.utcoffset(local.replace(tzinfo=None, fold=0)) == local.replace(fold=0).utcoffset()


@given(st.text(), st.text(), st.text(min_size=1))
def test_no_text_breaks_out_of_its_line(title, description, name):
    content = message(event(title=title, description=description), recipient=Contact(name, AMINA.email))
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    found = read(content)[1]

    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 1
    assert found["ATTENDEE"] == "mailto:amina@utility.example"
    printable = "".join(one for one in title if one.isprintable() and one not in "\\\n")
    if printable == title:
        assert found["SUMMARY"] == title
