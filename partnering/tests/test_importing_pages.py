"""The import in the browser: upload, look, confirm; nobody sees or confirms another's file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from conftest import Cast
from partnering import importing
from partnering.importing import read_register
from partnering.models import ImportFile, Organisation, Person
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import

GOOD = b"organisation,name,email,Shoe size\nNewcomer,Jo,jo@newcomer.example,41\n"
MIXED = GOOD + b"Newcomer,Al,broken,40\n"


def upload(client: Any, content: bytes, name: str = "people.csv") -> Any:
    return client.post(reverse("partnering:import"), {"file": SimpleUploadedFile(name, content)})


def work(file: ImportFile) -> None:
    work_on_import(pk=file.pk, now=timezone.now())
    file.refresh_from_db()


def checked(file: ImportFile) -> ImportFile:
    work(file)
    assert file.state == "checked"
    return file


def waiting(cast: Cast, content: bytes = GOOD, who: str = "fola") -> ImportFile:
    return checked(keep_import_file(by=cast.users[who], name="people.csv", content=content))


def carried_out(cast: Cast, content: bytes = GOOD) -> ImportFile:
    file = waiting(cast, content)
    confirm_import(file=file)
    work(file)
    return file


def test_a_manager_imports_from_upload_to_result(client, cast):
    client.force_login(cast.users["fola"])

    upload(client, MIXED)
    file = checked(ImportFile.objects.get())
    preview = client.get(file.get_absolute_url())
    page = preview.content.decode()
    for words in ("2 rows", "1 row can", "Shoe size"):
        assert words in page
    assert "isn&#x27;t an e-mail address" in page
    refused = client.post(reverse("partnering:carry-out-import", args=[file.pk]), follow=True)
    assert "leave these rows out" in refused.content.decode()
    assert not Organisation.objects.filter(name="Newcomer").exists()
    client.post(reverse("partnering:carry-out-import", args=[file.pk]), {"leave_out_bad": "on"})
    work(file)
    done = client.get(file.get_absolute_url())

    assert done.status_code == 200
    assert "1 bad row was left out" in done.content.decode()
    assert Organisation.objects.get(name="Newcomer").get_absolute_url() in done.content.decode()
    assert not ImportFile.objects.exclude(content=b"").exists()


def test_a_second_import_says_that_nothing_changes(client, cast):
    carried_out(cast)
    client.force_login(cast.users["fola"])
    file = waiting(cast)

    assert "Nothing to change" in client.get(file.get_absolute_url()).content.decode()
    client.post(reverse("partnering:carry-out-import", args=[file.pk]))
    work(file)
    answer = client.get(file.get_absolute_url())
    assert "Nothing was changed" in answer.content.decode()


def test_a_preview_shows_what_changes_from_what_to_what(client, cast):
    carried_out(cast)
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

    assert answer.headers["Content-Disposition"] == f'attachment; filename="traction-import-register.{kind}"'
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
    file = carried_out(cast)
    client.force_login(cast.users[who])

    for route in ("import-file", "import-progress", "import-bad-rows"):
        assert client.get(reverse(f"partnering:{route}", args=[file.pk])).status_code == 404


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


def test_the_page_tells_how_far_the_check_is_and_is_shown_anew_when_it_is_done(client, cast):
    file = keep_import_file(by=cast.users["fola"], name="people.csv", content=GOOD)
    client.force_login(cast.users["fola"])
    ImportFile.objects.filter(pk=file.pk).update(state="checking", rows_done=500, rows_total=2000)

    page = client.get(file.get_absolute_url()).content.decode()
    assert '<progress value="25"' in page
    assert "Look again" in page
    part = client.get(reverse("partnering:import-progress", args=[file.pk]))
    assert "500 of about 2,000 rows" in part.content.decode()
    assert "HX-Refresh" not in part
    ImportFile.objects.filter(pk=file.pk).update(state="uploaded")
    work(file)
    assert client.get(reverse("partnering:import-progress", args=[file.pk]))["HX-Refresh"] == "true"


def test_all_bad_rows_are_downloaded_with_their_reasons_and_can_be_mended_and_uploaded(client, cast):
    file = waiting(cast, b"organisation,name,email,phone\nNewcomer,Al,broken,+353 1\n")
    client.force_login(cast.users["fola"])

    content = client.get(reverse("partnering:import-bad-rows", args=[file.pk])).content

    assert b"isn't an e-mail address" in content
    mended = read_register(content.replace(b"broken", b"al@newcomer.example"))
    assert (mended.rows[0].email, mended.rows[0].phone) == ("al@newcomer.example", "+353 1")
    assert mended.ignored == ("Line", "What is wrong")


def test_a_good_file_has_no_bad_rows_to_download(client, cast):
    client.force_login(cast.users["fola"])

    assert client.get(reverse("partnering:import-bad-rows", args=[waiting(cast).pk])).status_code == 404


def test_what_is_being_carried_out_cant_be_thrown_away(client, cast):
    file = waiting(cast)
    ImportFile.objects.filter(pk=file.pk).update(state="importing")
    client.force_login(cast.users["fola"])

    answer = client.post(reverse("partnering:cancel-import", args=[file.pk]), follow=True)

    assert "being carried out already" in answer.content.decode()
    assert "All rows are written at once" in answer.content.decode()


def test_a_file_that_is_damaged_further_down_says_so_on_its_page(client, cast):
    file = keep_import_file(by=cast.users["fola"], name="a.csv", content=b'organisation\nA\nB\n"C"x\n')
    work(file)
    client.force_login(cast.users["fola"])

    assert "From line 4 on" in client.get(file.get_absolute_url()).content.decode()
