"""Meetings that are repeated: their dates, who is invited, and the later ones called off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from partnering.choices import MeetingState
from partnering.errors import DomainError
from partnering.models import Meeting, MeetingSeries, OutgoingMessage
from partnering.recurrence import days_of
from partnering.repeating import Way, rule_of, ways_of
from partnering.services import meeting_series, meetings
from partnering.tests.test_meetings import plan

LONDON = ZoneInfo("Europe/London")


def at(name, meeting):
    return reverse(f"partnering:{name}", args=[meeting.pk])


def repeat(cast, meeting, *, count=4, way=Way.WEEKS, first=None):
    rule = rule_of(way, first or meetings.day_of(meeting), every=1, until=None, count=count)
    return meeting_series.repeat_meeting(meeting=meeting, rule=rule, by=cast.users["fola"])


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_each_way_that_is_offered_begins_with_the_meeting_itself(day):
    for way in ways_of(day):
        days = days_of(rule_of(way, day, every=2, until=None, count=3))
        assert days[0] == day
        assert len(days) == 3


def test_the_last_weekday_is_offered_on_a_last_one_only():
    assert ways_of(date(2026, 11, 25)) == [Way.WEEKS, Way.DAY, Way.NTH, Way.LAST]
    assert ways_of(date(2026, 11, 18)) == [Way.WEEKS, Way.DAY, Way.NTH]
    assert ways_of(date(2026, 12, 31)) == [Way.WEEKS, Way.DAY, Way.LAST]


def test_a_repeated_meeting_keeps_the_time_of_its_clock_and_its_guests_and_is_repeated_once(cast):
    year = timezone.localdate().year + 1
    begins = datetime(year, 3, 20, 9, tzinfo=LONDON).astimezone(UTC)
    given = {"starts_at": begins, "ends_at": begins + timedelta(hours=1), "time_zone": "Europe/London"}
    meeting = plan(cast, place="Town hall", people=[cast.people["bo"]], **given)

    series = repeat(cast, meeting)
    assert repeat(cast, meeting) == series

    rows = list(series.meetings.order_by("starts_at"))
    assert [one.starts_there.hour for one in rows] == [9] * 4
    assert {one.starts_at.hour for one in rows} == {8, 9}
    assert {one.place for one in rows} == {"Town hall"}
    assert [one.attendances.get().person.name for one in rows] == ["Bo"] * 4
    assert Meeting.objects.count() == 4


def test_who_is_of_no_member_by_then_is_not_invited_to_the_later_ones(cast):
    meeting = plan(cast, people=[cast.people["bo"]])
    person = cast.people["bo"]
    cast.partnership.memberships.filter(organisation=person.organisation).update(
        left_on=meetings.day_of(meeting) + timedelta(days=8)
    )

    series = repeat(cast, meeting)

    assert [one.attendances.count() for one in series.meetings.order_by("starts_at")] == [1, 1, 0, 0]


def test_a_cancelled_or_moved_meeting_is_not_repeated_nor_one_without_later_dates(cast):
    meeting = plan(cast)
    with pytest.raises(DomainError, match="moved"):
        repeat(cast, meeting, first=date(2026, 1, 1))
    with pytest.raises(DomainError, match="no further"):
        repeat(cast, meeting, count=1)
    with pytest.raises(DomainError, match="104"):
        repeat(cast, meeting, count=105)
    with pytest.raises(DomainError, match="three years"):
        repeat(cast, meeting, count=60, way=Way.DAY)
    with pytest.raises(DomainError, match="last day"):
        repeat(cast, meeting, count=None)
    meetings.cancel_meeting(meeting=meeting, by=cast.users["fola"])
    with pytest.raises(DomainError, match="cancelled"):
        repeat(cast, meeting)


def test_the_later_ones_are_called_off_together_and_the_earlier_stay(cast, client):
    series = repeat(cast, plan(cast))
    first, second, third, fourth = series.meetings.order_by("starts_at")
    client.force_login(cast.users["fola"])
    page = client.get(second.get_absolute_url()).content.decode()
    assert first.get_absolute_url() in page
    assert third.get_absolute_url() in page

    assert "3 meetings" in client.get(at("cancel-later-meetings", second)).content.decode()
    for _time in range(2):
        client.post(at("cancel-later-meetings", second))
    states = [one.state for one in series.meetings.order_by("starts_at")]
    assert states == [MeetingState.PLANNED] + [MeetingState.CANCELLED] * 3
    fourth.refresh_from_db()
    assert fourth.sequence == 1
    assert client.get(at("cancel-later-meetings", second)).url == second.get_absolute_url()


def test_a_manager_sees_the_dates_before_they_are_made(cast, client):
    meeting = plan(cast, people=[])
    client.force_login(cast.users["fola"])
    asked = {"way": "weeks", "every": "2", "count": "3", "until": ""}
    page = client.post(at("repeat-meeting", meeting), asked)
    assert len(page.context["days"]) == 2
    assert "Plan 2 more meetings" in page.content.decode()
    assert page.context["partnership"] == meeting.group.partnership
    assert Meeting.objects.count() == 1

    shown = page.context["shown"]
    changed = client.post(at("repeat-meeting", meeting), asked | {"every": "1", "shown": shown})
    assert changed.context["shown"] != shown
    assert Meeting.objects.count() == 1

    for _time in range(2):
        answer = client.post(at("repeat-meeting", meeting), asked | {"shown": shown})
        assert answer.url == meeting.get_absolute_url()
    assert Meeting.objects.count() == 3


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"count": ""}, "either a last day or a number"),
        ({"count": "3", "until": "2030-01-01"}, "either a last day or a number"),
        ({"count": "", "until": "2001-01-01"}, "last day or a number of meetings"),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(cast, client, typed, words):
    meeting = plan(cast)
    client.force_login(cast.users["fola"])
    page = client.post(at("repeat-meeting", meeting), {"way": "day", "every": "1", "until": ""} | typed)

    assert words in page.content.decode()
    assert page.status_code == 422


def test_a_group_that_is_put_away_meanwhile_gets_no_meeting(cast, client):
    meeting = plan(cast)
    client.force_login(cast.users["fola"])
    asked = {"way": "weeks", "every": "1", "count": "3", "until": ""}
    shown = client.post(at("repeat-meeting", meeting), asked).context["shown"]
    cast.group.archived_on = timezone.localdate()
    cast.group.save()

    page = client.post(at("repeat-meeting", meeting), asked | {"shown": shown})

    assert "put away" in page.content.decode()
    assert (Meeting.objects.count(), MeetingSeries.objects.count()) == (1, 0)


def test_nobody_but_managers_repeats_or_calls_off_and_others_see_no_series(cast, client):
    meeting = plan(cast)
    series = repeat(cast, meeting)
    for name in ("bo", "eve"):
        client.force_login(cast.users[name])
        for page in ("repeat-meeting", "cancel-later-meetings"):
            assert client.get(at(page, meeting)).status_code == 404
            assert client.post(at(page, meeting)).status_code == 404
    assert not MeetingSeries.objects.visible_to(cast.users["eve"]).exists()
    assert MeetingSeries.objects.visible_to(cast.users["fola"]).get() == series
    assert str(series).startswith(str(cast.group))


def test_the_page_of_a_meeting_asks_the_same_of_a_short_and_a_long_series(
    cast, client, django_assert_max_num_queries
):
    client.force_login(cast.users["fola"])
    counts = []
    for count in (2, 6):
        meeting = plan(cast)
        repeat(cast, meeting, count=count)
        client.get(meeting.get_absolute_url())
        with django_assert_max_num_queries(40) as asked:
            client.get(meeting.get_absolute_url())
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_database_refuses_a_series_without_end(cast):
    series = repeat(cast, plan(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingSeries.objects.filter(pk=series.pk).update(count=None)


def test_each_of_the_guests_gets_a_message_for_each_date(cast):
    repeat(cast, plan(cast, people=[cast.people["bo"]]))

    assert OutgoingMessage.objects.filter(kind="meeting_invitation").count() == 4
