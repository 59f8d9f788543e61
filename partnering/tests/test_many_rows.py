"""Lists and choices stay quick and honest when there are very many rows."""

from __future__ import annotations

import csv

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from partnering import answers, queries
from partnering.forms import narrow
from partnering.models import Action, Organisation, Person


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(answers, "MOST", 2)
    monkeypatch.setattr(answers, "PER_PAGE", 1)
    monkeypatch.setattr(narrow, "MOST", 2)


def test_a_list_counts_no_further_than_it_must_and_says_so(client, cast, few):
    client.force_login(cast.users["fola"])

    page = client.get("/people/")
    narrowed = client.get("/people/?q=fola")

    assert page.context["page"].paginator.count == 2
    assert "of more than 2; narrow the list" in page.content.decode()
    assert "All rows as" in page.content.decode()
    assert not narrowed.context["page"].paginator.is_more
    assert "1 row as" in narrowed.content.decode()


@pytest.mark.parametrize("sort", ["name", "-name", "organisation", "unit", "-level"])
def test_the_pages_of_a_list_are_its_rows_in_their_order(client, cast, monkeypatch, sort):
    client.force_login(cast.users["amina"])
    whole = [one.pk for one in client.get("/people/", {"sort": sort}).context["page"]]
    monkeypatch.setattr(answers, "PER_PAGE", 2)
    pages = range(1, (len(whole) + 1) // 2 + 1)

    for _turn in range(2):
        found = [client.get("/people/", {"sort": sort, "page": page}).context["page"] for page in pages]
        assert [one.pk for page in found for one in page] == whole
        assert all(one.organisation_shown for page in found for one in page)
    assert len(whole) > 2


def test_very_many_actions_are_offered_to_be_changed_together_without_their_number(client, cast, few):
    for title in ("one", "two"):
        Action.objects.create(title=title, organisation=cast.utility)
    client.force_login(cast.users["amina"])
    assert "all 2 that fit the filters" in client.get("/actions/").content.decode()

    Action.objects.create(title="three", organisation=cast.utility)

    assert "all that fit the filters" in client.get("/actions/").content.decode()


def test_a_choice_among_very_many_offers_the_first_and_the_chosen_one_and_takes_any(client, cast, few):
    client.force_login(cast.users["amina"])
    names = sorted(Organisation.objects.visible_to(cast.users["amina"]).values_list("name", flat=True))

    page = client.get("/people/", {"organisation": cast.utility.pk})
    offered = [label for _value, label in page.context["filters"].fields["organisation"].choices]

    assert names[-1] == "Water Utility"
    assert offered == ["All organisations", "Water Utility", *names[:2]]
    assert {person.organisation_id for person in page.context["page"]} == {cast.utility.pk}


@pytest.mark.parametrize(("asked", "order"), [("name", "name"), ("-name", "-name")])
def test_an_order_by_a_column_that_is_never_empty_can_be_had_from_its_index(rf, db, asked, order):
    keys = {"name": F("name")}
    rows = answers.in_order(
        Person.objects.all(), keys, answers.sort_key(rf.get("/", {"sort": asked}), keys, "name")
    )

    first, second = rows.query.order_by

    assert first == (F("name").desc() if order[0] == "-" else F("name").asc())
    assert second == ("-pk" if order[0] == "-" else "pk")


def test_a_list_that_fits_on_its_first_page_is_not_counted(client, cast, monkeypatch):
    client.force_login(cast.users["amina"])

    def opened():
        with CaptureQueriesContext(connection) as asked:
            page = client.get("/people/").context["page"]
        return page, len(asked)

    whole, least = opened()
    assert (whole.paginator.count, whole.paginator.num_pages) == (len(whole), 1)

    monkeypatch.setattr(answers, "PER_PAGE", len(whole))
    full, asked = opened()
    assert (asked, list(full), full.paginator.num_pages) == (least, list(whole), 1)

    monkeypatch.setattr(answers, "PER_PAGE", len(whole) - 1)
    first, asked = opened()
    assert (asked, first.paginator.count, first.paginator.num_pages) == (least + 1, len(whole), 2)
    assert list(first) == list(whole)[:-1]


def test_the_people_of_an_organisation_are_counted_no_further_than_its_page_tells(client, cast, monkeypatch):
    monkeypatch.setattr(queries, "MOST_HEADS", 2)
    client.force_login(cast.users["amina"])
    present = Person.objects.present().filter(organisation=cast.utility).count()

    page = client.get("/organisations/")
    file = client.post("/organisations/", {"export": "csv"}).getvalue().decode("utf-8-sig")

    assert present > 2
    assert {one.name: one.heads_shown for one in page.context["page"]}["Water Utility"] == 3
    assert ">more than 2</td>" in page.content.decode()
    told = next(line for line in csv.DictReader(file.splitlines()) if line["Name"] == "Water Utility")
    assert told["People"] == str(present)


def test_organisations_are_in_the_order_of_all_their_people(client, cast, monkeypatch):
    monkeypatch.setattr(queries, "MOST_HEADS", 1)
    Organisation.objects.filter(pk=cast.university.pk).update(steward=cast.users["amina"])
    more = Person.objects.present().filter(organisation=cast.utility).count() + 1
    for number in range(more):
        Person.objects.create(organisation=cast.university, name=f"Student {number}")
    client.force_login(cast.users["amina"])

    fewest, most = (
        client.get("/organisations/", {"sort": sort}).context["page"] for sort in ("people", "-people")
    )

    assert [one.name for one in fewest][:2] == ["Water Utility", "University"]
    assert [one.name for one in most][:2] == ["University", "Water Utility"]
