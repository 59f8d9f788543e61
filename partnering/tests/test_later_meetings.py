"""One change for a meeting of a series and the later ones: shown first, then done, and told to each calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import Cast
from partnering.choices import Answer, MeetingState
from partnering.errors import DomainError
from partnering.models import AgendaItem, Attendance, Meeting, OutgoingMessage
from partnering.services import agendas, later_meetings, meetings
from partnering.services.later_meetings import Asked, change_later, later_changes
from partnering.tests.test_meeting_series import repeat
from partnering.tests.test_meetings import plan

LONDON = ZoneInfo("Europe/London")
SAME = {"begins": time(9), "ends": time(10), "place": "Town hall", "video_link": ""}


@pytest.fixture
def series(cast: Cast) -> list[Meeting]:
    """Four weekly meetings at nine in London over the change of the clock in March, with Bo and Dana invited."""
    begins = datetime(timezone.localdate().year + 1, 3, 20, 9, tzinfo=LONDON).astimezone(UTC)
    first = plan(
        cast,
        place="Town hall",
        people=[cast.people["bo"], cast.people["dana"]],
        starts_at=begins,
        ends_at=begins + timedelta(hours=1),
        time_zone="Europe/London",
    )
    return list(repeat(cast, first).meetings.order_by("starts_at"))


def again(rows: list[Meeting]) -> list[Meeting]:
    return list(Meeting.objects.filter(pk__in=[one.pk for one in rows]).order_by("starts_at"))


def hours(rows: list[Meeting]) -> list[tuple[int, int]]:
    return [(one.starts_there.hour, one.ends_there.hour) for one in again(rows)]


def page(client, cast, meeting, **given):
    client.force_login(cast.users["fola"])
    values = {"begins": "09:00", "ends": "10:00", "place": "Town hall", "video_link": ""} | given
    return client.post(reverse("partnering:change-later-meetings", args=[meeting.pk]), values)


def test_hours_change_by_the_clock_of_each_day_and_each_invited_person_hears_once_of_each_meeting(
    cast, series
):
    OutgoingMessage.objects.all().delete()

    count = change_later(
        meeting=series[1], asked=Asked(**SAME | {"begins": time(14), "ends": time(16)}), by=cast.users["fola"]
    )

    assert count == 3
    assert hours(series) == [(9, 10), (14, 16), (14, 16), (14, 16)]
    assert [one.sequence for one in again(series)] == [0, 1, 1, 1]
    told = OutgoingMessage.objects.filter(kind="meeting_invitation")
    assert sorted(told.values_list("to_person__name", "subject_id")) == sorted(
        (name, str(one.pk)) for name in ("Bo", "Dana") for one in series[1:]
    )
    assert {one.details["sequence"] for one in told} == {1}


def test_what_is_left_as_it_is_here_stays_as_it_is_at_the_later_ones(cast, series):
    by = cast.users["fola"]
    moved = series[2].starts_at + timedelta(hours=3)
    meetings.change_meeting(meeting=series[2], starts_at=moved, ends_at=moved + timedelta(hours=1), by=by)

    change_later(meeting=series[0], asked=Asked(**SAME | {"place": "Mill"}), by=by)

    assert hours(series) == [(9, 10), (9, 10), (12, 13), (9, 10)]
    assert {one.place for one in again(series)} == {"Mill"}


def test_answers_are_asked_anew_only_where_the_time_changes(cast, series):
    Attendance.objects.update(answer=Answer.YES, answered_at=timezone.now())
    by = cast.users["fola"]

    change_later(meeting=series[0], asked=Asked(**SAME | {"video_link": "https://video.example/1"}), by=by)
    assert not Attendance.objects.filter(answer=Answer.NONE).exists()

    later = again(series)[2]
    asked = Asked(time(9), time(11), "Town hall", "https://video.example/1")
    change_later(meeting=later, asked=asked, by=by)
    assert Attendance.objects.filter(answer=Answer.NONE).count() == 4


def test_held_and_cancelled_meetings_and_earlier_ones_stay(cast, series):
    Meeting.objects.filter(pk=series[2].pk).update(state=MeetingState.HELD)
    meetings.cancel_meeting(meeting=series[3], by=cast.users["fola"])

    found = later_changes(series[1], Asked(**SAME | {"place": "Mill"}))

    assert [one.meeting.pk for one in found] == [series[1].pk]


def test_the_agenda_is_put_on_the_later_ones_once_and_beside_what_stands_there(cast, series):
    by = cast.users["fola"]
    agendas.add_item(meeting=series[0], text="Gauges", by=by, minutes_planned=10, lead=cast.people["dana"])
    agendas.add_item(meeting=series[0], text="Budget", by=by)
    agendas.add_item(meeting=series[2], text="Budget", by=by)
    cast.partnership.memberships.filter(organisation=cast.university).update(
        left_on=meetings.day_of(series[3])
    )
    OutgoingMessage.objects.all().delete()

    change_later(meeting=series[0], asked=Asked(**SAME, with_agenda=True), by=by)

    points = [sorted(one.agenda.values_list("text", flat=True)) for one in series]
    assert points == [["Budget", "Gauges"]] * 4
    copies = AgendaItem.objects.filter(text="Gauges").order_by("meeting__starts_at")
    assert [one.lead for one in copies] == [cast.people["dana"]] * 3 + [None]
    assert {one.minutes_planned for one in copies} == {10}
    assert not OutgoingMessage.objects.exists()
    with pytest.raises(DomainError, match="nothing changes"):
        change_later(meeting=series[0], asked=Asked(**SAME, with_agenda=True), by=by)


def test_one_that_fails_changes_none(cast, series, monkeypatch):
    calls = []

    def fails_at_last(**values):
        calls.append(values)
        if len(calls) == 4:
            raise DomainError("Not this one.")
        return meetings.change_meeting(**values)

    monkeypatch.setattr(later_meetings, "change_meeting", fails_at_last)
    with pytest.raises(DomainError):
        change_later(meeting=series[0], asked=Asked(**SAME | {"place": "Mill"}), by=cast.users["fola"])

    assert {one.place for one in again(series)} == {"Town hall"}


def test_what_changes_is_shown_before_it_is_done_and_only_what_was_shown_is_done(client, cast, series):
    shown = page(client, cast, series[1], begins="14:00", ends="15:00")
    text = shown.content.decode()
    assert text.count("<ins>14:00–15:00</ins>") == 3
    assert hours(series) == [(9, 10)] * 4

    seen = shown.context["shown"]
    other = page(client, cast, series[1], begins="11:00", ends="12:00", shown=seen)
    assert "<ins>11:00–12:00</ins>" in other.content.decode()
    meetings.change_meeting(meeting=series[3], place="Mill", by=cast.users["fola"])
    stale = page(client, cast, series[1], begins="14:00", ends="15:00", shown=seen)
    assert stale.status_code == 200
    assert hours(series) == [(9, 10)] * 4

    done = page(client, cast, series[1], begins="14:00", ends="15:00", shown=stale.context["shown"])
    assert done.url == series[1].get_absolute_url()
    assert hours(series) == [(9, 10), *[(14, 15)] * 3]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"begins": "10:00"}, "must end after it begins"),
        ({}, "nothing changes"),
        ({"begins": "", "place": "Mill"}, "This field is required"),
        ({"video_link": "nonsense", "place": "Mill"}, "valid URL"),
    ],
)
def test_what_makes_no_sense_is_refused_and_what_was_typed_stays(client, cast, series, given, words):
    response = page(client, cast, series[0], **given)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert (given.get("place") or "Town hall") in response.content.decode()
    assert hours(series) == [(9, 10)] * 4


def test_a_meeting_of_no_series_or_with_none_left_is_not_changed_so(client, cast):
    meeting = plan(cast)

    assert page(client, cast, meeting, place="Mill").url == meeting.get_absolute_url()
    assert Meeting.objects.get().place == ""
