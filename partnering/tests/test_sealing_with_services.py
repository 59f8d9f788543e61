"""The sealed record on PostgreSQL: sealers race, and the database itself refuses to change or cut it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction

from partnering.models import AuditEntry, AuditSeal
from partnering.services import sealing
from partnering.services.audit import record

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_two_sealers_that_race_make_one_chain(cast, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 7)
    for number in range(60):
        record(by=None, verb=f"did {number}", thing=cast.unit, organisation=cast.utility)
    start = Barrier(2)

    def work(_):
        try:
            start.wait()
            return sealing.seal_entries()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(work, range(2)))

    verdict = sealing.verify()
    assert (verdict.fault, verdict.unsealed) == ("", 0)
    assert sum(counts) == verdict.sealed == AuditSeal.objects.count() >= 60


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "column"),
    [("partnering_auditentry", "label"), ("partnering_rowchange", "label"), ("partnering_auditseal", "hash")],
)
def test_the_database_refuses_to_change_or_remove_entries(cast, table, column, statement):
    record(by=None, verb="did", thing=cast.unit, organisation=cast.utility)
    sealing.seal_entries()
    with pytest.raises(DatabaseError, match="is only ever added to"), transaction.atomic():
        connection.cursor().execute(statement.format(table, column, column))
    assert AuditEntry.objects.exists()
