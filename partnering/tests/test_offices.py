"""Who chairs a working group and keeps its minutes: from when to when, what it opens, and how it is passed on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format

from conftest import LONG_AGO, make_person
from partnering import access, guises
from partnering.choices import MinutesState, Office, RoleKind
from partnering.errors import DomainError
from partnering.models import Action, Decision, Meeting, Membership, Person, Seat, WorkingGroup
from partnering.services.groups import add_seat, archive_group, end_seat, fill_seat, stand_in
from partnering.services.handovers import hand_over
from partnering.services.merges import merge_people, undo_merge
from partnering.services.offices import give_office
from partnering.services.people import person_leaves, person_stays
from partnering.tests.test_meetings import plan

NOBODY_ELSE = [Office.DEPUTY, Office.MEMBER]


@pytest.fixture
def seat(cast):
    """Chidi's, without an office, and without any role of his."""
    return Seat.objects.create(
        group=cast.group, organisation=cast.utility, person=cast.people["chidi"], started_on=LONG_AGO
    )


def give(cast, seat, office, **more):
    return give_office(seat=seat, office=office, by=cast.users["fola"], **more)


def current():
    return {(str(one.person), one.office) for one in Seat.objects.current()}


@pytest.mark.parametrize("office", Office.values)
def test_chair_and_secretary_keep_the_minutes_of_their_own_group_and_nobody_else_does(cast, seat, office):
    other = WorkingGroup.objects.create(partnership=cast.partnership, name="Other")
    seat.office = office
    seat.save()
    user, keeps = cast.users["chidi"], office in Office.KEEPING

    assert access.may_keep_minutes(user, cast.group) is keeps
    assert list(WorkingGroup.objects.kept_by(user)) == ([cast.group] if keeps else [])
    assert not access.may_keep_minutes(user, other)
    with guises.wearing(guises.Guise(user.pk, RoleKind.REPRESENTATIVE)):
        assert not access.may_keep_minutes(user, cast.group)


@pytest.mark.parametrize("end", ["seat", "membership", "person"])
def test_what_an_office_opens_ends_with_the_seat_the_membership_and_the_person(cast, seat, end):
    give(cast, seat, Office.CHAIR, on=LONG_AGO)
    today = access.today()
    if end == "seat":
        end_seat(seat=Seat.objects.get(office=Office.CHAIR), on=today, by=cast.users["fola"])
    elif end == "membership":
        Membership.objects.filter(organisation=cast.utility).update(left_on=today)
    else:
        person_leaves(person=cast.people["chidi"], on=today, by=cast.users["amina"])
    user = type(cast.users["chidi"]).objects.get(pk=cast.users["chidi"].pk)

    assert not access.may_keep_minutes(user, cast.group)
    assert not WorkingGroup.objects.kept_by(user).exists()


def test_a_secretary_without_a_role_calls_a_meeting_and_minutes_it_to_the_end(client, cast, seat):
    give(cast, seat, Office.SECRETARY)
    client.force_login(cast.users["chidi"])
    assert "Plan a meeting" in client.get(cast.group.get_absolute_url()).content.decode()
    assert client.get(reverse("partnering:meetings", args=["clean-river"])).context["may_plan"]
    yesterday = access.today() - timedelta(days=1)
    given = {"group": cast.group.pk, "title": "Readings", "day": yesterday.isoformat()}
    given |= {"begins": "10:00", "ends": "11:00", "time_zone": "UTC"}

    client.post(reverse("partnering:plan-meeting", args=["clean-river"]), given)
    meeting = Meeting.objects.get()
    assert {one.person.name for one in meeting.attendances.all()} == {"Chidi", "Dana"}

    def post(name, **values):
        return client.post(reverse(f"partnering:{name}", args=[meeting.pk]), values)

    assert post("invite-to-meeting", people=[cast.people["bo"].pk]).status_code == 302
    post("add-agenda-item", text="Gauges", lead=cast.people["dana"].pk)
    came = {f"came-{one.pk}": "1" for one in meeting.attendances.all()}
    post("meeting-attendance", **came)
    post("meeting-minutes", minutes="All read.")
    post("add-decision", text="Read weekly", owner=cast.people["dana"].pk)
    post("add-meeting-action", title="Buy gauges", organisation=cast.university.pk)
    post("publish-minutes")

    meeting.refresh_from_db()
    assert meeting.minutes_state == MinutesState.PUBLISHED
    assert meeting.attendances.filter(attended=True).count() == 3
    assert Decision.objects.get().owner == cast.people["dana"]
    assert Action.objects.get().meeting == meeting


