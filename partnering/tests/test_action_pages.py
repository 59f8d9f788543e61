"""What the pages of actions do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import make_person
from partnering import access
from partnering.choices import ActionState
from partnering.models import Action


@pytest.fixture
def actions(cast):
    """One of each kind: joint and late, joint and done, internal."""
    day = access.today()
    return {
        "late": Action.objects.create(
            title="Share data",
            organisation=cast.utility,
            partnership=cast.partnership,
            owner=cast.people["chidi"],
            due_on=day - timedelta(days=3),
        ),
        "done": Action.objects.create(
            title="Sign charter",
            organisation=cast.university,
            partnership=cast.partnership,
            state=ActionState.DONE,
            done_on=day,
        ),
        "internal": Action.objects.create(
            title="Brief the board", organisation=cast.utility, owner=cast.people["amina"]
        ),
    }


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Share data", "Brief the board"]),
        ({"state": "late"}, ["Share data"]),
        ({"state": "done"}, ["Sign charter"]),
        ({"state": "cancelled"}, []),
        ({"state": "all", "sort": "title"}, ["Brief the board", "Share data", "Sign charter"]),
        ({"state": "nonsense"}, ["Share data", "Brief the board"]),
        ({"whose": "mine"}, ["Brief the board"]),
        ({"whose": "ours"}, ["Share data", "Brief the board"]),
        ({"partnership": "clean-river"}, ["Share data"]),
        ({"partnership": "unknown"}, ["Share data", "Brief the board"]),
        ({"q": "chidi"}, ["Share data"]),
    ],
)
def test_actions_are_narrowed_and_sorted(client, cast, actions, query, titles):
    client.force_login(cast.users["amina"])

    assert [row.title for row in client.get(reverse("partnering:actions"), query).context["page"]] == titles


def test_actions_are_narrowed_to_an_organisation(client, cast, actions):
    client.force_login(cast.users["amina"])

    query = {"organisation": cast.university.pk, "state": "all"}
    assert [row.title for row in client.get(reverse("partnering:actions"), query).context["page"]] == [
        "Sign charter"
    ]


def test_an_action_of_a_partnership_is_seen_by_all_its_members(client, cast):
    client.force_login(cast.users["amina"])

    data = {"title": "Map the outfalls", "organisation": cast.utility.pk, "owner": cast.people["chidi"].pk}
    client.post(reverse("partnering:add-action") + "?partnership=clean-river", data)

    assert (
        Action.objects.visible_to(cast.users["dana"]).get(title="Map the outfalls").partnership
        == cast.partnership
    )


def test_an_action_without_a_partnership_stays_inside(client, cast):
    client.force_login(cast.users["amina"])

    client.post(
        reverse("partnering:add-action"), {"title": "Tell the units", "organisation": cast.utility.pk}
    )

    assert not Action.objects.visible_to(cast.users["fola"]).filter(title="Tell the units").exists()
    assert Action.objects.visible_to(cast.users["chidi"]).filter(title="Tell the units").exists()


@pytest.mark.parametrize("who", ["eve", "chidi"])
def test_nobody_adds_an_action_to_a_partnership_of_which_they_are_not_part(client, cast, who):
    client.force_login(cast.users[who])

    assert client.get(reverse("partnering:add-action") + "?partnership=clean-river").status_code == 404


def test_a_member_gives_work_only_to_their_own_a_manager_to_any_member(client, cast):
    add = reverse("partnering:add-action") + "?partnership=clean-river"
    data = {"title": "Work", "organisation": cast.university.pk}

    client.force_login(cast.users["amina"])
    assert client.post(add, data).status_code == 422
    client.force_login(cast.users["fola"])
    assert client.post(add, data).status_code == 302


def test_an_owner_of_another_organisation_is_refused_and_the_title_kept(client, cast):
    client.force_login(cast.users["fola"])

    data = {"title": "Map the outfalls", "organisation": cast.university.pk, "owner": cast.people["bo"].pk}
    answer = client.post(reverse("partnering:add-action") + "?partnership=clean-river", data)

    assert answer.status_code == 422
    assert "own people" in answer.content.decode()
    assert 'value="Map the outfalls"' in answer.content.decode()


def test_an_action_is_edited_done_opened_again_and_cancelled(client, cast, actions):
    late = actions["late"]
    client.force_login(cast.users["amina"])

    def press(button):
        client.post(reverse(f"partnering:{button}", args=[late.pk]))
        late.refresh_from_db()
        return late.state

    data = {"title": "Share all data", "organisation": cast.utility.pk, "due_on": "2030-01-01"}
    client.post(reverse("partnering:edit-action", args=[late.pk]), data)
    late.refresh_from_db()
    assert (late.title, late.owner, late.due_on.year) == ("Share all data", None, 2030)
    buttons = [
        "complete-action",
        "cancel-action",
        "reopen-action",
        "cancel-action",
        "complete-action",
        "reopen-action",
    ]
    assert [press(button) for button in buttons] == ["done", "done", "open", "cancelled", "cancelled", "open"]


def test_an_owner_who_has_left_stays_a_choice_until_another_is_chosen(client, cast, actions):
    cast.people["chidi"].left_on = access.today()
    cast.people["chidi"].save()
    client.force_login(cast.users["amina"])

    answer = client.get(reverse("partnering:edit-action", args=[actions["late"].pk]))

    assert cast.people["chidi"] in answer.context["form"].fields["owner"].queryset


def test_after_done_one_is_back_in_the_list_but_never_on_another_site(client, cast, actions):
    done = reverse("partnering:complete-action", args=[actions["late"].pk])
    client.force_login(cast.users["amina"])

    back = client.post(done, {"next": "/actions/?whose=mine"})
    abroad = client.post(done, {"next": "https://elsewhere.example/"})

    assert back.url == "/actions/?whose=mine"
    assert abroad.url == actions["late"].get_absolute_url()


def test_the_list_of_actions_costs_the_same_for_any_length(client, cast, actions):
    client.force_login(cast.users["amina"])
    address = reverse("partnering:actions")

    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(3):
        owner = make_person(cast.utility, f"Owner {number}")
        Action.objects.create(
            title=f"A {number}", organisation=cast.utility, owner=owner, due_on=access.today()
        )
    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(few) <= 19


def test_an_action_may_belong_to_a_working_group_of_its_partnership(client, cast):
    client.force_login(cast.users["fola"])

    data = {"title": "Write minutes", "organisation": cast.agency.pk, "group": cast.group.pk}
    client.post(reverse("partnering:add-action") + "?partnership=clean-river", data)

    assert Action.objects.get(title="Write minutes").group == cast.group
    assert "Write minutes" in client.get(cast.group.get_absolute_url()).content.decode()


def test_the_day_is_changed_on_the_page_of_an_action(client, cast, actions):
    late = actions["late"]
    client.force_login(cast.users["amina"])
    assert "Change the day" in client.get(late.get_absolute_url()).content.decode()
    address = reverse("partnering:set-due", args=[late.pk])

    client.post(address, {"on": "2031-05-06"})
    wrong = client.post(address, {"on": "soon"}, follow=True)

    late.refresh_from_db()
    assert late.due_on.isoformat() == "2031-05-06"
    assert "Choose a day first" in wrong.content.decode()
    client.force_login(cast.users["dana"])
    assert "Change the day" not in client.get(late.get_absolute_url()).content.decode()
    assert client.post(address, {"on": "2031-05-07"}).status_code == 404
