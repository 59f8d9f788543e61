"""How an import is written: the same by either way, and others wait for it as short as can be."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from conftest import Cast
from partnering import importing as files
from partnering.errors import DomainError
from partnering.models import AuditEntry, Organisation, Person, RowChange, Unit
from partnering.services import import_drafts, importing
from partnering.services.importing import Outcome, carry_out_import

pytestmark = pytest.mark.both

AHEAD = connection.vendor == "sqlite"
FILE = b"""organisation,sector,country,unit,parent unit,name,email,job title,joined on
River Agency,,,Field work,,Fola Ade,fola@river-agency.example,Director,
Newcomer,business,,Labs,,Jo,jo@newcomer.example,Chemist,2024-03-31
Newcomer,,Ireland,Labs,Science,Al,al@newcomer.example,,
River Agency,,Chile,Field work,Science,,,,
Newcomer,,,Science,Everything,\xc3\x89va,eva@newcomer.example,Dean,
"""


def carried_out(cast: Cast, content: bytes = FILE, **options: Any) -> Outcome:
    Organisation.objects.filter(pk=cast.agency.pk).update(steward=cast.users["fola"])
    operations, _made = Unit.objects.get_or_create(organisation=cast.agency, name="Operations")
    Person.objects.filter(pk=cast.people["fola"].pk).update(unit=operations)
    rows = files.Rereadable(content, files.REGISTER)
    return carry_out_import(rows=rows, by=cast.users["fola"], name="people.csv", **options)


def noted() -> list[tuple[str, ...]]:
    """What the record tells, but for the keys and moments that differ from one time to the next."""
    fields = ("thing", "label", "action", "changes", "actor_name")
    rows = RowChange.objects.exclude(thing="partnering.organisation").values_list(*fields)
    return sorted(tuple(map(str, row)) for row in rows)


def rows_there() -> list[list[tuple[str, ...]]]:
    """The register by names."""
    return [
        sorted(Organisation.objects.values_list("name", "sector", "country")),
        sorted(Unit.objects.values_list("name", "organisation__name", "parent__name"), key=str),
        sorted(
            Person.objects.values_list(
                "email", "name", "unit__name", "job_title", "organisation__name", "joined_on"
            ),
            key=str,
        ),
    ]


def test_what_is_prepared_ahead_is_the_same_as_what_is_written_batch_by_batch(cast, monkeypatch):
    monkeypatch.setattr(import_drafts, "BATCH", 1)
    ways = []
    for ahead in (3, 0):
        monkeypatch.setattr(importing, "AHEAD", ahead)
        with transaction.atomic():
            outcome = carried_out(cast)
            made = {label: len(rows) for label, rows in outcome.steps.made.items()}
            ways.append((rows_there(), noted(), outcome.preview, made, len(outcome.steps.changed)))
            transaction.set_rollback(True)

    assert ways[0] == ways[1]
    assert {row[1] for row in ways[0][0][2]} >= {"Éva", "Fola Ade"}


def test_everything_that_it_writes_is_tied_together_and_noted(cast):
    carried_out(cast)

    eva = Person.objects.get(name="Éva")
    assert (eva.unit.name, eva.unit.parent.name, eva.organisation.country) == (
        "Science",
        "Everything",
        "Ireland",
    )
    assert Person.objects.get(pk=cast.people["fola"].pk).unit.parent.name == "Science"
    note = RowChange.objects.get(thing="partnering.person", thing_pk=str(eva.pk))
    assert note.changes["email"] == [None, "eva@newcomer.example"]
    assert note.changes["unit"] == [None, "Science"]
    fola = RowChange.objects.filter(thing="partnering.person", thing_pk=str(cast.people["fola"].pk)).latest(
        "pk"
    )
    assert fola.changes["name"] == ["Fola", "Fola Ade"]
    assert fola.changes["job_title"] == ["", "Director"]
    assert fola.changes["unit"] == ["Operations", "Field work"]
    assert fola.actor_name == ""  # nobody acts in a test; the job says who does
    later = Person.objects.create(organisation=cast.agency, name="Later")
    assert later.pk > eva.pk


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_it_is_prepared(cast):
    seen = []

    def look(draft: Any) -> None:
        seen.append(connection.in_atomic_block)

    carried_out(cast, after=look, finish=look)

    # PostgreSQL lets them go on anyway.
    assert seen == [not AHEAD, True]


def test_what_was_changed_in_the_register_meanwhile_is_looked_at_again(cast):
    batches = []

    def rename(draft: Any) -> None:
        batches.append(draft.rows)
        if len(batches) == 1:
            Person.objects.filter(pk=cast.people["dana"].pk).update(name="Dana Roe")

    carried_out(cast, after=rename)

    assert len(batches) == (2 if AHEAD else 1)
    assert Person.objects.filter(name="Jo").count() == 1
    assert AuditEntry.objects.filter(verb="imported").count() == 1


def test_what_the_register_has_no_place_for_any_more_is_refused_as_a_whole(cast):
    def took_the_address(draft: Any) -> None:
        if not Person.objects.filter(email="jo@newcomer.example", organisation=cast.agency).exists():
            Person.objects.create(organisation=cast.agency, name="Jo", email="jo@newcomer.example")

    with pytest.raises((DomainError,)):
        carried_out(cast, after=took_the_address)

    assert not Organisation.objects.filter(name="Newcomer").exists()


def test_a_register_that_never_rests_is_imported_while_others_wait(cast):
    batches = []

    def rename(draft: Any) -> None:
        batches.append(draft.rows)
        Person.objects.filter(pk=cast.people["dana"].pk).update(name=f"Dana {len(batches)}")

    carried_out(cast, after=rename)

    assert len(batches) == (importing.AHEAD + 1 if AHEAD else 1)
    assert Person.objects.filter(name="Jo").count() == 1


def test_changes_elsewhere_do_not_make_it_look_again(cast):
    batches = []

    def rename(draft: Any) -> None:
        batches.append(draft.rows)
        type(cast.group).objects.filter(pk=cast.group.pk).update(name=f"Group {len(batches)}")

    carried_out(cast, after=rename)

    assert len(batches) == 1


def test_rows_that_can_be_gone_through_only_once_are_kept_for_another_look(cast):
    batches = []

    def rename(draft: Any) -> None:
        batches.append(draft.rows)
        if len(batches) == 1:
            Person.objects.filter(pk=cast.people["dana"].pk).update(name="Dana Roe")

    rows = iter(files.read_register(b"organisation\nNewcomer\n").rows)
    carry_out_import(rows=rows, by=cast.users["fola"], name="a.csv", after=rename)

    assert Organisation.objects.filter(name="Newcomer").count() == 1
