"""Logging and mending interactions in the browser: forms keep what was typed, others' people are counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from conftest import Cast, make_person
from engagement.models import Interaction, Participation
from engagement.tests.test_pages import internal, joint
from partnering import access


def log(client, cast: Cast, **values):
    given = {
        "kind": "workshop",
        "title": "Mapping day",
        "held_on": access.today().isoformat(),
        "joint": "yes",
        "people": [cast.people["amina"].pk, cast.people["dana"].pk],
        **values,
    }
    return client.post(reverse("engagement:log-interaction", args=[cast.partnership.slug]), given)


@pytest.fixture
def amina(client, cast):
    client.force_login(cast.users["amina"])
    return client


def test_an_interaction_is_logged_in_one_form(amina, cast):
    response = log(amina, cast)

    row = Interaction.objects.get()
    assert response.url == row.get_absolute_url()
    assert (row.joint, row.organisation, row.logged_by) == (True, None, cast.users["amina"])
    assert set(row.people.all()) == {cast.people["amina"], cast.people["dana"]}


def test_something_internal_is_the_organisations_own(amina, cast):
    log(amina, cast, joint="no", people=[cast.people["amina"].pk, cast.people["chidi"].pk])

    assert Interaction.objects.get().organisation == cast.utility


def test_something_internal_with_a_partners_person_is_refused_and_nothing_typed_is_lost(amina, cast):
    response = log(amina, cast, joint="no", notes="A long note")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Not of your organisation: Dana" in page
    assert "Mapping day" in page
    assert "A long note" in page
    assert f'id="person-{cast.people["dana"].pk}" checked' in page
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "This field is required"),
        ({"people": []}, "Say who took part"),
        ({"held_on": (access.today() + timedelta(days=2)).isoformat()}, "still to come"),
        ({"held_on": "2023-01-01"}, "member of the partnership on that day"),
    ],
)
def test_a_form_that_makes_no_sense_says_what_to_do(amina, cast, wrong, said):
    response = log(amina, cast, **wrong)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Interaction.objects.exists()


def test_a_partners_people_without_seat_or_role_can_be_neither_picked_nor_posted(client, cast):
    client.force_login(cast.users["dana"])
    page = client.get(reverse("engagement:log-interaction", args=[cast.partnership.slug])).content.decode()

    assert "Bo" in page
    assert "Chidi" not in page
    assert log(client, cast, people=[cast.people["chidi"].pk]).status_code == 422


def test_other_organisations_people_are_shown_as_a_count(client, cast):
    thing = joint(cast)
    client.force_login(cast.users["dana"])

    page = client.get(thing.get_absolute_url()).content.decode()

    assert "Chidi" not in page
    assert "1 person from Water Utility" in page
    assert "2 people took part" in page


def test_beside_people_whom_one_sees_the_others_are_a_count_too(client, cast):
    thing = joint(cast)
    Participation.objects.create(interaction=thing, person=cast.people["bo"])
    client.force_login(cast.users["dana"])

    assert "1 other from Water Utility" in client.get(thing.get_absolute_url()).content.decode()


def test_ones_own_people_are_named_with_their_units(amina, cast):
    page = amina.get(joint(cast).get_absolute_url()).content.decode()

    assert "Chidi" in page
    assert "Operations" in page


def test_a_partner_adds_its_own_people_later(amina, cast):
    thing = joint(cast)
    more = make_person(cast.utility, "Gita")
    url = reverse("engagement:add-participants", args=[thing.pk])
    page = amina.get(url).content.decode()
    assert "Gita" in page
    assert "Dana" not in page

    response = amina.post(url, {"people": [more.pk]})

    assert response.url == thing.get_absolute_url()
    assert more in thing.people.all()


def test_nobody_ticked_or_a_partners_person_is_refused(amina, cast):
    thing = joint(cast)
    url = reverse("engagement:add-participants", args=[thing.pk])

    assert amina.post(url, {}).status_code == 422
    assert amina.post(url, {"people": [cast.people["fola"].pk]}).status_code == 422
    assert thing.people.count() == 2


def test_somebody_who_was_not_there_yet_is_refused_with_the_reason(amina, cast):
    thing = joint(cast)
    late = make_person(cast.utility, "Hana", joined_on=access.today())

    response = amina.post(reverse("engagement:add-participants", args=[thing.pk]), {"people": [late.pk]})

    assert response.status_code == 422
    assert "Hana was not with" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "removed", "status"),
    [
        ("amina", "chidi", 302),
        ("amina", "dana", 404),
        ("dana", "dana", 302),
        ("dana", "chidi", 404),
        ("bo", "chidi", 404),
        ("eve", "chidi", 404),
    ],
)
def test_a_lead_takes_own_people_off_the_list_and_nobody_elses(client, cast, who, removed, status):
    thing = joint(cast)
    client.force_login(cast.users[who])
    url = reverse("engagement:remove-participant", args=[thing.pk, cast.people[removed].pk])

    assert client.post(url).status_code == status
    assert (cast.people[removed] in thing.people.all()) is (status == 404)


def test_an_interaction_is_mended(client, cast):
    thing = joint(cast)
    client.force_login(cast.users["fola"])
    values = {"kind": "meeting", "title": "Kick-off, mended", "held_on": "2024-06-04"}

    response = client.post(reverse("engagement:edit-interaction", args=[thing.pk]), values)

    thing.refresh_from_db()
    assert response.url == thing.get_absolute_url()
    assert (thing.kind, thing.title) == ("meeting", "Kick-off, mended")


def test_a_mended_form_that_makes_no_sense_is_refused(client, cast):
    thing = joint(cast)
    client.force_login(cast.users["fola"])

    response = client.post(reverse("engagement:edit-interaction", args=[thing.pk]), {"title": "Only this"})

    assert response.status_code == 422
    assert "Only this" in response.content.decode()


def test_deleting_asks_first(client, cast):
    thing = joint(cast)
    client.force_login(cast.users["fola"])
    url = reverse("engagement:delete-interaction", args=[thing.pk])

    assert "Delete Kick-off?" in client.get(url).content.decode()
    assert Interaction.objects.count() == 1
    assert client.post(url).url == reverse("engagement:interactions", args=[cast.partnership.slug])
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Kick-off", "Inside only"}),
        ("q=kick", {"Kick-off"}),
        ("q=nonsense", set()),
        ("kind=briefing", {"Inside only"}),
        ("whose=joint", {"Kick-off"}),
        ("whose=internal", {"Inside only"}),
        ("sort=title&page=99", {"Kick-off", "Inside only"}),
        ("kind=impossible", {"Kick-off", "Inside only"}),
    ],
)
def test_the_list_is_searched_narrowed_and_sorted(amina, cast, query, shown):
    joint(cast)
    internal(cast)

    page = amina.get(
        reverse("engagement:interactions", args=[cast.partnership.slug]) + f"?{query}"
    ).content.decode()

    assert {title for title in ("Kick-off", "Inside only") if title in page} == shown


def test_an_empty_list_says_what_to_do(amina, cast):
    page = amina.get(reverse("engagement:interactions", args=[cast.partnership.slug])).content.decode()

    assert "Nothing is logged yet" in page


def test_the_targets_are_named_and_shown(amina, cast):
    url = reverse("engagement:targets", args=[cast.partnership.slug])

    assert amina.post(url, {"units": [cast.unit.pk]}).status_code == 302

    page = amina.get(reverse("engagement:reach", args=[cast.partnership.slug]))
    people = reverse("engagement:reach-people", args=[cast.partnership.slug])
    number = f"{people}?unit={cast.unit.pk}&amp;stage=unaware"
    assert "needed" in page.content.decode()
    assert number in page.content.decode()
    assert "Chidi" in amina.get(number.replace("&amp;", "&")).content.decode()
    assert "checked" in amina.get(url).content.decode()


def test_a_partners_unit_can_not_be_a_target(client, cast):
    client.force_login(cast.users["dana"])

    response = client.post(
        reverse("engagement:targets", args=[cast.partnership.slug]), {"units": [cast.unit.pk]}
    )

    assert response.status_code == 422


def test_a_question_is_answered_and_the_plan_shows_it(amina, cast):
    url = reverse("engagement:answer-question", args=[cast.utility.pk, "skills"])
    values = {"answer": "We train all team leaders.", "owner": cast.people["chidi"].pk, "status": "under way"}

    assert amina.post(url, values).url == reverse("engagement:plan", args=[cast.utility.pk])

    page = amina.get(reverse("engagement:plan", args=[cast.utility.pk])).content.decode()
    assert "We train all team leaders." in page
    assert "1 / 10" in page


def test_an_answer_that_is_done_but_empty_is_refused(amina, cast):
    url = reverse("engagement:answer-question", args=[cast.utility.pk, "skills"])

    response = amina.post(url, {"answer": "", "status": "done"})

    assert response.status_code == 422
    assert "Write the answer first" in response.content.decode()


def test_an_owner_who_may_not_read_the_plan_returns_to_the_first_page(client, cast):
    client.force_login(cast.users["amina"])
    url = reverse("engagement:answer-question", args=[cast.utility.pk, "skills"])
    client.post(url, {"answer": "Begun.", "owner": cast.people["chidi"].pk, "status": "open"})
    client.force_login(cast.users["chidi"])

    response = client.post(url, {"answer": "Done so.", "owner": cast.people["chidi"].pk, "status": "done"})

    assert response.url == "/"


def test_all_targets_can_be_taken_back(amina, cast):
    url = reverse("engagement:targets", args=[cast.partnership.slug])
    amina.post(url, {"units": [cast.unit.pk]})

    assert amina.post(url, {}).status_code == 302
    assert "checked" not in amina.get(url).content.decode()
