"""Searching everything that one may see. The same table holds on SQLite and on PostgreSQL."""

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from conftest import make_person
from partnering import finds, registry
from partnering.models import Organisation, Partnership, Person, Unit
from partnering.searching import wanted
from partnering.services.actions import add_action
from partnering.text_search import matching

pytestmark = pytest.mark.both

NO_PAGE_TO_FIND = {
    "FrameworkVersion": "is reached from its framework",
    "Handover": "is reached from the person's page",
    "ImportFile": "is its user's own, and listed where files are imported",
    "TakeHomeBrief": "is reached from its meeting",
    "SurveyImport": "waits for a day at most, and is its user's own",
    "SponsorMessage": "is reached from its partnership",
    "BriefingRequest": "concerns who asked and who answers alone, and is on their first pages",
    "PlanItem": "is reached from its organisation's engagement plan",
    "Briefing": "is reached from the list of those invited to it",
    "Report": "is reached from its partnership",
    "MailedDraft": "waits for its one reader, who gets a mail with its link",
}


def found(user, text, each=5):
    """The titles found, by kind."""
    return {
        kind.searchable.kind: ["".join(piece for piece, _ in one.title) for one in kind.finds]
        for kind in finds.find(user, wanted(text), each=each)
    }


@pytest.fixture
def river(cast):
    """Actions and people with words that are easily missed."""
    for title, notes in (
        ("River gauges at the weir", ""),
        ("Plan the river walk", "with Société d’Été"),
        ("Upriver survey", "the clean river is far"),
        ("Budget", "river money, 2026"),
    ):
        add_action(title=title, notes=notes, organisation=cast.utility, partnership=cast.partnership, by=None)
    make_person(cast.utility, "Zoë O'Neil", job_title="Hydrologist")
    return cast


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("river", ["River gauges at the weir", "Plan the river walk", "Budget", "Upriver survey"]),
        ("riv wal", ["Plan the river walk"]),
        ("WEIR", ["River gauges at the weir"]),
        ("ete", ["Plan the river walk"]),
        ("Été société", ["Plan the river walk"]),
        ('"clean river"', ["Upriver survey"]),
        ('"river clean"', []),
        ("river -money -gauges", ["Plan the river walk", "Upriver survey"]),
        ("2026 money", ["Budget"]),
        ("iver", []),
        ("river_", ["River gauges at the weir", "Plan the river walk", "Budget", "Upriver survey"]),
        ("river%", ["River gauges at the weir", "Plan the river walk", "Budget", "Upriver survey"]),
    ],
)
def test_words_find_the_same_on_both_databases(river, text, titles):
    assert found(river.users["amina"], text).get("action", []) == titles


@pytest.mark.parametrize("text", ["zoe", "o'neil", "neil", "hydro", "zoe.o'neil@water-utility.example"])
def test_people_are_found_by_name_title_and_address(river, text):
    assert found(river.users["amina"], text)["person"] == ["Zoë O'Neil"]


def test_the_domain_of_an_address_finds_nobody(river):
    assert "person" not in found(river.users["amina"], "utility")


def test_a_title_that_begins_so_comes_first(cast):
    for name in ("Halls of water", "A water hall", "Water halls"):
        Unit.objects.create(organisation=cast.utility, name=name)

    assert found(cast.users["amina"], "water hall")["unit"][0] == "Water halls"


def test_there_are_no_more_than_asked_for_and_all_are_counted(cast):
    for number in range(7):
        Unit.objects.create(organisation=cast.utility, name=f"Depot {number}")

    (kind,) = finds.find(cast.users["amina"], wanted("depot"), each=3)

    assert (kind.total, len(kind.finds)) == (7, 3)


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("fola", {"organisation", "partnership", "group", "action", "person"}),
        ("dana", {"organisation", "partnership", "group", "action", "person"}),
        ("chidi", {"organisation", "person", "unit"}),
        ("eve", set()),
    ],
)
def test_everybody_finds_what_they_may_see_and_no_more(cast, who, kinds):
    cast.utility.name = cast.partnership.name = cast.group.name = "Zq"
    for thing in (cast.utility, cast.partnership, cast.group):
        thing.name = f"Zqword {thing._meta.model_name}"
        thing.save()
    Unit.objects.create(organisation=cast.utility, name="Zqword unit")
    Person.objects.filter(pk=cast.people["bo"].pk).update(name="Zqword bo")
    add_action(title="Zqword joint", organisation=cast.utility, partnership=cast.partnership, by=None)

    assert set(found(cast.users[who], "zqword")) == kinds


