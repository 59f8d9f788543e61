"""The import in the browser: upload, look, confirm; nobody sees or confirms another's file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from conftest import Cast
from partnering import importing
from partnering.importing import read_register
from partnering.models import AuditEntry, ImportFile, Organisation, Person
from partnering.services.importing import carry_out_file, keep_import_file

GOOD = b"organisation,name,email,Shoe size\nNewcomer,Jo,jo@newcomer.example,41\n"
MIXED = GOOD + b"Newcomer,Al,broken,40\n"


def upload(client: Any, content: bytes, name: str = "people.csv") -> Any:
    return client.post(reverse("partnering:import"), {"file": SimpleUploadedFile(name, content)})


def waiting(cast: Cast, content: bytes = GOOD, who: str = "fola") -> ImportFile:
    return keep_import_file(by=cast.users[who], name="people.csv", content=content)


def test_a_manager_imports_from_upload_to_result(client, cast):
    client.force_login(cast.users["fola"])

    preview = client.get(upload(client, MIXED).url)
    page = preview.content.decode()
    for words in ("2 rows", "1 row can", "Shoe size"):
        assert words in page
    assert "isn&#x27;t an e-mail address" in page
    file = ImportFile.objects.get()
    refused = client.post(reverse("partnering:carry-out-import", args=[file.pk]), follow=True)
    assert "leave these rows out" in refused.content.decode()
    assert not Organisation.objects.filter(name="Newcomer").exists()
    done = client.post(
        reverse("partnering:carry-out-import", args=[file.pk]), {"leave_out_bad": "on"}, follow=True
    )

    assert done.status_code == 200
    assert "1 bad row was left out" in done.content.decode()
    assert Organisation.objects.get(name="Newcomer").get_absolute_url() in done.content.decode()
    assert not ImportFile.objects.exists()


def test_a_second_import_says_that_nothing_changes(client, cast):
    carry_out_file(file=waiting(cast))
    client.force_login(cast.users["fola"])
    file = waiting(cast)

    assert "Nothing to change" in client.get(file.get_absolute_url()).content.decode()
    answer = client.post(reverse("partnering:carry-out-import", args=[file.pk]), follow=True)
    assert "Nothing was changed" in answer.content.decode()


def test_a_preview_shows_what_changes_from_what_to_what(client, cast):
    carry_out_file(file=waiting(cast))
    client.force_login(cast.users["fola"])
    file = waiting(cast, b"organisation,name,email\nNewcomer,Joanna,jo@newcomer.example\n")

    page = client.get(file.get_absolute_url()).content.decode()

    assert '<del class="muted">Jo</del>' in page
    assert "Joanna" in page


def test_long_lists_are_paged_and_each_list_can_be_chosen(client, cast):
    lines = "\n".join(f"Newcomer,P{n},p{n}@newcomer.example" for n in range(40))
    file = waiting(cast, f"organisation,name,email\n{lines}\nNewcomer,X,broken\n".encode())
    client.force_login(cast.users["fola"])

    assert client.get(file.get_absolute_url()).context["show"] == "problems"
    second = client.get(file.get_absolute_url(), {"show": "new", "page": 2})
    assert (second.context["page"].number, len(second.context["page"].object_list)) == (2, 16)
    assert client.get(file.get_absolute_url(), {"show": "changes"}).context["show"] == "problems"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "The file is empty"), (b"a,b\n1,2\n", "no column"), (b"\x81\x8d", "neither a CSV")],
)
def test_a_file_that_cant_be_read_is_refused_on_the_spot(client, cast, content, words):
    client.force_login(cast.users["fola"])

    answer = upload(client, content)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_file_that_is_too_large_or_missing_is_refused(client, cast, monkeypatch):
    client.force_login(cast.users["fola"])
    monkeypatch.setattr("partnering.forms.imports.MAX_BYTES", 3)
    assert "larger than 20 MB" in upload(client, GOOD).content.decode()
    assert "Choose a file" in client.post(reverse("partnering:import")).content.decode()


def test_a_file_that_waits_is_offered_again_and_can_be_thrown_away(client, cast):
    file = waiting(cast)
    client.force_login(cast.users["fola"])
    assert file.get_absolute_url() in client.get(reverse("partnering:import")).content.decode()

    client.post(reverse("partnering:cancel-import", args=[file.pk]))

    assert not ImportFile.objects.exists()
    assert file.get_absolute_url() not in client.get(reverse("partnering:import")).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_templates_are_downloaded_as_files(client, cast, kind):
    client.force_login(cast.users["fola"])

    answer = client.get(reverse(f"partnering:import-template-{kind}"))

    assert answer.headers["Content-Disposition"] == f'attachment; filename="traction-import.{kind}"'
    with pytest.raises(importing.UnreadableFile):  # only the example row, which is passed over
        read_register(answer.content)


@pytest.mark.parametrize(
    ("who", "status"),
    [("amina", 200), ("bo", 404), ("chidi", 404), ("dana", 200), ("eve", 200), ("fola", 200)],
)
@pytest.mark.parametrize("route", ["import", "import-template-csv", "import-template-xlsx"])
def test_only_managers_and_leads_import(client, cast, route, who, status):
    client.force_login(cast.users[who])

    assert client.get(reverse(f"partnering:{route}")).status_code == status


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve"])
def test_nobody_sees_confirms_or_cancels_anothers_file(client, cast, who):
    file = waiting(cast)
    client.force_login(cast.users[who])

    assert client.get(file.get_absolute_url()).status_code == 404
    for route in ("carry-out-import", "cancel-import"):
        assert client.post(reverse(f"partnering:{route}", args=[file.pk])).status_code == 404
    page = client.get(reverse("partnering:import"))
    assert page.status_code == 404 or "people.csv" not in page.content.decode()
    assert ImportFile.objects.filter(pk=file.pk).exists()
    assert not Person.objects.filter(name="Jo").exists()


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve"])
def test_nobody_reads_the_result_of_anothers_import(client, cast, who):
    entry = carry_out_file(file=waiting(cast)).entry
    client.force_login(cast.users[who])

    assert client.get(reverse("partnering:import-done", args=[entry.pk])).status_code == 404


def test_an_entry_of_the_record_that_is_no_import_isnt_shown_as_one(client, cast):
    entry = AuditEntry.objects.create(
        actor=cast.users["fola"], verb="changed", thing="x", thing_pk="1", label="x"
    )
    client.force_login(cast.users["fola"])

    assert client.get(reverse("partnering:import-done", args=[entry.pk])).status_code == 404


def test_who_lost_the_right_to_import_loses_the_file_too(client, cast):
    file = waiting(cast)
    cast.people["fola"].roles.all().delete()
    client.force_login(cast.users["fola"])

    assert client.get(file.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_costs_the_same_for_any_length(client, cast, rows, django_assert_max_num_queries):
    lines = "\n".join(f"Newcomer {n},P{n},p{n}@newcomer.example" for n in range(rows))
    file = waiting(cast, f"organisation,name,email\n{lines}\n".encode())
    client.force_login(cast.users["fola"])

    with django_assert_max_num_queries(15):
        client.get(file.get_absolute_url())


def test_without_signing_in_every_page_leads_to_the_sign_in(client, cast):
    for route in ("import", "import-template-csv", "import-template-xlsx"):
        assert client.get(reverse(f"partnering:{route}")).url.startswith(reverse("account_login"))