def test_a_chair_plans_meetings_of_their_own_group_only(client, cast, seat):
    other = WorkingGroup.objects.create(partnership=cast.partnership, name="Other")
    foreign = plan(cast, group=other)
    give(cast, seat, Office.CHAIR)
    client.force_login(cast.users["chidi"])

    form = client.get(reverse("partnering:plan-meeting", args=["clean-river"])).context["form"]
    assert list(form.fields["group"].queryset) == [cast.group]
    assert client.get(reverse("partnering:edit-meeting", args=[foreign.pk])).status_code == 404
    archive_group(group=cast.group, by=cast.users["fola"])
    assert client.get(reverse("partnering:plan-meeting", args=["clean-river"])).status_code == 404


@pytest.mark.parametrize("office", NOBODY_ELSE)
def test_who_sits_there_without_such_an_office_plans_nothing(client, cast, seat, office):
    seat.office = office
    seat.save()
    client.force_login(cast.users["chidi"])

    assert client.get(reverse("partnering:plan-meeting", args=["clean-river"])).status_code == 404
    assert "Plan a meeting" not in client.get(cast.group.get_absolute_url()).content.decode()


def test_a_manager_gives_the_chair_and_who_chaired_before_is_a_member_from_that_day(client, cast, seat):
    dana = Seat.objects.get(person=cast.people["dana"])
    give(cast, dana, Office.CHAIR, on=LONG_AGO)
    client.force_login(cast.users["fola"])
    address = reverse("partnering:give-office", args=[seat.pk])
    data = {"office": "chair", "on": access.today().isoformat()}

    assert client.post(address, data).url == cast.group.get_absolute_url()

    assert current() == {("Chidi", "chair"), ("Dana", "member")}
    page = client.get(cast.group.get_absolute_url()).content.decode()
    assert page.count('<span class="badge badge-info">Chair</span>') == 1
    ever = [(one.person.name, one.office, one.ended_on) for one in Seat.objects.order_by("pk")]
    assert ("Dana", "chair", access.today()) in ever
    assert ("Chidi", "member", access.today()) in ever


@pytest.mark.parametrize("who", ["amina", "bo", "dana", "eve"])
def test_nobody_but_a_manager_gives_an_office(client, cast, seat, who):
    client.force_login(cast.users[who])
    address = reverse("partnering:give-office", args=[seat.pk])

    assert (client.get(address).status_code, client.post(address, {}).status_code) == (404, 404)


def test_an_office_that_can_not_be_given_is_refused_in_a_sentence(client, cast, seat):
    client.force_login(cast.users["fola"])
    address = reverse("partnering:give-office", args=[seat.pk])
    answer = client.post(address, {"office": "member", "on": access.today().isoformat()})
    assert answer.status_code == 422
    assert "has that office already" in answer.content.decode()

    later = access.today() + timedelta(days=30)
    give(cast, Seat.objects.get(person=cast.people["dana"]), Office.CHAIR, on=later)
    with pytest.raises(DomainError, match="Dana is to chair this group since"):
        give(cast, seat, Office.CHAIR)
    end_seat(seat=seat, on=later, by=cast.users["fola"])
    with pytest.raises(DomainError, match="ends before that day"):
        give(cast, seat, Office.SECRETARY, on=later)


def test_a_second_chair_is_refused_by_the_service_and_by_the_database(client, cast, seat):
    give(cast, seat, Office.CHAIR)
    add = {"group": cast.group, "organisation": cast.agency, "by": cast.users["fola"], "office": Office.CHAIR}
    with pytest.raises(DomainError, match="has a chair already"):
        add_seat(**add)
    with pytest.raises(IntegrityError, match="one_open_chair_per_group|seat.group_id"), transaction.atomic():
        Seat.objects.create(
            group=cast.group, organisation=cast.agency, office=Office.CHAIR, started_on=LONG_AGO
        )
    client.force_login(cast.users["fola"])
    data = {"organisation": cast.agency.pk, "office": "chair", "started_on": access.today().isoformat()}
    answer = client.post(reverse("partnering:add-seat", args=[cast.group.pk]), data)
    assert (answer.status_code, "has a chair already" in answer.content.decode()) == (422, True)
    assert client.post(answer.request["PATH_INFO"], data | {"office": "secretary"}).status_code == 302
    assert Seat.objects.get(organisation=cast.agency).office == Office.SECRETARY


