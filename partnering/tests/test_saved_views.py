"""Saved views: one's own or shared with one's organisation, never wider than what one may see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from partnering.errors import DomainError
from partnering.lists import kept_query
from partnering.models import RowChange, SavedView
from partnering.services import saved_views as services

PEOPLE = "/people/?level=staff&q=o&page=2"


def keep(cast: Any, who: str = "amina", **values: Any) -> SavedView:
    values = {"listing": "people", "query": "level=staff", "name": "Staff", "shared": False, **values}
    return services.save_view(by=cast.users[who], **values)


def views(client: Any, cast: Any, who: str, address: str = "/people/?view=none") -> list[str]:
    client.force_login(cast.users[who])
    return [view.name for view in client.get(address).context["views"]]


def test_one_keeps_what_a_list_is_narrowed_to_and_finds_it_above_the_list(client, cast):
    client.force_login(cast.users["amina"])

    form = client.get(reverse("partnering:save-view", args=["people"], query={"back": PEOPLE}))
    kept = client.post(
        reverse("partnering:save-view", args=["people"], query={"back": PEOPLE}), {"name": "Staff with o"}
    )
    page = client.get("/people/", {"q": "o", "level": "staff", "role": ""})

    assert form.status_code == 200
    assert kept.url == PEOPLE
    assert page.context["view_now"].name == "Staff with o"
    assert 'href="?level=staff&amp;q=o"' in page.content.decode()
    assert views(client, cast, "amina", "/actions/") == []


def test_there_is_nothing_to_keep_of_a_list_that_is_not_narrowed(client, cast):
    client.force_login(cast.users["amina"])

    for back in ("/people/", "/people/?page=3", "https://elsewhere.example/?q=o", ""):
        address = reverse("partnering:save-view", args=["people"], query={"back": back})
        assert client.get(address).status_code == (200 if "q=o" in back and back[0] == "/" else 404)


def test_a_view_is_ones_own_until_it_is_shared_with_ones_organisation_and_only_with_that(client, cast):
    view = keep(cast)
    assert [views(client, cast, who) for who in ("amina", "chidi", "dana", "eve")] == [["Staff"], [], [], []]

    client.force_login(cast.users["amina"])
    client.post(reverse("partnering:edit-view", args=[view.pk]), {"name": "Our staff", "shared": "on"})

    assert [views(client, cast, who) for who in ("amina", "chidi", "dana", "eve")] == [
        ["Our staff"],
        ["Our staff"],
        [],
        [],
    ]


def test_a_shared_view_shows_to_each_only_what_they_may_see(client, cast):
    keep(cast, listing="actions", query="state=all&partnership=clean-river", name="River", shared=True)
    client.force_login(cast.users["chidi"])  # who has no part in that partnership

    page = client.get("/actions/?partnership=clean-river&state=all")

    assert "Clean River" not in page.content.decode()


@pytest.mark.parametrize(("who", "status"), [("amina", 200), ("chidi", 404), ("dana", 404), ("eve", 404)])
def test_only_its_owner_changes_or_deletes_a_view(client, cast, who, status):
    view = keep(cast, shared=True)
    client.force_login(cast.users[who])

    for route in ("edit-view", "delete-view"):
        assert client.get(reverse(f"partnering:{route}", args=[view.pk])).status_code == status


def test_a_list_opens_with_the_chosen_view_until_one_takes_that_back(client, cast):
    view = keep(cast, shared=True)
    client.force_login(cast.users["chidi"])
    toggle = reverse("partnering:toggle-default", args=[view.pk], query={"back": "/people/?level=staff"})

    assert client.post(toggle).url == "/people/?level=staff"
    assert client.get("/people/").url == "/people/?level=staff"
    assert client.get("/people/?view=none").status_code == 200
    client.post(toggle)
    assert client.get("/people/").status_code == 200


def test_of_two_views_the_list_opens_with_the_one_chosen_last(client, cast):
    first, second = keep(cast), keep(cast, name="Executives", query="level=executive")
    for view in (first, second):
        services.toggle_default(view=view, by=cast.users["amina"])
    client.force_login(cast.users["amina"])

    assert client.get("/people/").url == "/people/?level=executive"


def test_a_view_that_is_no_longer_shared_is_no_colleague_s_first_any_more(client, cast):
    view = keep(cast, shared=True)
    for who in ("amina", "chidi"):
        services.toggle_default(view=view, by=cast.users[who])

    services.edit_view(view=view, name="Staff", shared=False, by=cast.users["amina"])

    client.force_login(cast.users["chidi"])
    assert client.get("/people/").status_code == 200
    client.force_login(cast.users["amina"])
    assert client.get("/people/").status_code == 302


def test_deleting_asks_first_and_leaves_the_list(client, cast):
    view = keep(cast, shared=True)
    client.force_login(cast.users["amina"])
    address = reverse("partnering:delete-view", args=[view.pk], query={"back": "/people/"})

    assert "Your colleagues lose it too." in client.get(address).content.decode()
    assert client.post(address).url == "/people/"
    assert not SavedView.objects.exists()


def test_a_second_view_by_the_same_name_is_refused_with_what_to_do_and_the_name_stays(client, cast):
    keep(cast)
    client.force_login(cast.users["amina"])
    address = reverse("partnering:save-view", args=["people"], query={"back": PEOPLE})

    answer = client.post(address, {"name": "Staff"})

    assert answer.status_code == 422
    assert "Choose another name" in answer.content.decode()
    assert 'value="Staff"' in answer.content.decode()
    keep(cast, listing="actions")
    keep(cast, "chidi")


def test_the_database_refuses_a_second_view_by_the_same_name_too(cast):
    view = keep(cast)

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=view.owner, listing="people", name="Staff")


def test_filters_too_long_to_be_kept_are_refused(cast):
    with pytest.raises(DomainError, match="too long"):
        keep(cast, query="q=" + "o" * 2000)


def test_nobody_without_a_place_has_views(cast):
    keep(cast, shared=True)
    chidi = cast.people["chidi"]
    chidi.user = None
    chidi.save()
    cast.users["chidi"].refresh_from_db()

    assert not SavedView.objects.visible_to(cast.users["chidi"])
    assert str(SavedView.objects.get()) == "Staff"


def test_what_is_kept_does_not_depend_on_how_the_address_was_written():
    assert (
        kept_query("q=o&role=&level=staff&page=3&view=none")
        == kept_query("level=staff&q=o")
        == "level=staff&q=o"
    )


def test_many_views_go_in_one_statement_and_the_record_stays_silent(cast, django_assert_max_num_queries):
    views = [keep(cast, name="Staff"), keep(cast, name="Managers")]
    noted = RowChange.objects.count()

    with django_assert_max_num_queries(3):  # with the transaction's own
        SavedView.objects.remove(views[:1])

    assert SavedView.objects.get() == views[1]
    assert RowChange.objects.count() == noted
