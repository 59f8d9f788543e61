"""Recording traction: a snapshot a day, and the alerts that follow from them.

The rows of what people did are the truth; snapshots can be thrown away and counted again, and come out the same.
Partnerships are counted in batches, so that a night with thousands of them asks the database as few questions, and
holds as little in memory, as one batch does.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from engagement.alerts import SLIP_DAYS
from engagement.models import Counted, Recount, Snapshot
from engagement.queries.counting import counts_due, recorded_scores
from engagement.queries.evidence import evidence_of_all
from engagement.queries.traction import Count
from engagement.services.episodes import record_episodes
from engagement.services.snapshots import store_snapshots
from partnering import access
from partnering.models import Partnership

GRACE = timedelta(minutes=1)
"""A change is noted a moment before it is committed; so much further back the next count looks for news."""

TOGETHER = 250
"""So many partnerships are counted at once."""

MOST_DAYS = 800
"""So many days of partnerships are counted at once, at most: a whole past is long."""


@dataclass(frozen=True)
class Run:
    """A partnership, and the first and the last day on which it is to be counted."""

    partnership: Partnership
    begins: date
    ends: date

    @property
    def days(self) -> int:
        """How many days that are; none when it ended before."""
        return max((self.ends - self.begins).days + 1, 0)

    @property
    def is_whole(self) -> bool:
        """Whether nothing lies before."""
        return self.begins == self.partnership.started_on


def refresh_traction(*, now: datetime) -> int:
    """Count what is due by now. Returns how many partnerships were counted; safe to run twice at once."""
    today = access.day_of(now)
    due = counts_due(today)
    runs = [_run(partnership, since, today) for partnership, since in due.items()]
    return sum(1 for batch in _batches(runs) for rows in _count(batch).values() if rows)


def take_snapshots(*, on: date, partnerships: Iterable[Partnership] | None = None) -> int:
    """Take the snapshots of one day, of all partnerships that live then unless told which. Returns how many rows."""
    rows = Partnership.objects.live() if partnerships is None else partnerships
    runs = [_run(partnership, on, on) for partnership in rows]
    return sum(sum(_count(batch).values()) for batch in _batches(runs))


def backfill_snapshots(
    *, partnership: Partnership, first: date | None = None, last: date | None = None
) -> int:
    """Take the snapshots of all days of a partnership from one day to another, in place of those that were there.

    Unless told it is all its days, until today. Returns how many rows were written: 0 when somebody else counted
    the same partnership meanwhile, whose count stands until the next.
    """
    run = _run(partnership, first or partnership.started_on, last or access.today())
    return sum(_count([run]).values())


def _run(partnership: Partnership, first: date, last: date) -> Run:
    ends = min(last, partnership.ended_on or date.max)
    return Run(partnership, max(first, partnership.started_on), ends)


def _batches(runs: Iterable[Run]) -> Iterable[list[Run]]:
    """Runs that begin together lie together, the latest first: these need the least, and are what people wait for."""
    batch: list[Run] = []
    days = 0
    for run in sorted(runs, key=lambda one: (one.begins, one.partnership.pk), reverse=True):
        if batch and (len(batch) == TOGETHER or days + run.days > MOST_DAYS):
            yield batch
            batch, days = [], 0
        batch.append(run)
        days += run.days
    if batch:
        yield batch


def _count(runs: Sequence[Run]) -> dict[int, int]:
    """Count partnerships and record the outcome. Returns how many rows were written, by partnership."""
    started = timezone.now()
    versions = _versions(runs, started)
    asked = list(Recount.objects.filter(partnership__in=list(versions)))
    with _no_search_for_circles():
        rows = _snapshots(runs)
    with transaction.atomic():
        mine = _claim(versions, started)
        kept = [run for run in runs if run.partnership.pk in mine]
        _clear(kept)
        store_snapshots(row for run in kept for row in rows[run.partnership.pk])
        begun = {run.partnership.pk: run.begins for run in kept}
        whole = {run.partnership.pk for run in kept if run.is_whole}
        Recount.objects.filter(
            pk__in=[
                one.pk
                for one in asked
                if one.partnership_id in begun
                and (one.partnership_id in whole or one.since >= begun[one.partnership_id])
            ]
        ).delete()
        if begun:
            record_episodes({pk: None if pk in whole else on for pk, on in begun.items()})
    return {run.partnership.pk: len(rows[run.partnership.pk]) for run in kept}


@contextmanager
def _no_search_for_circles() -> Iterator[None]:
    """Without Python's search for rows that hold each other, which took a third of the time: none here do."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _versions(runs: Iterable[Run], started: datetime) -> dict[int, int]:
    """How often each was counted before: who counts beside us is seen by it."""
    keys = [run.partnership.pk for run in runs]
    Counted.objects.bulk_create(
        [Counted(partnership_id=pk, at=started - GRACE) for pk in keys], ignore_conflicts=True
    )
    found = Counted.objects.filter(partnership__in=keys)
    return dict(found.values_list("partnership", "version"))


def _claim(versions: Mapping[int, int], started: datetime) -> set[int]:
    """Mark those as counted that nobody counted meanwhile, and tell which these are."""
    rows = Counted.objects.select_for_update().filter(partnership__in=list(versions)).order_by("pk")
    mine = {row.partnership_id: row.pk for row in rows if row.version == versions[row.partnership_id]}
    marked = Counted.objects.filter(pk__in=list(mine.values()))
    marked.update(version=F("version") + 1, at=started - GRACE)
    return set(mine)


def _snapshots(runs: Sequence[Run]) -> dict[int, list[Snapshot]]:
    """The snapshots of all days of all runs, unsaved."""
    recorded = recorded_scores({run.partnership.pk: (run.begins, run.ends) for run in runs})
    known = [run for run in runs if run.partnership.pk in recorded]
    # Of the others the scores of 60 days before are counted as well.
    others = [run for run in runs if run.partnership.pk not in recorded]
    found: dict[int, list[Snapshot]] = {}
    for some, back in ((known, 0), (others, SLIP_DAYS)):
        if not some:
            continue
        since = min(run.begins for run in some) - timedelta(days=back)
        evidence = evidence_of_all([run.partnership for run in some], since)
        for run in some:
            pk = run.partnership.pk
            count = Count(run.partnership, evidence.pop(pk), recorded.get(pk, {}))
            days = (run.begins + timedelta(days=number) for number in range(run.days))
            found[pk] = [row for day in days for row in count.snapshots(day)]
    return found


def _clear(runs: Iterable[Run]) -> None:
    """Remove what was recorded of the days that were counted anew."""
    together: dict[tuple[date, date], list[int]] = defaultdict(list)
    for run in runs:
        together[run.begins, run.ends].append(run.partnership.pk)
    for days, keys in together.items():
        Snapshot.objects.filter(Q(partnership__in=keys), on__range=days).delete()