def test_inner_actions_and_units_are_not_found_by_partners(cast):
    Unit.objects.create(organisation=cast.utility, name="Zqinner unit")
    add_action(title="Zqinner", organisation=cast.utility, by=None)

    assert set(found(cast.users["amina"], "zqinner")) == {"unit", "action"}
    for who in ("fola", "dana", "eve"):
        assert found(cast.users[who], "zqinner") == {}


def test_every_kind_of_thing_with_a_page_is_found_or_has_a_reason_not_to_be():
    searched = {one.rows.__self__.model if hasattr(one.rows, "__self__") else None for one in finds.kinds()}
    with_page = {model for model in apps.get_models() if hasattr(model, "get_absolute_url")}

    missing = {model.__name__ for model in with_page - searched} - NO_PAGE_TO_FIND.keys()
    assert not missing, f"Register them in searchables.py, or say in NO_PAGE_TO_FIND why not: {missing}"


def test_the_page_shows_kinds_and_leads_to_all_of_one(client, cast):
    for number in range(30):
        Unit.objects.create(organisation=cast.utility, name=f"Depot {number:02}")
    client.force_login(cast.users["amina"])

    everything = client.get(reverse("partnering:search"), {"q": "depot"}).content.decode()
    of_kind = client.get(reverse("partnering:search"), {"q": "depot", "kind": "unit", "page": "2"})

    assert "?q=depot&amp;kind=unit" in everything
    assert "<mark>Depot</mark> 00" in everything
    assert of_kind.context["page"].number == 2
    assert len(of_kind.context["finds"]) == 5


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Beginnings of words"), ("x", "Two letters are the least"), ("xyzzy", "Nothing found")],
)
def test_without_finds_the_page_says_what_to_do(client, cast, text, words):
    client.force_login(cast.users["amina"])

    html = client.get(reverse("partnering:search"), {"q": text, "kind": "no such"}).content.decode()

    assert words in html
    assert f'value="{text}"' in html


def test_what_is_typed_is_shown_as_text(client, cast):
    client.force_login(cast.users["amina"])

    for name in ("search", "palette"):
        html = client.get(reverse(f"partnering:{name}"), {"q": "<b>bold</b>"}).content.decode()
        assert "<b>bold" not in html


def palette(client, user, text=""):
    client.force_login(user)
    return client.get(reverse("partnering:palette"), {"q": text}).content.decode()


def test_the_palette_offers_what_one_may_do(client, cast):
    assert "Start a partnership" in palette(client, cast.users["amina"])
    assert "Start a partnership" not in palette(client, cast.users["chidi"])
    assert "Start a partnership" in palette(client, cast.users["amina"], "par st")
    assert "Start a partnership" not in palette(client, cast.users["amina"], "people")


def test_the_palette_lists_finds_and_the_way_to_all_of_them(client, cast):
    html = palette(client, cast.users["amina"], "clean")

    assert reverse(registry.homes["partnership"], args=["clean-river"]) in html or "/clean-river/" in html
    assert 'href="/search/?q=clean"' in html
    assert "Type a little more" in palette(client, cast.users["amina"], "q")


@pytest.mark.parametrize("rows", [1, 3])
def test_searching_costs_one_query_for_any_number_of_finds(client, cast, rows, django_assert_max_num_queries):
    for number in range(rows):
        Organisation.objects.create(name=f"Depot {number}", steward=cast.users["amina"])
        Partnership.objects.create(name=f"Depot {number}", slug=f"d{number}", started_on="2026-01-01")
    user = cast.users["amina"]
    finds.find(user, wanted("depot"), each=5)
    with django_assert_max_num_queries(15) as counted:
        finds.find(user, wanted("depot"), each=5)

    assert sum("found_kind" in query["sql"] for query in counted.captured_queries) == 1


@pytest.mark.services
def test_postgresql_can_look_into_its_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table with few rows is faster read as a whole

    plan = matching(
        Person._base_manager.order_by(), wanted("word77"), title="name", fields=("name",)
    ).explain()

    assert "partnering_person_search" in plan
