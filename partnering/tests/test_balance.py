"""Whether a working group is balanced, and who stays away from its meetings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test.client import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO, make_person
from partnering import access, balance
from partnering.balance import MISSED, OUTWEIGHS, HeldMeeting, Quarter, SeatSpan
from partnering.group_balance import attendance_of_group
from partnering.models import Seat
from partnering.services import attendances
from partnering.services.attendances import Presence
from partnering.tests.test_meetings import plan

DAY = date(2026, 6, 1)
SPANS = st.builds(SeatSpan, st.integers(1, 3), st.dates(date(2025, 1, 1), DAY), st.none() | st.just(DAY))
HELD = st.builds(HeldMeeting, st.dates(date(2025, 1, 1), DAY), st.frozensets(st.integers(1, 3)))
MEETINGS = st.lists(HELD, max_size=8).map(lambda rows: sorted(rows, key=lambda one: one.on))


def kinds(seats, meetings=()):
    return [(one.kind, one.organisation, one.count) for one in balance.imbalances(seats, meetings, on=DAY)]


def test_an_organisation_with_more_seats_than_all_others_together_outweighs_them():
    one, two = SeatSpan(1, LONG_AGO), SeatSpan(2, LONG_AGO)

    assert kinds([one, one, two]) == [(OUTWEIGHS, 1, 2)]
    assert kinds([one, one, two, two]) == kinds([one, two]) == kinds([one, one, one]) == []
    assert kinds([one, SeatSpan(1, LONG_AGO, DAY), two]) == []


def test_who_missed_two_meetings_in_a_row_is_told_but_not_of_those_before_their_seat():
    away, late = SeatSpan(1, LONG_AGO), SeatSpan(2, DAY - timedelta(days=10))
    held = [HeldMeeting(DAY - timedelta(days=days), frozenset()) for days in (90, 60, 5)]

    assert kinds([away, late], held) == [(MISSED, 1, 3)]
    assert kinds([away], [*held, HeldMeeting(DAY, frozenset({1}))]) == []


@given(st.lists(SPANS, max_size=6), MEETINGS)
def test_quarters_add_up_to_the_meetings_that_count(seats, meetings):
    came = balance.course(seats, meetings, 1)
    found = balance.quarters(meetings, came)

    assert sum(one.of for one in found) == sum(was is not None for was in came)
    assert sum(one.came for one in found) == sum(1 in meeting.present for meeting in meetings)
    assert all(0 <= one.came <= one.of for one in found)
    assert [(one.year, one.number) for one in found] == sorted({(one.year, one.number) for one in found})


@given(st.lists(SPANS, max_size=6), MEETINGS)
def test_coming_to_one_more_meeting_ends_every_absence(seats, meetings):
    everybody = HeldMeeting(DAY, frozenset({1, 2, 3}))

    assert all(one.kind != MISSED for one in balance.imbalances(seats, [*meetings, everybody], on=DAY))


def test_a_quarter_is_named_by_its_months():
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30)]
    held = [HeldMeeting(day, frozenset({1})) for day in days]

    assert balance.quarters(held, [True, False, True]) == [Quarter(2026, 1, 1, 1), Quarter(2026, 2, 1, 2)]
    assert [Quarter(2026, 1, came, 4).heat for came in range(5)] == [0, 1, 2, 3, 4]


def hold_meetings(cast, number):
    """So many meetings, of a quarter apart: Chidi came, nobody of the university did."""
    for one in range(number):
        meeting = plan(cast, days=-1 - 95 * one)
        rows = [Presence(cast.people["chidi"], True), Presence(cast.people["dana"], False)]
        attendances.note_attendance(meeting=meeting, rows=rows, by=cast.users["fola"])


@pytest.fixture
def seated(cast):
    """The utility has three seats, the university one."""
    for person in (cast.people["chidi"], make_person(cast.utility, "Gil"), None):
        Seat.objects.create(group=cast.group, organisation=cast.utility, person=person, started_on=LONG_AGO)
    return cast


def test_a_groups_page_says_who_came_who_stays_away_and_who_outweighs(client, seated):
    hold_meetings(seated, 2)
    client.force_login(seated.users["dana"])

    page = client.get(seated.group.get_absolute_url()).content.decode()

    assert "University missed the latest 2 meetings." in page
    assert "Water Utility has 3 of 4 seats, more than all others together." in page
    assert "0 of 2" in page
    assert "2 of 2" in page
    assert "Meetings attended by quarter" in page
    assert "0 of 1" in page


def test_a_group_that_never_met_and_is_balanced_shows_nothing_of_this(client, cast):
    cast.group.seats.update(office="chair")
    client.force_login(cast.users["dana"])

    assert "Balance and attendance" not in client.get(cast.group.get_absolute_url()).content.decode()


def test_nobody_outside_gets_to_know_who_came(client, seated):
    hold_meetings(seated, 2)
    request = RequestFactory().get("/")
    request.user = seated.users["eve"]
    client.force_login(seated.users["eve"])

    assert attendance_of_group(request, seated.group) is None
    assert client.get(seated.group.get_absolute_url()).status_code == 404


def test_attendance_costs_the_same_for_any_number_of_meetings(seated, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = seated.users["dana"]
    attendance_of_group(request, seated.group)  # who asks is looked up once
    for number in (1, 3):
        hold_meetings(seated, number)
        with access.remembering(), django_assert_num_queries(5):
            attendance_of_group(request, seated.group)