def test_an_office_goes_with_the_seat_from_hand_to_hand(cast, seat):
    seat = give(cast, seat, Office.CHAIR, on=LONG_AGO)
    gil = make_person(cast.utility, "Gil")

    hand_over(
        person=cast.people["chidi"],
        reason="other work",
        on=access.today(),
        successors={("seat", seat.pk): gil},
        by=cast.users["amina"],
    )

    assert current() == {("Gil", "chair"), ("Dana", "member")}


def test_a_chair_who_leaves_leaves_the_chair_vacant_for_whoever_fills_the_seat(cast, seat):
    give(cast, seat, Office.CHAIR, on=LONG_AGO)
    leaves = access.today() + timedelta(days=20)
    person_leaves(person=cast.people["chidi"], on=leaves, by=cast.users["amina"])
    vacant = Seat.objects.vacant().get()
    assert (vacant.office, vacant.started_on) == (Office.CHAIR, leaves)
    gil = make_person(cast.utility, "Gil")

    held = Seat.objects.get(person=cast.people["chidi"])
    stood = stand_in(seat=held, person=gil, by=cast.users["amina"], on=leaves - timedelta(days=9))
    filled = fill_seat(
        seat=vacant, person=make_person(cast.utility, "Hal"), by=cast.users["amina"], on=leaves
    )

    assert (stood.office, filled.office) == (Office.CHAIR, Office.CHAIR)


def test_the_chair_passes_on_though_its_holder_is_known_to_leave(cast, seat):
    give(cast, seat, Office.CHAIR, on=LONG_AGO)
    person_leaves(person=cast.people["chidi"], on=access.today() + timedelta(days=20), by=cast.users["amina"])

    give(cast, Seat.objects.get(person=cast.people["dana"]), Office.CHAIR)

    assert current() == {("Chidi", "member"), ("Dana", "chair")}
    assert Seat.objects.vacant().get().office == Office.MEMBER


@pytest.mark.parametrize("given", [False, True])
def test_who_stays_after_all_chairs_again_unless_somebody_else_does_by_now(cast, seat, given):
    give(cast, seat, Office.CHAIR, on=LONG_AGO)
    chidi = cast.people["chidi"]
    person_leaves(person=chidi, on=access.today(), by=cast.users["amina"])
    if given:
        give(cast, Seat.objects.get(person=cast.people["dana"]), Office.CHAIR)

    person_stays(person=chidi, by=cast.users["amina"])

    wanted = {("Chidi", "member"), ("Dana", "chair")} if given else {("Chidi", "chair"), ("Dana", "member")}
    assert current() == wanted


def test_of_two_records_of_one_person_the_chair_stays_and_both_come_back(cast, seat):
    twin = Person.objects.create(organisation=cast.utility, name="C. Chidi")
    Seat.objects.create(
        group=cast.group, organisation=cast.utility, person=twin, office=Office.CHAIR, started_on=LONG_AGO
    )

    merge = merge_people(kept=cast.people["chidi"], gone=twin, by=cast.users["amina"])
    assert current() == {("Chidi", "chair"), ("Dana", "member")}
    undo_merge(merge=merge, by=cast.users["amina"])

    assert current() == {("Chidi", "member"), ("C. Chidi", "chair"), ("Dana", "member")}


def test_a_seat_whose_end_is_known_says_until_when(client, cast, seat):
    day = access.today() + timedelta(days=9)
    Seat.objects.filter(pk=seat.pk).update(ended_on=day)
    client.force_login(cast.users["fola"])

    page = client.get(cast.group.get_absolute_url()).content.decode()

    assert f"{date_format(LONG_AGO, 'j M Y')} – {date_format(day, 'j M Y')}" in page.split("<details")[0]


def test_offices_stand_in_the_history_of_the_group_the_person_and_the_partnership(client, cast, seat):
    give(cast, seat, Office.CHAIR)
    client.force_login(cast.users["amina"])

    group = client.get(cast.group.get_absolute_url()).content.decode()
    person = client.get(cast.people["chidi"].get_absolute_url()).content.decode()
    timeline = client.get(reverse("partnering:timeline", args=["clean-river"])).content.decode()

    assert "Chidi · Chair" in group
    assert "Chair of Monitoring" in person
    assert "Chidi took the chair of Monitoring" in timeline
    assert "Chidi took a seat in Monitoring" in timeline
    assert "Chidi gave up" not in timeline
