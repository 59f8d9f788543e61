"""Logging out of a calendar file in the browser: what is matched, what is there already, all or nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from engagement.models import Interaction
from engagement.tests.builders import meet
from engagement.tests.test_calendar_files import calendar
from partnering import access
from partnering.services.meetings import plan_meeting

YESTERDAY = access.today() - timedelta(days=1)


def event(uid, title, *people, on=None):
    invited = "\n".join(f"ATTENDEE:mailto:{one if isinstance(one, str) else one.email}" for one in people)
    return f"UID:{uid}\nSUMMARY:{title}\nDTSTART;VALUE=DATE:{on or YESTERDAY:%Y%m%d}\n{invited}"


def upload(client, cast, *events, content=None):
    file = SimpleUploadedFile("x.ics", calendar(*events) if content is None else content)
    return client.post(reverse("engagement:log-calendar", args=[cast.partnership.slug]), {"file": file})


def confirm(client, cast, page, **values):
    given = {
        "packed": re.search(r'name="packed" value="([^"]+)"', page)[1],
        "kind": "meeting",
        "joint": "yes",
    }
    address = reverse("engagement:confirm-calendar", args=[cast.partnership.slug])
    return client.post(address, {**given, **values})


def keys_in(page):
    return re.findall(r'name="events" value="(\w+)"', page)


@pytest.fixture
def amina(client, cast):
    client.force_login(cast.users["amina"])
    return client


def test_events_are_looked_at_first_and_then_logged_with_whom_one_may_see(amina, cast):
    people = cast.people
    page = upload(
        amina, cast, event("a", "Walk", people["dana"], people["chidi"], "x@y.example")
    ).content.decode()

    assert "Dana, Chidi." in page or "Chidi, Dana." in page
    assert "Not known here: x@y.example." in page
    assert not Interaction.objects.exists()

    confirm(amina, cast, page, events=keys_in(page))

    row = Interaction.objects.get()
    assert (row.title, row.held_on, row.source, row.joint) == ("Walk", YESTERDAY, "calendar", True)
    assert set(row.people.all()) == {people["dana"], people["chidi"]}


def test_a_partners_staff_is_as_unknown_as_who_does_not_exist(client, cast):
    client.force_login(cast.users["dana"])
    page = upload(
        client, cast, event("a", "Walk", cast.people["chidi"], cast.people["dana"])
    ).content.decode()

    assert f"Not known here: {cast.people['chidi'].email}." in page
    confirm(client, cast, page, events=keys_in(page))
    assert list(Interaction.objects.get().people.all()) == [cast.people["dana"]]


def test_the_same_event_is_not_logged_twice(amina, cast):
    walk = event("a", "Walk", cast.people["dana"])
    page = upload(amina, cast, walk).content.decode()
    confirm(amina, cast, page, events=keys_in(page))

    again = confirm(amina, cast, page, events=keys_in(page))

    assert again.status_code == 422
    assert "It is logged already." in upload(amina, cast, walk).content.decode()
    assert Interaction.objects.count() == 1


def test_what_a_partner_logged_for_itself_neither_shows_nor_stands_in_the_way(client, cast):
    walk = event("a", "Walk", cast.people["dana"], cast.people["amina"])
    pages = {}
    for who in ("amina", "dana"):
        client.force_login(cast.users[who])
        pages[who] = upload(client, cast, walk).content.decode()
        answer = confirm(client, cast, pages[who], events=keys_in(pages[who]), joint="no")
        assert answer.status_code == 302
    assert "logged already" not in pages["dana"]
    assert [set(row.people.all()) for row in Interaction.objects.order_by("pk")] == [
        {cast.people["amina"]},
        {cast.people["dana"]},
    ]


def test_what_was_logged_by_hand_is_pointed_out(amina, cast):
    thing = meet(cast, "amina", on=YESTERDAY)
    page = upload(amina, cast, event("a", thing.title, cast.people["dana"])).content.decode()

    assert "Something with this title is logged on that day." in page


def test_a_meeting_of_a_group_is_kept_there(client, cast):
    begun = timezone.now() - timedelta(days=1)
    meeting = plan_meeting(
        group=cast.group, title="Gauges", by=cast.users["fola"], starts_at=begun,
        ends_at=begun + timedelta(hours=1), time_zone="UTC",
    )  # fmt: skip
    client.force_login(cast.users["fola"])

    page = upload(client, cast, event(meeting.uid, "Gauges", cast.people["dana"])).content.decode()

    assert "note there who came" in page
    answer = confirm(client, cast, page, events=keys_in(page))
    assert answer.status_code == 422
    assert not Interaction.objects.exists()


def test_all_that_was_chosen_is_logged_or_nothing(amina, cast, monkeypatch):
    gone = cast.people["chidi"]
    page = upload(
        amina, cast, event("a", "Walk", cast.people["dana"]), event("b", "Talk", gone)
    ).content.decode()
    Interaction.objects.create(
        partnership=cast.partnership, kind="call", title="x", held_on=YESTERDAY,
        source_key=keys_in(page)[0],
    )  # fmt: skip

    assert confirm(amina, cast, page, events=keys_in(page)).status_code == 422
    assert Interaction.objects.count() == 1


def test_nothing_ticked_is_told_and_what_was_ticked_stays(amina, cast):
    page = upload(amina, cast, event("a", "Walk", cast.people["dana"])).content.decode()

    assert "Tick at least one event." in confirm(amina, cast, page).content.decode()
    odd = confirm(amina, cast, page, events=keys_in(page), kind="picnic").content.decode()
    assert re.search(rf'value="{keys_in(page)[0]}"[^>]* checked', odd)


def test_what_was_read_for_one_user_is_worth_nothing_to_another(client, cast):
    client.force_login(cast.users["amina"])
    page = upload(client, cast, event("a", "Walk", cast.people["dana"])).content.decode()
    client.force_login(cast.users["dana"])

    answer = confirm(client, cast, page, events=keys_in(page))

    assert answer.url == reverse("engagement:log-calendar", args=[cast.partnership.slug])
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"junk", "no calendar file"), (b"", "empty"), (calendar(), "no event in this file")],
)
def test_a_bad_file_is_refused_with_what_to_do(amina, cast, content, said):
    response = upload(amina, cast, content=content)

    assert response.status_code == 422
    assert said in response.content.decode()


@pytest.mark.parametrize("who", ["eve", "chidi"])
def test_nobody_outside_gets_at_it(client, cast, who):
    client.force_login(cast.users[who])

    assert upload(client, cast, event("a", "Walk")).status_code == 404
    for name in ("log-calendar", "confirm-calendar"):
        assert client.post(reverse(f"engagement:{name}", args=[cast.partnership.slug])).status_code == 404
