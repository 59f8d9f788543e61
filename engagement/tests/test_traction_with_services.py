"""Counting traction on PostgreSQL: workers race each other and those who log."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from engagement.models import Counted, Interaction, Recount, Snapshot
from engagement.queries.evidence import evidence_of
from engagement.queries.traction import Count
from engagement.services.traction import refresh_traction
from engagement.tests.builders import meet
from partnering import access
from partnering.models import Partnership

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def grown(cast):
    """Two months of meetings, never counted so far."""
    now = access.today()
    Partnership.objects.update(started_on=now - timedelta(days=60))
    cast.partnership.refresh_from_db()
    for number in range(60, 0, -10):
        meet(cast, "amina", "dana", on=now - timedelta(days=number))
    return cast


def in_threads(*works):
    start = Barrier(len(works))

    def run(work):
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_workers_that_race_leave_one_snapshot_a_day(grown):
    assert connection.vendor == "postgresql"
    in_threads(*[lambda: refresh_traction(now=timezone.now())] * 4)
    assert Snapshot.objects.whole().count() == 61
    assert Snapshot.objects.count() == 61 * 7
    assert Counted.objects.count() == 1
    assert not Recount.objects.exists()


def test_what_is_logged_while_others_count_is_counted_in_the_end(grown):
    now = access.today()

    def log():
        for number in range(10):
            meet(grown, "bo", "chidi", "fola", on=now - timedelta(days=3 * number))

    def count():
        for _ in range(4):
            refresh_traction(now=timezone.now())

    in_threads(log, count, count)
    refresh_traction(now=timezone.now())
    assert Interaction.objects.count() == 16
    assert not Recount.objects.exists()
    truth = Count(grown.partnership, evidence_of(grown.partnership))
    for row in Snapshot.objects.whole():
        assert row.score == pytest.approx(truth.whole(row.on).score)
