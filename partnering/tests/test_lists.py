"""Lists: what narrows them, and files that hold exactly what is shown."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from conftest import LONG_AGO, make_person
from partnering import access
from partnering.choices import Level, RoleKind
from partnering.forms import narrow
from partnering.lists import kept_query
from partnering.models import Action, AuditEntry, Membership, Organisation, Partnership, Person, Unit

pytestmark = pytest.mark.both

LISTS = ("organisations", "people", "partnerships", "actions")
EVERYTHING = {"state": "all", "gone": "on", "archived": "on"}


def address(name: str, **query: Any) -> str:
    return reverse(f"partnering:{name}", query=query)


def exported(client: Any, name: str, **query: Any) -> list[list[str]]:
    """The rows of the CSV file of a list, without heading and notes."""
    content = b"".join(client.post(address(name, **query), {"export": "csv"}))
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    return rows[1 : rows.index([])]


def shown(client: Any, name: str, **query: Any) -> list[str]:
    return [str(row) for row in client.get(address(name, **query)).context["page"]]


@pytest.fixture
def staff(cast):
    for number in range(30):
        Person.objects.create(
            organisation=cast.utility, name=f"Staff {number:02}", unit=cast.unit, level=Level.STAFF
        )


def test_a_file_holds_all_pages_in_the_order_and_with_the_choices_of_the_page(client, cast, staff):
    client.force_login(cast.users["amina"])
    query = {"q": "operations", "sort": "-name", "level": "staff"}

    rows = exported(client, "people", **query)

    names = [name for page in (1, 2) for name in shown(client, "people", page=page, **query)]
    assert [row[0] for row in rows] == names
    assert len(rows) == 31
    assert rows[0] == ["Staff 29", "Water Utility", "Operations", "", "Staff", ""]


def test_a_file_says_what_it_is_when_it_was_made_and_what_it_was_narrowed_to(client, cast):
    client.force_login(cast.users["amina"])

    answer = client.post(address("people", level="executive"), {"export": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer)))

    assert f'filename="people-{access.today():%Y-%m-%d}-' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    assert [cell.value for cell in book.worksheets[0]["A"]] == ["Name", "Bo"]
    assert "Level: Executive" in book.worksheets[1]["A2"].value


def test_a_formula_in_a_name_reaches_no_spreadsheet_as_one(client, cast):
    Person.objects.create(organisation=cast.utility, name="=cmd|' /C calc'!A0")
    client.force_login(cast.users["amina"])

    assert exported(client, "people", q="calc")[0][0] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize("name", LISTS)
def test_a_file_holds_nothing_of_anothers_organisation(client, cast, name):
    Action.objects.create(title="Sentinel action", organisation=cast.utility)
    client.force_login(cast.users["eve"])

    for kind in ("csv", "xlsx"):
        answer = client.post(address(name, **EVERYTHING), {"export": kind})
        content = b"".join(answer)
        if kind == "xlsx":
            book = load_workbook(io.BytesIO(content))
            content = str([[cell.value for cell in row] for sheet in book for row in sheet]).encode()
        for secret in (b"Water Utility", b"Chidi", b"Clean River", b"Sentinel action", b"Operations"):
            assert secret not in content


def test_a_partner_s_file_has_neither_units_nor_numbers_of_people_that_are_not_theirs(client, cast):
    Person.objects.filter(pk=cast.people["bo"].pk).update(unit=cast.unit)
    client.force_login(cast.users["dana"])

    bo = exported(client, "people", q="bo")[0]
    utility = exported(client, "organisations", q="Water")[0]

    assert bo == ["Bo", "Water Utility", "", "", "Executive", ""]
    assert utility[3] == ""


def test_each_whose_rows_are_in_a_file_reads_who_took_them_and_only_ones_own_what_was_searched_for(
    client, cast
):
    client.force_login(cast.users["dana"])

    rows = exported(client, "people", q="o")

    entries = {entry.organisation: entry for entry in AuditEntry.objects.filter(verb="exported a list")}
    assert entries.keys() == {cast.university, cast.utility, cast.agency}
    assert entries[cast.utility].details == {"list": "People", "file": "csv", "rows": 1}
    assert entries[cast.university].details["rows"] == len(rows)
    assert entries[cast.university].details["narrowed"] == "Search: o"
    assert set(AuditEntry.objects.visible_to(cast.users["amina"])) == {entries[cast.utility]}


def test_a_file_of_partnerships_is_noted_for_their_managers(client, cast):
    client.force_login(cast.users["amina"])

    exported(client, "partnerships")

    noted = AuditEntry.objects.visible_to(cast.users["fola"]).get(verb="exported a list")
    assert (noted.partnership, noted.details["rows"], noted.actor) == (
        cast.partnership,
        1,
        cast.users["amina"],
    )


def test_opening_a_list_or_asking_for_an_unknown_kind_of_file_makes_none(client, cast):
    client.force_login(cast.users["amina"])

    assert client.get(address("people", export="csv"))["Content-Type"].startswith("text/html")
    assert client.post(address("people"), {"export": "exe"})["Content-Type"].startswith("text/html")
    assert not AuditEntry.objects.filter(verb="exported a list").exists()


def test_people_are_narrowed_by_unit_role_and_whether_they_can_sign_in(client, cast):
    Person.objects.create(organisation=cast.utility, name="Zola", unit=cast.unit)
    client.force_login(cast.users["amina"])

    assert shown(client, "people", unit=cast.unit.pk) == ["Chidi", "Zola"]
    assert shown(client, "people", role=RoleKind.SENIOR_SPONSOR) == ["Bo"]
    assert shown(client, "people", account="no") == ["Zola"]
    assert shown(client, "people", account="yes") == ["Amina", "Bo", "Chidi"]


def test_people_of_a_unit_are_shown_alone_or_with_all_below_and_a_file_holds_the_same(client, cast):
    crew, boats, old = (
        Unit(organisation=cast.utility, name=name) for name in ("Field crew", "Boats", "Old stores")
    )
    crew.parent = old.parent = cast.unit
    crew.save()
    boats.parent, old.archived_on = crew, access.today()
    for unit, name in ((boats, "Yara"), (old, "Zola")):
        unit.save()
        Person.objects.create(organisation=cast.utility, name=name, unit=unit)
    client.force_login(cast.users["amina"])

    assert shown(client, "people", unit=cast.unit.pk) == ["Chidi"]
    assert shown(client, "people", unit=cast.unit.pk, below="on") == ["Chidi", "Yara"]
    assert [row[0] for row in exported(client, "people", unit=cast.unit.pk, below="on")] == ["Chidi", "Yara"]
    chips = client.get(address("people", unit=cast.unit.pk, below="on")).context["chips"]
    assert "With all units below" in [one.text for one in chips]
    alone = client.get(address("people", below="on"))
    assert len(alone.context["page"]) > 2
    assert alone.context["chips"] == []


def test_a_partner_can_t_find_out_by_filters_who_is_in_a_unit_or_has_an_account(client, cast):
    Person.objects.filter(pk=cast.people["bo"].pk).update(unit=cast.unit)
    client.force_login(cast.users["dana"])

    assert shown(client, "people", unit=cast.unit.pk) == shown(client, "people")  # an impossible choice
    assert shown(client, "people", unit=cast.unit.pk, below="on") == shown(client, "people")
    assert "Bo" not in shown(client, "people", account="yes")
    assert "Bo" not in shown(client, "people", account="no")


def test_organisations_are_narrowed_by_country_and_by_whether_they_are_contractors(client, cast):
    Organisation.objects.filter(pk=cast.university.pk).update(country="Kenya")
    Organisation.objects.filter(pk=cast.agency.pk).update(contractor_of=cast.utility)
    client.force_login(cast.users["amina"])

    assert shown(client, "organisations", country="Kenya") == ["University"]
    assert shown(client, "organisations", part="contractor") == ["River Agency"]
    assert shown(client, "organisations", part="partner") == ["University", "Water Utility"]


def test_partnerships_are_narrowed_by_member_and_to_those_in_which_one_has_a_part(client, cast):
    other = Partnership.objects.create(name="Dry Land", slug="dry-land", started_on=LONG_AGO)
    Membership.objects.create(partnership=other, organisation=cast.university, joined_on=LONG_AGO)
    client.force_login(cast.users["dana"])

    assert shown(client, "partnerships") == ["Clean River", "Dry Land"]
    assert shown(client, "partnerships", member=cast.utility.pk) == ["Clean River"]
    assert shown(client, "partnerships", mine="on") == ["Clean River"]


def test_actions_are_narrowed_by_owner_group_and_days(client, cast):
    joint = {"organisation": cast.utility, "partnership": cast.partnership}
    Action.objects.create(title="Early", owner=cast.people["bo"], due_on=date(2026, 1, 10), **joint)
    Action.objects.create(title="Later", group=cast.group, due_on=date(2026, 2, 10), **joint)
    client.force_login(cast.users["amina"])

    assert shown(client, "actions", owner="bo") == ["Early"]
    assert shown(client, "actions", whose="nobody") == ["Later"]
    assert shown(client, "actions", group=cast.group.pk) == ["Later"]
    assert shown(client, "actions", due_from="2026-01-11") == ["Later"]
    assert shown(client, "actions", due_to="2026-01-10") == ["Early"]
    assert shown(client, "actions", due_from="never") == ["Early", "Later"]


def test_what_narrows_a_list_is_said_and_can_be_taken_off_one_by_one(client, cast):
    client.force_login(cast.users["amina"])
    query = {"q": "o", "level": "staff", "sort": "-name", "page": 1}

    response = client.get(address("people", **query))
    due = client.get(address("actions", due_from="2026-01-11", partnership="clean-river", state="open"))

    chips = {chip.text: chip.without for chip in response.context["chips"]}
    assert chips == {"Search: o": "level=staff&sort=-name", "Level: Staff": "q=o&sort=-name"}
    assert "?level=staff&amp;sort=-name" in response.content.decode()
    assert [chip.text for chip in due.context["chips"]] == [
        "Partnership: Clean River",
        "Due from: 11 Jan 2026",
    ]
    assert 'filters-more" open' in due.content.decode()


def test_what_more_filters_offer_is_there_when_they_are_opened(client, cast):
    client.force_login(cast.users["amina"])
    unit, other = f'value="{cast.unit.pk}"', Unit.objects.create(organisation=cast.outsider, name="Others")

    shut = client.get(address("people", level="staff")).content.decode()
    opened = client.get(address("people", level="staff", more="open")).content.decode()

    assert "Operations · Water Utility" not in shut
    assert 'hx-get="/people/?level=staff&amp;more=open"' in shut
    assert f"<option {unit}>Operations · Water Utility</option>" in opened
    assert other.name not in opened


def test_opened_filters_are_not_kept_in_a_view():
    assert kept_query("more=open&level=staff") == "level=staff"


def test_a_choice_says_what_was_chosen_also_beyond_those_it_offers(client, cast, monkeypatch):
    monkeypatch.setattr(narrow, "MOST", 1)
    client.force_login(cast.users["amina"])

    page = client.get(address("people", organisation=cast.utility.pk)).content.decode()

    assert f'<option value="{cast.utility.pk}" selected>Water Utility</option>' in page
    assert "River Agency</option>" in page
    assert "University</option>" not in page


def test_a_file_and_its_page_cost_the_same_number_of_queries_for_any_length(client, cast):
    client.force_login(cast.users["amina"])
    counts = set()

    for number in range(3):
        owner = make_person(cast.utility, f"P{number}")
        Action.objects.create(title=f"A {number}", organisation=cast.utility, owner=owner)
        with CaptureQueriesContext(connection) as page:
            client.get(address("actions"))
        with CaptureQueriesContext(connection) as file:
            b"".join(client.post(address("actions"), {"export": "csv"}))
        counts.add((len(page), len(file)))

    assert len(counts) == 1
