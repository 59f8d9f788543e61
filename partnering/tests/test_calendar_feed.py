"""One's own calendar: opened by its key alone, and never showing more than one may see when it is read."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from partnering import access
from partnering.choices import MeetingState
from partnering.logs import HideKeys
from partnering.models import Attendance, CalendarKey, Meeting, Membership, Person, Seat, User
from partnering.services import people
from partnering.views import calendars


def make_meeting(group, title, *, days=1, **fields):
    starts_at = timezone.now() + timedelta(days=days)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "time_zone": "Europe/London"}
    return Meeting.objects.create(group=group, title=title, **times | fields)


def make_address(client, user):
    """The address that the page shows, as somebody copies it; signed out again."""
    client.force_login(user)
    page = client.post(reverse("make-calendar"))
    assert page["Cache-Control"] == "no-store"
    client.logout()
    return re.search(r'value="http://[^/]+(/calendar/[^"]+)"', page.content.decode())[1]


def titles(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return [str(one["SUMMARY"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")]


@pytest.mark.django_db
def test_a_calendar_shows_the_meetings_of_ones_groups_and_invitations_since_ninety_days(client, cast):
    seated = make_meeting(cast.group, "With a seat")
    make_meeting(cast.group, "Long ago", days=-91)
    make_meeting(cast.group, "Not long ago", days=-89)
    make_meeting(cast.group, "Cancelled", days=2, state=MeetingState.CANCELLED, sequence=1)
    other = type(cast.group).objects.create(partnership=cast.partnership, name="Other")
    make_meeting(other, "Of others")
    invited = make_meeting(other, "Invited", days=3)
    dana, amina = cast.people["dana"], cast.people["amina"]
    for person in (dana, amina):
        Attendance.objects.create(meeting=invited, person=person, organisation=person.organisation)
    Attendance.objects.create(meeting=seated, person=amina, organisation=cast.utility, invited=False)

    address = make_address(client, cast.users["dana"])

    assert titles(client, address) == ["Not long ago", "With a seat", "Cancelled", "Invited"]
    assert titles(client, make_address(client, cast.users["amina"])) == ["Invited"]
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert b"STATUS:CANCELLED" in answer.content
    assert b"Amina" not in answer.content
    assert not answer.cookies


@pytest.mark.django_db
def test_a_calendar_shows_nothing_of_a_partnership_that_was_left(client, cast):
    make_meeting(cast.group, "Secret since")
    address = make_address(client, cast.users["dana"])
    assert titles(client, address) == ["Secret since"]

    Membership.objects.filter(organisation=cast.university).update(left_on=access.today())

    assert titles(client, address) == []
    eve = cast.people["eve"]
    Attendance.objects.create(meeting=Meeting.objects.get(), person=eve, organisation=eve.organisation)
    assert titles(client, make_address(client, eve.user)) == []


@pytest.mark.django_db
def test_a_new_address_closes_the_old_one_and_both_can_be_closed(client, cast):
    dana = cast.users["dana"]
    client.force_login(dana)
    assert b"Close the address" not in client.get(reverse("account")).content
    old = make_address(client, dana)
    new = make_address(client, dana)

    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert old.split("/")[2].removesuffix(".ics") not in str(CalendarKey.objects.values())
    client.force_login(dana)
    assert b"Close the address" in client.get(reverse("account")).content
    for _again in range(2):
        client.post(reverse("close-calendar"))
    assert client.get(new).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ends",
    [
        lambda dana: User.objects.filter(pk=dana.user.pk).update(is_active=False),
        lambda dana: people.person_leaves(person=dana, on=access.today(), by=dana.user),
        lambda dana: User.objects.filter(pk=dana.user.pk).delete(),
    ],
    ids=["closed account", "left", "gone"],
)
def test_the_calendar_of_a_closed_account_is_not_found(client, cast, ends):
    address = make_address(client, cast.users["dana"])

    ends(cast.people["dana"])

    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_only_ones_own_account_makes_an_address_and_only_by_pressing(client, cast):
    for name in ("make-calendar", "close-calendar"):
        assert client.post(reverse(name)).status_code == 302
    client.force_login(cast.users["dana"])
    assert client.get(reverse("make-calendar")).status_code == 405
    Seat.objects.filter(person=cast.people["dana"]).update(ended_on=access.today())
    Person.objects.filter(pk=cast.people["dana"].pk).update(left_on=access.today())
    assert client.post(reverse("make-calendar")).status_code == 404
    assert not CalendarKey.objects.exists()


@pytest.mark.django_db
def test_who_asks_too_often_has_to_wait(client, cast, monkeypatch):
    cache.clear()
    monkeypatch.setattr(calendars, "RATE", "2/m/ip")
    address = reverse("partnering:calendar", args=["guessed"])

    assert [client.get(address).status_code for _again in range(3)] == [404, 404, 429]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_a_calendar_costs_the_same_for_any_number_of_meetings(
    client, cast, rows, django_assert_max_num_queries
):
    for day in range(rows):
        make_meeting(cast.group, f"Meeting {day}", days=day)
    address = make_address(client, cast.users["dana"])

    with django_assert_max_num_queries(20) as asked:
        assert len(titles(client, address)) == rows
    # The limit on how often one may ask takes the others.
    assert len([one for one in asked if re.search(r'FROM "partnering_(?!cache)', one["sql"])]) == 3


@pytest.mark.django_db
def test_everybody_sees_their_own_key_only_and_it_names_its_account(client, cast):
    make_address(client, cast.users["dana"])

    seen = {who: CalendarKey.objects.visible_to(user).count() for who, user in cast.users.items()}
    assert {who for who, count in seen.items() if count} == {"dana"}
    assert not CalendarKey.objects.visible_to(AnonymousUser()).exists()
    assert str(CalendarKey.objects.get()) == cast.users["dana"].email


def test_the_key_of_a_calendar_is_kept_out_of_the_log():
    line = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/calendar/abc-def.ics",)})

    HideKeys().filter(line)

    assert "abc" not in line.getMessage()
