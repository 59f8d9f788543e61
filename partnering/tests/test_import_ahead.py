"""Imports of tables are drafted before they are written: the same comes of it, and others wait as short as can be."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from partnering import registry
from partnering.importing import Entry
from partnering.models import Action, AuditEntry, Seat, WorkingGroup
from partnering.services import import_tables, importing
from partnering.tests.imported import held, numbers
from partnering.tests.test_import_kinds import BO, DANA, FOLA, HERE

pytestmark = pytest.mark.both

AHEAD = connection.vendor == "sqlite"
SEATS = (
    HERE | {"group": "Monitoring", "purpose": "To measure", "may decide": "Much", "email": BO},
    HERE | {"group": "Works", "purpose": "To build", "email": BO},
    HERE | {"group": "WORKS", "email": DANA},
    HERE | {"group": "Monitoring", "email": FOLA},
)


def carried_out(cast, kind, *rows, **options):
    given = [Entry(line, values) for line, values in enumerate(rows, start=2)]
    return registry.importers[kind].carry_out(rows=given, by=cast.users["fola"], name="a.csv", **options)


def test_what_is_drafted_ahead_is_the_same_as_what_is_written_batch_by_batch(cast, monkeypatch):
    monkeypatch.setattr(import_tables, "BATCH", 1)
    ways = []
    for ahead in (3, 0):
        monkeypatch.setattr(importing, "AHEAD", ahead)
        with transaction.atomic():
            outcome = carried_out(cast, "groups", *SEATS)
            groups = sorted(WorkingGroup.objects.values_list("name", "purpose", "may_decide"))
            seats = sorted(Seat.objects.values_list("group__name", "person__name", "started_on"))
            made = {label: len(rows) for label, rows in outcome.steps.made.items()}
            changed = sorted(one[2:] for one in outcome.steps.changed)
            ways.append((groups, seats, made, changed, numbers(outcome.preview)))
            transaction.set_rollback(True)

    assert ways[0] == ways[1]
    assert ways[0][0] == [("Monitoring", "To measure", "Much"), ("Works", "To build", "")]
    assert ways[0][2] == {"partnering.workinggroup": 1, "partnering.seat": 4}


def test_what_it_rests_on_was_changed_meanwhile_so_that_it_is_looked_at_again(cast):
    batches = []

    def put_away(work):
        batches.append(work.bad_rows)
        if len(batches) == 1:
            WorkingGroup.objects.filter(pk=cast.group.pk).update(name="Gauges")

    row = HERE | {"action": "Dig", "organisation": "University", "group": "Monitoring"}
    outcome = carried_out(cast, "actions", row, leave_out_bad=True, after=put_away)

    assert batches == ([0, 1] if AHEAD else [0])
    assert (outcome.entry is None, Action.objects.exists()) == (AHEAD, not AHEAD)


def test_where_nothing_ever_rests_it_is_imported_while_others_wait(cast):
    batches = []

    def rename(work):
        batches.append(work.rows)
        WorkingGroup.objects.filter(pk=cast.group.pk).update(purpose=f"No. {len(batches)}")

    carried_out(cast, "actions", HERE | {"action": "Dig", "organisation": "University"}, after=rename)

    assert len(batches) == (importing.AHEAD + 1 if AHEAD else 1)
    assert Action.objects.get().title == "Dig"
    assert AuditEntry.objects.filter(verb="imported").count() == 1


def test_nothing_is_written_while_it_is_drafted_and_all_or_nothing_after_it(cast, monkeypatch):
    monkeypatch.setattr(import_tables, "BATCH", 1)
    before = held(WorkingGroup, Seat)
    seen = []
    carried = carried_out(cast, "groups", *SEATS, after=lambda _work: seen.append(held(WorkingGroup, Seat)))
    # PostgreSQL lets others go on, so there each batch is written as it comes.
    assert (seen == [before] * len(SEATS)) is AHEAD
    assert len(carried.steps.made["partnering.seat"]) == len(SEATS)

    before = held(WorkingGroup, Seat, Action)

    def fails(_outcome):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        carried_out(cast, "actions", HERE | {"action": "Dig", "organisation": "University"}, finish=fails)
    assert held(WorkingGroup, Seat, Action) == before


def test_rows_of_several_batches_that_name_the_same_person_hold_one(cast, monkeypatch):
    monkeypatch.setattr(import_tables, "BATCH", 1)
    held = []
    save = import_tables._save

    def saved(work, steps):
        held.extend(one.owner for one in work.made)
        save(work, steps)

    monkeypatch.setattr(import_tables, "_save", saved)

    carried_out(cast, "actions", *(HERE | {"action": f"Dig {n}", "owner": FOLA} for n in range(3)))

    assert [one.owner for one in Action.objects.all()] == [cast.people["fola"]] * 3
    assert len(held) == 3
    assert len({id(one) for one in held}) == (1 if AHEAD else 3)
