"""What a working group lacks by its own terms: the rules, its page, the X-ray, and the quorum of a meeting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test.client import RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO, make_person
from partnering import access, gaps
from partnering.balance import HeldMeeting, SeatSpan
from partnering.choices import Answer, Level, Office
from partnering.gaps import GRACE, GroupState, Terms, due_by
from partnering.group_balance import attendance_of_group
from partnering.inspecting import x_rays
from partnering.meeting_quorum import quorum_of
from partnering.models import Attendance, Meeting, Seat, WorkingGroup
from partnering.quorums import Attendee, Quorum, tally
from partnering.services import attendances
from partnering.services.attendances import Presence
from partnering.services.meetings import cancel_meeting
from partnering.services.terms_of_reference import settle_terms
from partnering.tests.test_meetings import held, plan

ON = date(2026, 6, 1)
SEATED = SeatSpan(1, LONG_AGO, person=11, chairs=True)
THERE = st.lists(st.builds(Attendee, st.integers(1, 6), st.integers(1, 3), st.none() | st.integers(1, 6)))


def kinds(**state):
    given = {"terms": Terms(True), "seats": [SEATED]} | state
    return [one.kind for one in gaps.gaps(GroupState("Steering", **given), on=ON)]


# --- The rules


@given(THERE, st.frozensets(st.integers(1, 6)))
def test_no_more_count_than_hold_a_seat_and_guests_change_nothing(there, seated):
    found = tally(there, seated)

    assert found.organisations <= found.people <= len(seated)
    assert tally([*there, Attendee(99, 9)], seated) == found
    assert not tally(there, frozenset()).people


def test_who_stands_in_counts_once_also_beside_whom_they_stand_in_for():
    boss, substitute = Attendee(1, 5), Attendee(7, 5, stands_in_for=1)

    assert tally([substitute], {1}).people == tally([boss, substitute], {1}).people == 1


@pytest.mark.parametrize(
    ("people", "organisations", "is_met"),
    [(None, None, True), (2, None, True), (3, None, False), (None, 2, True), (2, 3, False)],
)
def test_a_quorum_is_of_people_of_organisations_or_of_both(people, organisations, is_met):
    there = tally([Attendee(1, 1), Attendee(2, 2)], {1, 2})

    assert Quorum(people, organisations).is_met(there) is is_met


def test_meetings_without_quorum_are_counted_back_to_the_last_that_had_one():
    terms = Terms(True, Quorum(1))
    came = HeldMeeting(ON - timedelta(days=9), frozenset({1}), (Attendee(11, 1),))
    none = [HeldMeeting(ON - timedelta(days=days), frozenset()) for days in (8, 7)]

    found = gaps.gaps(GroupState("Steering", terms, [SEATED], [came, *none]), on=ON)
    assert [one.count for one in found if one.kind == gaps.QUORUM] == [2]
    assert kinds(terms=terms, meetings=[came]) == []
    assert gaps.QUORUM not in kinds(meetings=none)


def test_who_sat_there_on_the_day_of_a_meeting_counts_though_they_have_left_since():
    left = SeatSpan(1, LONG_AGO, ON, person=12)
    meeting = HeldMeeting(ON - timedelta(days=5), frozenset({1}), (Attendee(12, 1),))

    assert kinds(terms=Terms(True, Quorum(1)), seats=[SEATED, left], meetings=[meeting]) == []


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(["weeks", "months"]), st.integers(1, 52))
def test_a_group_is_told_that_it_is_late_on_the_day_after_the_grace_and_not_before(last, unit, every):
    terms, due = Terms(True, unit=unit, every=every), due_by(last, unit, every)
    state = GroupState("Steering", terms, [SEATED], last_on=last)

    def late(on):
        return [one.kind for one in gaps.gaps(state, on=on)] == [gaps.RHYTHM]

    assert due > last
    assert not late(due + GRACE)
    assert late(due + GRACE + timedelta(days=1))


def test_a_month_after_the_last_of_january_is_the_last_of_february():
    assert due_by(date(2026, 1, 31), "months", 1) == date(2026, 2, 28)


def test_a_meeting_that_is_near_ends_the_warning_and_one_far_off_does_not():
    terms, last = Terms(True, unit="weeks", every=4), ON - timedelta(days=60)

    assert kinds(terms=terms, last_on=last, next_on=ON + GRACE) == []
    assert kinds(terms=terms, last_on=last, next_on=ON + GRACE + timedelta(days=1)) == [gaps.RHYTHM]


def test_a_group_that_never_met_counts_from_its_first_seat_and_an_empty_one_from_nothing():
    terms = Terms(True, unit="weeks", every=4)

    assert kinds(terms=terms) == [gaps.RHYTHM]
    assert kinds(terms=terms, seats=[]) == []
    assert kinds(terms=terms, seats=[SeatSpan(1, ON, person=11, chairs=True)]) == []


def test_a_vacant_chair_is_told_with_its_seat_and_an_empty_group_needs_none():
    member, vacant = SeatSpan(1, LONG_AGO, person=11), SeatSpan(2, LONG_AGO, pk=9, chairs=True)
    [gap] = gaps.gaps(GroupState("Steering", Terms(True), [member, vacant]), on=ON)

    assert (gap.kind, gap.organisation, gap.seat) == (gaps.CHAIR, 2, 9)
    assert kinds(seats=[member]) == [gaps.CHAIR]
    assert kinds(seats=[vacant]) == []


def test_one_at_the_level_wanted_speaks_for_an_organisation_whoever_sits_beside():
    terms = Terms(True, rank=1)
    high, low = (
        SeatSpan(1, LONG_AGO, person=11, chairs=True, rank=1),
        SeatSpan(1, LONG_AGO, person=12, rank=3),
    )

    assert kinds(terms=terms, seats=[high, low]) == []
    assert kinds(terms=terms, seats=[high, SeatSpan(2, LONG_AGO)]) == []
    assert kinds(terms=terms, seats=[high, SeatSpan(2, LONG_AGO, person=21, rank=2)]) == [gaps.LEVEL]


def test_a_review_is_due_on_its_day():
    assert kinds(terms=Terms(True, review_on=ON)) == [gaps.REVIEW]
    assert kinds(terms=Terms(True, review_on=ON + timedelta(days=1))) == []


# --- On the pages


@pytest.fixture
def lacking(cast):
    """A group that lacks all that there is to lack: only Dana and Chidi, of the staff, sit in it, and never met."""
    Seat.objects.create(
        group=cast.group,
        organisation=cast.utility,
        person=cast.people["chidi"],
        office=Office.SECRETARY,
        started_on=LONG_AGO,
    )
    terms = {"quorum_people": 2, "rhythm": "weeks", "meets_every": 2, "wanted_level": Level.MANAGER}
    settle_terms(group=cast.group, by=cast.users["fola"], review_on=access.today(), **terms)
    meeting = plan(cast, days=-40)
    rows = [Presence(cast.people["dana"], True), Presence(cast.people["chidi"], False)]
    attendances.note_attendance(meeting=meeting, rows=rows, by=cast.users["fola"])
    return cast


SAID = {
    "The latest meeting had no quorum, which is 2 people.": "Look at its meetings",
    "It is to meet every 2 weeks, last met on": "Plan a meeting",
    "The terms of reference were to be reviewed by": "Review them",
    "Nobody chairs the group.": "Give somebody the chair",
    "Nobody at the level that is wanted (Manager or above) sits for Water Utility.": "Hand over the seat",
}


def found_by(client, cast, who):
    client.force_login(cast.users[who])
    page = client.get(cast.group.get_absolute_url())
    panel = next(context for template, context in page.context["panels"] if "attendance" in template)
    return {
        hit.sentence: (hit.mend if may else None) for hit, may in panel["findings"]
    }, page.content.decode()


def test_the_page_of_a_group_tells_what_it_lacks_and_leads_who_can_to_mend_it(client, lacking):
    found, page = found_by(client, lacking, "fola")

    for words, mend in SAID.items():
        assert [one for said, one in found.items() if said.startswith(words)] == [mend], words
    assert f'href="{reverse("partnering:group-terms", args=[lacking.group.pk])}"' in page
    led, _page = found_by(client, lacking, "amina")
    assert {one for one in led.values() if one} == {"Look at its meetings", "Hand over the seat"}
    kept, _page = found_by(client, lacking, "chidi")
    assert {one for one in kept.values() if one} == {"Look at its meetings", "Plan a meeting"}


def test_the_x_ray_tells_the_same_with_the_name_of_the_group(client, lacking):
    client.force_login(lacking.users["dana"])

    page = client.get(reverse("partnering:xray", args=["clean-river"])).content.decode()

    for words in SAID:
        assert f"Monitoring: {words}" in page


def test_who_stays_away_is_told_by_the_x_ray_after_two_meetings_by_their_latest_two(lacking):
    dana, chidi = (lacking.people[name] for name in ("dana", "chidi"))
    for days in (30, 20):
        meeting = plan(lacking, days=-days)
        rows = [Presence(dana, False), Presence(chidi, True)]
        attendances.note_attendance(meeting=meeting, rows=rows, by=lacking.users["fola"])

    seen = x_rays(lacking.users["fola"], [lacking.partnership], on=access.today())
    said = [one.hit.sentence for one in seen[lacking.partnership.pk].open]

    assert "Monitoring: University missed the latest 2 meetings." in said
    assert not [one for one in said if "Water Utility missed" in one]


def test_what_a_group_put_away_lacks_is_not_told(client, lacking):
    WorkingGroup.objects.filter(pk=lacking.group.pk).update(archived_on=access.today())

    found, _page = found_by(client, lacking, "fola")

    assert found == {}


def test_nobody_outside_hears_what_a_group_lacks_or_whether_a_meeting_was_quorate(client, lacking):
    request = RequestFactory().get("/")
    request.user = lacking.users["eve"]
    client.force_login(lacking.users["eve"])

    assert attendance_of_group(request, lacking.group) is None
    assert client.get(lacking.group.get_absolute_url()).status_code == 404
    assert client.get(Meeting.objects.get().get_absolute_url()).status_code == 404


# --- The quorum of a meeting


def shown(meeting):
    return quorum_of(meeting, Attendance.objects.filter(meeting=meeting))


def test_a_meeting_to_come_tells_whether_enough_have_said_that_they_come(client, lacking):
    meeting = plan(lacking)
    client.force_login(lacking.users["fola"])
    assert shown(meeting).there == "0 people of 0 organisations"
    assert "not enough yet" in client.get(meeting.get_absolute_url()).content.decode()

    for one in meeting.attendances.all():
        attendances.answer(attendance=one, answer=Answer.YES, by=one.person)

    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "enough come" in page
    assert "So far 2 people of 2 organisations with a seat come; a quorum is 2 people." in page


def test_a_held_meeting_is_quorate_by_who_sits_there_or_stands_in_and_not_by_guests(client, lacking):
    meeting = held(lacking)
    guest = make_person(lacking.utility, "Gil")
    by = lacking.users["fola"]
    attendances.note_attendance(meeting=meeting, rows=[Presence(guest, True)], by=by)
    client.force_login(lacking.users["dana"])
    assert "no quorum" in client.get(meeting.get_absolute_url()).content.decode()

    rows = [Presence(guest, True, stands_in_for=lacking.people["chidi"])]
    attendances.note_attendance(meeting=meeting, rows=rows, by=by)

    page = client.get(meeting.get_absolute_url()).content.decode()
    assert '<span class="badge badge-good">quorate</span>' in page
    assert "2 people of 2 organisations with a seat were there" in page


def test_a_meeting_that_is_over_says_that_attendance_is_missing_and_not_who_comes(client, lacking):
    meeting = plan(lacking, days=-2)
    note = reverse("partnering:meeting-attendance", args=[meeting.pk])
    seen = {}
    for who in ("fola", "dana"):
        client.force_login(lacking.users[who])
        seen[who] = client.get(meeting.get_absolute_url()).content.decode().split("<main")[1]

    for page in seen.values():
        assert "nobody has noted who was there" in page
        assert "So far" not in page
        assert "Invite people" not in page
    assert f'href="{note}">Note who was there' in seen["fola"]
    assert note not in seen["dana"]
    listed = client.get(reverse("partnering:meetings", args=[lacking.partnership.slug])).content.decode()
    assert "over, attendance missing" in listed


def test_without_a_quorum_or_a_meeting_nothing_is_said_of_it(lacking):
    meeting = plan(lacking)
    cancel_meeting(meeting=meeting, by=lacking.users["fola"])
    assert shown(meeting) is None

    settle_terms(group=lacking.group, by=lacking.users["fola"], may_decide="Much")
    assert shown(plan(lacking)) is None
