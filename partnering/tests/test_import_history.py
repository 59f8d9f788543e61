"""An organisation's leads read who imported what for it; nothing of the rows, and nobody else reads of it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partnering.import_history import imports_of
from partnering.models import Organisation, Person
from partnering.services.import_jobs import confirm_import, keep_import_file
from partnering.tests.imported import imported, undone, work

FILE = b"organisation,unit,name,email\nWater Utility,Depot,Zqsecret,zq@water-utility.example\nWater Utility,,,broken\n"


def of_people(cast, who="amina", content=FILE, name="depot.csv"):
    file = keep_import_file(by=cast.users[who], name=name, content=content)
    work(file)
    confirm_import(file=file, leave_out_bad=True)
    return work(file)


def page_of(client, cast, who="amina"):
    client.force_login(cast.users[who])
    return client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk]))


def test_its_lead_reads_who_imported_which_file_when_and_how_much_it_did_and_that_it_was_undone(client, cast):
    file = of_people(cast)
    Person.objects.filter(name="Zqsecret").update(phone="+353 1 555 0100")
    undone(file)

    gone, made = imports_of(cast.users["amina"], cast.utility)
    assert (made.file, made.who, made.is_undo) == ("depot.csv", "Amina", False)
    assert made.did == ("Units: 1 added, 0 changed", "People: 1 added, 0 changed", "1 bad row left out")
    assert (gone.file, gone.is_undo) == ("depot.csv", True)
    assert gone.did[-1] == "2 things stayed"
    page = page_of(client, cast).content.decode()
    assert "depot.csv" in page
    assert "Undone" in page
    assert "Zqsecret" not in page


def test_what_a_colleague_imported_into_a_partnership_stands_there_too(cast):
    row = {"partnership": "Clean River", "action": "Count fish", "organisation": "Water Utility"}
    imported(cast, "actions", row, who="amina")

    assert [one.did for one in imports_of(cast.users["amina"], cast.utility)] == [
        ("Actions: 1 added, 0 changed",)
    ]


@pytest.mark.parametrize(
    ("who", "status"), [("bo", 404), ("chidi", 404), ("dana", 404), ("eve", 404), ("fola", 404)]
)
def test_nobody_else_reads_of_it(client, cast, who, status):
    of_people(cast)

    assert page_of(client, cast, who).status_code == status
    assert imports_of(cast.users[who], cast.utility) == []


def test_the_lead_of_one_organisation_reads_nothing_of_the_imports_of_another(client, cast):
    of_people(cast, "dana", b"organisation,unit\nUniversity,Zqlab\n", "zq.csv")
    of_people(cast)

    assert "zq.csv" not in page_of(client, cast).content.decode()
    assert [one.file for one in imports_of(cast.users["dana"], cast.university)] == ["zq.csv"]


def test_an_import_into_an_organisation_that_another_one_looks_after_is_read_by_its_lead(cast):
    Organisation.objects.filter(pk=cast.outsider.pk).update(steward=cast.users["fola"])
    of_people(cast, "fola", b"organisation,unit\nOutsider Works,Zqlab\n", "works.csv")

    assert [(one.file, one.who) for one in imports_of(cast.users["eve"], cast.outsider)] == [
        ("works.csv", "Fola")
    ]


def test_the_page_costs_the_same_for_any_number_of_imports(client, cast, django_assert_max_num_queries):
    for number in range(3):
        of_people(cast, content=f"organisation,unit\nWater Utility,Depot {number}\n".encode())

    client.force_login(cast.users["amina"])
    with django_assert_max_num_queries(10):
        client.get(reverse("partnering:organisation-reads", args=[cast.utility.pk]))


@pytest.mark.parametrize(("who", "shown"), [("amina", True), ("fola", False)])
def test_the_import_page_leads_leads_to_it(client, cast, who, shown):
    client.force_login(cast.users[who])

    page = client.get(reverse("partnering:import")).content.decode()

    assert ("Imports of your organisation" in page) == shown
