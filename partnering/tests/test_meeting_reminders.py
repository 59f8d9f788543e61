"""Who is invited is reminded once, on the day before by their own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast, Mailbox
from partnering import access
from partnering.choices import Answer
from partnering.models import Attendance, Meeting, Membership, OutgoingMessage, Person
from partnering.reminding import FARTHEST, reminder_due
from partnering.services import agendas, meetings
from partnering.services.actions import add_action
from partnering.services.outbox import send_due_messages
from partnering.tasks import remind_of_meetings

BEGINS = datetime(2026, 6, 9, 9, tzinfo=UTC)  # a Tuesday, 10:00 in London
PLANNED = datetime(2026, 6, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """Called a week before; Chidi, who has no role, and Dana, who reads another clock, are invited."""
    Person.objects.filter(pk=cast.people["dana"].pk).update(time_zone="Pacific/Auckland")
    return call(cast)


def call(cast: Cast, at: datetime = PLANNED) -> Meeting:
    with time_machine.travel(at, tick=False):
        return meetings.plan_meeting(
            group=cast.group,
            title="Gauges",
            starts_at=BEGINS,
            ends_at=BEGINS + HOUR,
            time_zone="Europe/London",
            place="Town hall",
            by=cast.users["fola"],
            people=Person.objects.filter(pk__in=[cast.people["chidi"].pk, cast.people["dana"].pk]),
        )


def reminded(mailbox: Mailbox, at: datetime, *, leaves: bool = True) -> list[str]:
    """Who is reminded when the job runs at a moment, and the outbox after it."""
    before = len(mailbox.messages)
    with time_machine.travel(at, tick=False):
        remind_of_meetings()
        if leaves:
            send_due_messages(now=at)
    new = mailbox.messages[before:]
    return sorted(
        one["To"].split(".")[0].split("@")[0] for one in new if one["Subject"].startswith("Reminder")
    )


def message_to(mailbox: Mailbox, who: str) -> str:
    found = [one for one in mailbox.messages if who in one["To"] and one["Subject"].startswith("Reminder")]
    return found[-1].get_body(("plain",)).get_content()


def day_before(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, 8, hour, minute, tzinfo=UTC)


@given(
    st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),
    st.sampled_from(sorted(available_timezones())),
)
def test_a_reminder_is_due_on_the_morning_of_the_day_before_wherever_its_reader_is(begins, name):
    begins, zone = begins.replace(tzinfo=UTC), ZoneInfo(name)

    due = reminder_due(begins, zone)

    assert due.astimezone(zone).date() == begins.astimezone(zone).date() - timedelta(days=1)
    assert timedelta(hours=14) < begins - due <= FARTHEST


def test_each_is_reminded_when_it_is_morning_where_they_are(cast, meeting, mailbox):
    # 9:00 UTC is 21:00 in Auckland, where the day before begins at noon UTC two days before.
    assert reminded(mailbox, datetime(2026, 6, 7, 19, 55, tzinfo=UTC)) == []
    assert reminded(mailbox, datetime(2026, 6, 7, 20, 5, tzinfo=UTC)) == ["dana"]
    assert reminded(mailbox, day_before(6, 55)) == []
    assert reminded(mailbox, day_before(7, 5)) == ["chidi"]
    assert [reminded(mailbox, day_before(hour)) for hour in (8, 12, 23)] == [[], [], []]
    assert "For you: Tuesday 9 June 2026, 21:00" in message_to(mailbox, "dana")


def test_a_night_without_the_job_is_made_up_for_until_the_meeting_begins(cast, meeting, mailbox):
    assert reminded(mailbox, BEGINS - timedelta(minutes=5)) == ["chidi", "dana"]

    late = call(cast)
    Attendance.objects.exclude(meeting=late).delete()
    assert reminded(mailbox, BEGINS + timedelta(minutes=1)) == []


def test_a_reminder_that_waits_in_the_outbox_over_the_beginning_does_not_leave(cast, meeting, mailbox):
    reminded(mailbox, day_before(12), leaves=False)
    assert reminded(mailbox, BEGINS + timedelta(minutes=1)) == []


def test_a_meeting_that_moves_to_and_fro_is_reminded_of_once(cast, meeting, mailbox):
    assert reminded(mailbox, day_before(12)) == ["chidi", "dana"]

    for days in (3, 0):
        with time_machine.travel(day_before(13 - days), tick=False):
            starts_at = BEGINS + timedelta(days=days)
            meetings.change_meeting(
                meeting=meeting, starts_at=starts_at, ends_at=starts_at + HOUR, by=cast.users["fola"]
            )
    assert reminded(mailbox, day_before(14)) == []
    assert reminded(mailbox, BEGINS - HOUR) == []


def test_a_reminder_overtaken_by_a_move_comes_on_the_day_before_the_new_one(cast, meeting, mailbox):
    reminded(mailbox, day_before(12), leaves=False)
    later = BEGINS + timedelta(days=7)
    with time_machine.travel(day_before(13), tick=False):
        meetings.change_meeting(meeting=meeting, starts_at=later, ends_at=later + HOUR, by=cast.users["fola"])

    assert reminded(mailbox, day_before(14)) == []
    assert {one.why for one in OutgoingMessage.objects.filter(kind="meeting_reminder")} == {
        "The meeting was moved to a later day"
    }
    for expected in (["chidi", "dana"], []):
        assert reminded(mailbox, day_before(12) + timedelta(days=7)) == expected


def test_who_is_invited_or_told_of_a_change_on_the_day_before_has_that_mail_for_it(cast, mailbox):
    call(cast, at=day_before(20))

    assert reminded(mailbox, day_before(21)) == []
    assert reminded(mailbox, BEGINS - HOUR) == []


def declines(cast: Cast) -> None:
    Attendance.objects.filter(person=cast.people["chidi"]).update(answer=Answer.NO, answered_at=PLANNED)


def switches_it_off(cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["chidi"].pk).update(hears_of_meetings=False)


def is_withdrawn(cast: Cast) -> None:
    Attendance.objects.filter(person=cast.people["chidi"]).update(invited=False)


def leaves(cast: Cast) -> None:
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())


@pytest.mark.parametrize("queued", [False, True])
@pytest.mark.parametrize("happens", [declines, switches_it_off, is_withdrawn, leaves])
def test_who_does_not_come_or_wants_none_or_may_not_hear_of_it_gets_none(
    cast, meeting, mailbox, happens, queued
):
    if queued:
        reminded(mailbox, day_before(12), leaves=False)
    with time_machine.travel(day_before(13), tick=False):
        happens(cast)

    assert reminded(mailbox, day_before(14)) == ["dana"]


def test_the_mail_holds_the_agenda_and_what_its_reader_has_still_to_do_and_nobody_elses(
    cast, meeting, mailbox
):
    chidi, by = cast.people["chidi"], cast.users["fola"]
    agendas.add_item(meeting=meeting, text="Budget", by=by, minutes_planned=20, lead=cast.people["dana"])
    agendas.add_item(meeting=meeting, text="Sensors", by=by, lead=chidi)
    earlier = Meeting.objects.create(
        group=cast.group, title="Before", starts_at=PLANNED, ends_at=PLANNED + HOUR, time_zone="UTC"
    )
    for title, owner, about in (
        ("Buy the sensors", chidi, earlier),
        ("For Dana", cast.people["dana"], earlier),
        ("Of no meeting", chidi, None),
    ):
        add_action(
            title=title,
            organisation=owner.organisation,
            partnership=cast.partnership,
            group=cast.group,
            meeting=about,
            owner=owner,
            by=by,
        )
    Attendance.objects.filter(person=cast.people["dana"]).update(answer=Answer.YES, answered_at=PLANNED)

    reminded(mailbox, day_before(12))

    text = message_to(mailbox, "chidi")
    for words in (
        "1. Budget (20 minutes)",
        "2. Sensors · led by you",
        "- Buy the sensors",
        "Say whether you come",
    ):
        assert words in text
    for words in ("Dana", "Of no meeting"):
        assert words not in text
    assert meeting.get_absolute_url() in text
    assert "/meetings/answer/" in text
    assert "You said that you come." in message_to(mailbox, "dana")


def test_one_switches_reminders_off_where_other_mails_are(client, cast):
    client.force_login(cast.users["chidi"])
    assert 'name="hears_of_meetings"' in client.get(reverse("account")).content.decode()

    client.post(reverse("choose-mails"), {"hears_of_comments": "on"})

    assert not Person.objects.get(pk=cast.people["chidi"].pk).hears_of_meetings


def test_the_job_asks_the_database_as_often_for_many_as_for_one(cast, django_assert_num_queries):
    for _one_more in range(3):
        call(cast)
        with time_machine.travel(day_before(12), tick=False):
            remind_of_meetings()
            OutgoingMessage.objects.exclude(kind="meeting_invitation").update(state="sent")
            with django_assert_num_queries(1):
                remind_of_meetings()
