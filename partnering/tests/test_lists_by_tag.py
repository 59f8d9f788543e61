"""Lists narrow to what bears a tag of one's own organisation; the tags of others neither show nor narrow."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from partnering.models import Action, Tag
from partnering.services.tags import set_tags

pytestmark = pytest.mark.both


@pytest.fixture
def tagged(cast) -> dict[str, Any]:
    """By list: the one thing that the utility has tagged, among others."""
    actions = [
        Action.objects.create(
            title=f"Action {number}", organisation=cast.utility, partnership=cast.partnership
        )
        for number in range(2)
    ]
    things = {
        "organisations": cast.university,
        "people": cast.people["chidi"],
        "partnerships": cast.partnership,
        "actions": actions[1],
    }
    for thing in things.values():
        set_tags(thing=thing, names=["before winter"], by=cast.users["amina"])
    set_tags(thing=cast.people["bo"], names=["field days"], by=cast.users["amina"])
    return things


@pytest.mark.parametrize("name", ["organisations", "people", "partnerships", "actions"])
def test_a_list_narrows_to_what_bears_a_tag_and_so_does_its_file(client, cast, tagged, name):
    tag = Tag.objects.get(name="before winter")
    address = reverse(f"partnering:{name}", query={"tag": tag.pk})
    client.force_login(cast.users["amina"])

    answer = client.get(address)

    assert list(answer.context["page"]) == [tagged[name]]
    assert [chip.text for chip in answer.context["chips"]] == ["Tag: before winter"]
    file = b"".join(client.post(address, {"export": "csv"})).decode("utf-8-sig").splitlines()
    assert file.index("") == 2  # the heading and one row
    assert str(tagged[name]) in file[1]


def test_only_tags_that_something_in_the_list_bears_are_offered(client, cast, tagged):
    client.force_login(cast.users["amina"])

    people = client.get(reverse("partnering:people", query={"more": "open"})).content.decode()
    actions = client.get(reverse("partnering:actions", query={"more": "open"})).content.decode()

    assert "field days" in people
    assert "before winter" in people
    assert "field days" not in actions


@pytest.mark.parametrize("name", ["organisations", "people", "partnerships", "actions"])
@pytest.mark.parametrize("who", ["dana", "eve"])
def test_the_tag_of_another_organisation_neither_shows_nor_narrows(client, cast, tagged, name, who):
    tag = Tag.objects.get(name="before winter")
    client.force_login(cast.users[who])
    everything = client.get(reverse(f"partnering:{name}", query={"more": "open"}))

    asked = client.get(reverse(f"partnering:{name}", query={"more": "open", "tag": tag.pk}))

    assert "before winter" not in everything.content.decode()
    assert "before winter" not in asked.content.decode()
    assert list(asked.context["page"]) == list(everything.context["page"])
    assert asked.context["chips"] == []


def test_one_s_own_tag_on_what_one_may_no_longer_see_shows_nothing_of_it(client, cast, tagged):
    set_tags(thing=cast.people["bo"], names=["seen once"], by=cast.users["eve"])
    client.force_login(cast.users["eve"])

    answer = client.get(reverse("partnering:people", query={"tag": Tag.objects.get(name="seen once").pk}))

    assert list(answer.context["page"]) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_by_tag_costs_the_same_for_any_number_of_tags(
    client, cast, tagged, rows, django_assert_max_num_queries
):
    names = ["before winter", *(f"tag {number}" for number in range(rows))]
    set_tags(thing=tagged["people"], names=names, by=cast.users["amina"])
    client.force_login(cast.users["amina"])

    with django_assert_max_num_queries(14):
        client.get(reverse("partnering:people", query={"tag": Tag.objects.get(name="before winter").pk}))
