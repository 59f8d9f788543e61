"""Several interactions in one page, and what a phone sends: all or none, each once, and nothing lost on the way."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from conftest import make_person
from engagement.models import Interaction
from partnering import access
from partnering.models import Membership

SEND = "engagement:send-from-phone"


def rows_of(*rows):
    given = {"form-TOTAL_FORMS": len(rows), "form-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        usual = {"kind": "meeting", "held_on": access.today().isoformat(), "joint": "yes"}
        given |= {f"form-{number}-{name}": value for name, value in {**usual, **row}.items()}
    return given


def log_rows(client, cast, *rows):
    return client.post(reverse("engagement:log-many", args=[cast.partnership.slug]), rows_of(*rows))


def send(client, cast, **values):
    given = {
        "partnership": cast.partnership.slug,
        "kind": "call",
        "title": "Gauges",
        "held_on": access.today().isoformat(),
        "joint": "yes",
        "who": "Dana",
        "key": str(uuid4()),
        **values,
    }
    return client.post(reverse(SEND), given)


@pytest.fixture
def amina(client, cast):
    client.force_login(cast.users["amina"])
    return client


def test_several_are_logged_at_once_and_rows_left_as_they_came_are_none(amina, cast):
    heads = {f"heads-{cast.utility.pk}": 12}
    answer = log_rows(
        amina, cast, {"who": "Dana, Chidi"}, {}, {"kind": "call", "title": "Gauges", **heads}, {"who": ""}
    )

    assert answer.url == reverse("engagement:interactions", args=[cast.partnership.slug])
    logged = {row.title: row for row in Interaction.objects.all()}
    assert logged.keys() == {"Meeting", "Gauges"}
    assert {one.name for one in logged["Meeting"].people.all()} == {"Dana", "Chidi"}
    assert [one.number for one in logged["Gauges"].head_counts.all()] == [12]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": "Nobody Known"}, "Nobody Known."),
        ({"who": "Dana", "joint": "no"}, "Not of your organisation: Dana"),
        ({"who": "Dana", "held_on": (access.today() + timedelta(days=2)).isoformat()}, "still to come"),
        ({"who": "Dana", "held_on": "2023-01-01"}, "was not a member"),
        ({"kind": "call"}, "Say who took part"),
    ],
)
def test_one_wrong_row_stops_all_and_what_was_typed_stays(amina, cast, wrong, said):
    response = log_rows(amina, cast, {"who": "Dana", "title": "First"}, wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert 'value="First"' in page
    assert not Interaction.objects.exists()


def test_no_row_at_all_is_told(amina, cast):
    assert "at least one row" in log_rows(amina, cast, {}, {}).content.decode()


def test_more_rows_are_had_and_never_without_end(amina, cast):
    address = reverse("engagement:log-many", args=[cast.partnership.slug])
    for asked, rows in (("", 5), ("?rows=12", 12), ("?rows=900", 30), ("?rows=x", 5)):
        page = amina.get(address + asked).content.decode()
        assert page.count('class="card log-row"') == rows, asked


def test_what_a_phone_sends_twice_is_logged_once(amina, cast):
    key = str(uuid4())
    first, again = send(amina, cast, key=key), send(amina, cast, key=key)

    row = Interaction.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {"text": "Gauges", "address": row.get_absolute_url()}
    assert (row.source, list(row.people.all())) == ("phone", [cast.people["dana"]])


def test_another_users_key_says_nothing_and_stands_in_nobodys_way(client, cast):
    key = str(uuid4())
    for who in ("amina", "dana"):
        client.force_login(cast.users[who])
        assert send(client, cast, key=key, joint="no", who=cast.people[who].name).status_code == 201

    assert Interaction.objects.count() == 2


def test_a_phone_is_told_in_words_what_is_wrong_and_whom_it_may_mean(amina, cast):
    make_person(cast.utility, "Gita Bose")
    make_person(cast.utility, "Gita Rao")

    said = send(amina, cast, who="Gita\nNobody Known")

    assert said.status_code == 422
    text = " ".join(said.json()["errors"])
    assert "“Gita” may be: Gita Bose <gita.bose@water-utility.example>; Gita Rao <" in text
    assert "Nobody Known" in text
    assert not Interaction.objects.exists()


def test_those_not_found_are_counted_as_ones_own_where_the_writer_says_so(amina, cast):
    heads = {f"heads-{cast.utility.pk}": 3}

    assert send(amina, cast, who="Dana\nNobody Known", count_unfound="on", **heads).status_code == 201
    assert [(one.organisation, one.number) for one in Interaction.objects.get().head_counts.all()] == [
        (cast.utility, 4)
    ]


def test_a_partners_people_are_as_unknown_as_who_does_not_exist(client, cast):
    client.force_login(cast.users["dana"])

    there, absent = (send(client, cast, who=who).json()["errors"] for who in ("Chidi", "Nobody"))

    assert [text.replace("Chidi", "Nobody") for text in there] == absent


@pytest.mark.parametrize(
    "values", [{"partnership": "nowhere"}, {"partnership": ""}, {"key": ""}, {"key": "x"}]
)
def test_an_entry_for_nowhere_or_without_a_key_is_refused_in_words(amina, cast, values):
    said = send(amina, cast, **values)

    assert (said.status_code, bool(said.json()["errors"])) == (422, True)
    assert not Interaction.objects.exists()


def test_who_lost_their_part_meanwhile_is_told_and_logs_nothing(amina, cast):
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())

    said = send(amina, cast)

    assert said.json()["errors"] == ["You are no longer part of this partnership, or it has ended."]
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("who", ["eve", "chidi"])
def test_somebody_outside_neither_finds_the_partnership_nor_logs_into_it(client, cast, who):
    client.force_login(cast.users[who])

    assert cast.partnership.name not in client.get(reverse("engagement:phone-log")).content.decode()
    assert send(client, cast).status_code == 422
    assert log_rows(client, cast, {"who": "Dana"}).status_code == 404
    assert not Interaction.objects.exists()


def test_without_scripts_the_page_logs_at_once_and_keeps_what_was_wrong(amina, cast):
    address = reverse("engagement:phone-log")
    values = {"partnership": cast.partnership.slug, "kind": "call", "held_on": access.today(), "joint": "yes"}

    wrong = amina.post(address, {**values, "who": "Nobody Known"})
    assert wrong.status_code == 422
    assert "Nobody Known</textarea>" in wrong.content.decode()
    assert amina.post(address, {**values, "who": "Dana"}).url == Interaction.objects.get().get_absolute_url()


def test_nobody_signed_out_sends_and_a_forged_post_is_refused(client, cast):
    assert send(client, cast).status_code == 302
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(cast.users["amina"])
    assert send(forged, cast).status_code == 403
    assert not Interaction.objects.exists()


def test_the_script_that_keeps_the_page_is_the_same_for_everybody(client, cast):
    signed_out = client.get(reverse("engagement:phone-worker"))
    client.force_login(cast.users["amina"])

    assert signed_out["Content-Type"].startswith("text/javascript")
    assert client.get(reverse("engagement:phone-worker")).content == signed_out.content
