"""Nudges and reports on PostgreSQL: workers race for the same people and rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from engagement.models import Nudge, Report
from engagement.services import nudges, reports
from partnering import access
from partnering.models import Action, OutgoingMessage

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def race(work, runners: int = 4) -> list:
    """The same work in several connections at once."""
    start = Barrier(runners)

    def run(_):
        try:
            start.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(runners) as workers:
        return list(workers.map(run, range(runners)))


def test_rounds_that_race_write_to_each_person_once(cast):
    day = access.today()
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for name in ("amina", "bo", "chidi", "dana"):
        person = cast.people[name]
        for days in (0, 2, 5):
            Action.objects.create(
                title="Something",
                organisation=person.organisation,
                owner=person,
                due_on=day - timedelta(days=days),
            )

    race(lambda: nudges.nudge(now=now))

    assert Nudge.objects.count() == 12
    assert not Nudge.objects.exclude(state=Nudge.State.CLAIMED).exists()
    assert OutgoingMessage.objects.filter(kind="nudge").count() == 4


def test_buttons_pressed_at_once_make_one_report_and_one_worker_makes_it(cast):
    asked = race(lambda: reports.request_report(partnership=cast.partnership, by=cast.users["bo"]).pk)
    assert len(set(asked)) == 1

    made = race(lambda: reports.make_report(pk=asked[0], now=timezone.now()), runners=3)

    assert sorted(made) == [False, False, True]
    assert Report.objects.get().attempts == 1
