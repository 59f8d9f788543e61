"""The import as a job: whoever is killed where, nothing is lost, done twice, or half done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import Cast
from partnering import importing
from partnering.errors import DomainError, NotAllowed
from partnering.models import AuditEntry, ImportFile, Organisation, Person, RowChange
from partnering.services import import_checks, import_drafts, import_jobs, progress
from partnering.services import importing as services
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import
from partnering.tasks import forget_old_import_files, work_on_due_imports

State = ImportFile.State
GOOD = b"organisation,name,email\nNewcomer,Jo,jo@newcomer.example\n"


class KilledError(BaseException):
    """As if the process were gone."""


def kill(*args: Any, **kwargs: Any) -> None:
    raise KilledError


def uploaded(cast: Cast, content: bytes = GOOD) -> ImportFile:
    return keep_import_file(by=cast.users["fola"], name="people.csv", content=content)


def work(file: ImportFile, *, after: timedelta = timedelta()) -> bool:
    went_on = work_on_import(pk=file.pk, now=timezone.now() + after)
    file.refresh_from_db()
    return went_on


def confirmed(cast: Cast, content: bytes = GOOD) -> ImportFile:
    file = uploaded(cast, content)
    work(file)
    confirm_import(file=file)
    return file


def test_an_upload_is_checked_waits_for_its_users_word_and_is_then_carried_out(cast):
    file = uploaded(cast, b"organisation,x\nNewcomer,1\n")

    assert work_on_due_imports() == 1
    file.refresh_from_db()
    assert (file.state, file.rows_done, file.summary["ignored"]) == (State.CHECKED, 1, ["x"])
    assert work_on_due_imports() == 0
    assert not Organisation.objects.filter(name="Newcomer").exists()
    confirm_import(file=file)
    assert work_on_due_imports() == 1
    file.refresh_from_db()
    assert (file.state, bytes(file.content)) == (State.DONE, b"")
    assert Organisation.objects.filter(name="Newcomer").exists()
    assert AuditEntry.objects.get(verb="imported").actor == cast.users["fola"]
    assert (
        RowChange.objects.get(thing="partnering.organisation", label="Newcomer").actor_id
        == cast.users["fola"].pk
    )


@pytest.mark.parametrize(
    ("room", "moment"),
    [(import_jobs, "_finish"), (services, "_alter"), (services, "_recorded"), (import_drafts, "_load")],
)
def test_an_import_that_is_killed_left_nothing_half_done_and_goes_on_after_its_lease(
    cast, monkeypatch, room, moment
):
    file = confirmed(cast)
    with monkeypatch.context() as patch:
        patch.setattr(room, moment, kill)
        with pytest.raises(KilledError):
            work(file)
    assert not Organisation.objects.filter(name="Newcomer").exists()
    assert not work(file)

    assert work(file, after=timedelta(minutes=16))

    assert file.state == State.DONE
    assert Person.objects.filter(name="Jo").count() == 1
    assert AuditEntry.objects.filter(verb="imported").count() == 1


def test_a_check_that_is_killed_begins_anew(cast, monkeypatch):
    file = uploaded(cast)
    with monkeypatch.context() as patch:
        patch.setattr(import_jobs, "_summary_of", kill)
        with pytest.raises(KilledError):
            work(file)

    assert not work(file)
    assert work(file, after=timedelta(minutes=3))
    assert file.state == State.CHECKED


def test_an_import_that_dies_again_and_again_says_that_it_failed(cast):
    file = uploaded(cast)
    ImportFile.objects.update(attempts=import_jobs.ATTEMPTS)

    assert not work(file)

    assert file.state == State.FAILED
    assert "interrupted" in file.error


@pytest.mark.parametrize("state", [State.CHECKING, State.IMPORTING])
def test_a_worker_whose_claim_was_taken_over_writes_nothing(cast, monkeypatch, state):
    file = uploaded(cast) if state == State.CHECKING else confirmed(cast)
    load = import_drafts._load

    def overtaken(*args: Any) -> None:
        ImportFile.objects.update(claim="another's")
        load(*args)

    monkeypatch.setattr(import_drafts, "_load", overtaken)

    assert not work(file)
    assert not Organisation.objects.filter(name="Newcomer").exists()
    assert not file.summary.get("organisations")


def test_a_file_that_is_thrown_away_while_it_is_checked_stops_the_check(cast, monkeypatch):
    file = uploaded(cast)
    load = import_drafts._load

    def thrown_away(*args: Any) -> None:
        import_jobs.forget_import_file(file=ImportFile.objects.get())
        load(*args)

    monkeypatch.setattr(import_drafts, "_load", thrown_away)

    assert not work_on_import(pk=file.pk, now=timezone.now())
    assert not ImportFile.objects.exists()


def test_what_changed_since_the_preview_is_looked_at_again_instead_of_imported(cast):
    file = confirmed(cast)
    Organisation.objects.create(name="Newcomer")

    work(file)
    assert file.state == State.UPLOADED
    work(file)

    assert file.state == State.CHECKED
    assert "can't be imported" in file.error
    assert file.summary["bad_rows"] == 1
    with pytest.raises(DomainError, match="leave these rows out"):
        confirm_import(file=file)


@pytest.mark.parametrize("make", [uploaded, confirmed])
def test_who_lost_the_right_meanwhile_imports_nothing(cast, make):
    file = make(cast)
    cast.people["fola"].roles.all().delete()

    work(file)

    assert file.state == State.FAILED
    assert not Organisation.objects.filter(name="Newcomer").exists()


def test_an_import_is_confirmed_once(cast):
    file = confirmed(cast)

    with pytest.raises(DomainError, match="any more"):
        confirm_import(file=file)


@pytest.mark.parametrize("who", ["bo", "chidi"])
def test_only_who_may_start_things_uploads(cast, who):
    with pytest.raises(NotAllowed):
        keep_import_file(by=cast.users[who], name="a.csv", content=GOOD)


def test_a_file_that_cant_be_read_isnt_kept(cast):
    with pytest.raises(DomainError, match="headings"):
        uploaded(cast, b"x\n1\n")


@pytest.mark.parametrize("fault", importing.Fault)
def test_each_fault_of_a_file_is_told_in_words(fault):
    assert len(import_checks.why_unreadable(importing.UnreadableFile(fault, "7"))) > 20


def test_what_nobody_confirmed_within_a_day_is_forgotten_and_what_was_done_stays(cast):
    done = confirmed(cast)
    work(done)
    for hours in (23, 25):
        file = uploaded(cast)
        ImportFile.objects.filter(pk=file.pk).update(created_at=timezone.now() - timedelta(hours=hours))
    ImportFile.objects.filter(pk=done.pk).update(
        created_at=timezone.now() - timedelta(days=31), finished_at=timezone.now() - timedelta(days=31)
    )

    assert forget_old_import_files() == 1

    assert ImportFile.objects.count() == 2
    done.refresh_from_db()
    assert bytes(done.steps) == b""


def test_how_far_the_writing_is_can_be_seen_while_it_goes_on(cast, client, monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    file = confirmed(cast, GOOD + b"Newcomer,Al,al@newcomer.example\n")
    client.force_login(cast.users["fola"])
    seen = []

    def look(file: ImportFile, outcome: Any) -> None:
        seen.append(client.get(reverse("partnering:import-progress", args=[file.pk])).content.decode())

    monkeypatch.setattr(progress.Teller, "_aside_of", lambda self: None)
    monkeypatch.setattr(import_jobs, "_finish", look)
    work(file)

    assert "2 of about 2 rows" in seen[0]
    assert "written at once" in seen[0]
    assert not list(tmp_path.glob("progress/*"))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_on_postgresql_the_writing_is_told_past_its_transaction(cast, monkeypatch):
    file = confirmed(cast, GOOD)
    seen = []

    def look(file: ImportFile, outcome: Any) -> None:
        seen.append(ImportFile.objects.values_list("rows_done", flat=True).get())

    monkeypatch.setattr(import_jobs, "_finish", look)
    work(file)

    assert seen == [1]
