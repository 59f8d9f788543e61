"""Where there is one writer, an undo is prepared before it writes: the same comes of it, and others hardly wait."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.db import connection, transaction

from partnering.models import AuditEntry, ImportFile, Organisation, OutgoingMessage, Person, RowChange, Unit
from partnering.services import import_undo, import_undo_jobs, importing
from partnering.services.import_undo_jobs import agree_to_undo
from partnering.tests.test_import_undo import NEW, State, imported, looked, reasons, tables, work

pytestmark = pytest.mark.both

AHEAD = connection.vendor == "sqlite"
CHANGED = "Water Utility,,,Desk,,,chidi@water-utility.example,Chief,,7,,,\n"


def agreed(cast: Any, lines: str = NEW) -> ImportFile:
    file = looked(imported(cast, lines, who="amina"))
    agree_to_undo(file=file)
    return file


def noted(since: int) -> list[dict[str, Any]]:
    left_out = ("id", "event", "at", "previous_hash", "hash")
    rows = RowChange.objects.filter(pk__gt=since).order_by("thing", "thing_pk", "pk").values()
    return [{name: value for name, value in row.items() if name not in left_out} for row in rows]


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something each time when everything is looked at and nothing is written; tells how often it was."""
    times: list[int] = []

    def let(do: Any) -> list[int]:
        look = import_undo_jobs.undo_of

        def looked_at(*args: Any, **kwargs: Any) -> Any:
            undo = look(*args, **kwargs)
            times.append(len(times) + 1)
            do(times[-1])
            return undo

        monkeypatch.setattr(import_undo_jobs, "undo_of", looked_at)
        return times

    return let


def test_what_is_prepared_is_the_same_as_what_is_done_batch_by_batch(cast, monkeypatch):
    file, ways = agreed(cast, NEW + CHANGED), []
    newest = RowChange.objects.order_by("-pk").values_list("pk", flat=True)[0]
    for ahead in (3, 0):
        monkeypatch.setattr(importing, "AHEAD", ahead)
        with transaction.atomic():
            work(file)
            ways.append((file.state, file.undo, bytes(file.staying), tables(), noted(newest)))
            transaction.set_rollback(True)
        file.refresh_from_db()

    assert ways[0] == ways[1]
    assert ways[0][0] == State.UNDONE
    assert {row["thing"] for row in ways[0][4]} >= {"partnering.person", "partnering.unit"}


def test_what_was_changed_after_it_was_looked_at_stays(cast, meanwhile):
    file = agreed(cast)

    def change(time: int) -> None:
        if time == 1:
            Person.objects.filter(name="Jo").update(phone="999")

    times = meanwhile(change)
    work(file)

    assert times == ([1, 2] if AHEAD else [1])
    if AHEAD:
        assert file.state == State.UNDONE
        assert reasons(file)["Jo", ""] == "It was changed since."
        assert Person.objects.get(name="Jo").phone == "999"
        assert not Person.objects.filter(name="Al").exists()


@pytest.mark.sqlite  # other databases let others write meanwhile, and lock what they look at
def test_a_mail_of_which_the_record_does_not_tell_counts_as_a_change(cast, meanwhile):
    file = agreed(cast)
    before = import_undo.newest_rows()
    message = OutgoingMessage(key="meanwhile", kind="x", to_email="a@b.example")

    def write(time: int) -> None:
        if time == 1:
            message.save()

    times = meanwhile(write)
    work(file)

    assert times == [1, 2]
    assert file.state == State.UNDONE
    assert before != import_undo.newest_rows()


@pytest.mark.sqlite
def test_where_nothing_ever_rests_it_is_undone_while_others_wait(cast, meanwhile):
    file = agreed(cast)
    times = meanwhile(
        lambda time: Organisation.objects.filter(pk=cast.agency.pk).update(country=f"No. {time}")
    )

    work(file)

    assert times == [1, 2, 3, 4]
    assert file.state == State.UNDONE
    assert not Person.objects.filter(name__in=["Jo", "Al"]).exists()
    assert AuditEntry.objects.filter(verb="undid the import").count() == 1


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_others_may_write_while_it_is_prepared(cast, meanwhile):
    file = agreed(cast)
    held = []

    def another(_time: int) -> None:
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held.append(True)
        other.execute("ROLLBACK")
        other.close()

    meanwhile(another)
    work(file)

    assert held == [True]
    assert file.state == State.UNDONE
    assert not Unit.objects.filter(name="Desk").exists()
