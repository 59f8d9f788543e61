"""Which partnerships' traction has to be counted again, and from which day on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from engagement.alerts import SLIP_DAYS
from engagement.choices import Audience
from engagement.models import Counted, Recount, Snapshot
from engagement.queries.news import news_in, watched
from engagement.queries.traction import Scores
from partnering.choices import Phase
from partnering.models import Partnership, RowChange

SETTLES = timedelta(days=1)
"""A long import is noted when it begins and seen when it ends: so much further back the first count of a day looks."""


def counts_due(today: date) -> dict[Partnership, date]:
    """The partnerships to be counted, with the first day of each, in a constant number of queries.

    Because somebody asked for it; because rows on which it rests were changed since it was last counted, and then from
    the day on from which that has an influence; or, while it lives, because the day is new. A night without power
    loses nothing: the days that were missed are counted with the next one.
    """
    rows = {row.pk: row for row in _with_days(Partnership.objects.filter(started_on__lte=today))}
    since: dict[int, date] = {}

    def ask(pk: int, day: date) -> None:
        if pk in rows and day <= today:
            since[pk] = min(since.get(pk, day), day)

    for pk, row in rows.items():
        if row.asked_since:
            ask(pk, row.asked_since)
        if row.phase in Phase.LIVE and (row.latest is None or row.latest < today):
            ask(pk, row.latest + timedelta(days=1) if row.latest else date.min)
    for change, pk, day in _news(rows.values(), today):
        if pk in rows and change.at > rows[pk].looked_at:
            ask(pk, day)
    return {rows[pk]: max(day, rows[pk].started_on) for pk, day in since.items()}


def _with_days(partnerships: QuerySet[Partnership]) -> QuerySet[Any]:
    """Adds the day asked for, the latest day counted, and when that was."""
    own = {"partnership": OuterRef("pk")}
    asked = Recount.objects.filter(**own).order_by().values("partnership").annotate(day=Min("since"))
    counted = Snapshot.objects.whole().filter(**own).order_by("-on")
    return partnerships.annotate(
        asked_since=Subquery(asked.values("day")),
        latest=Subquery(counted.values("on")[:1]),
        counted_at=Subquery(Counted.objects.filter(**own).values("at")),
    )


def _news(rows: Iterable[Any], today: date) -> Iterator[tuple[RowChange, int, date]]:
    """What was changed since the partnerships that live were last counted, or today where that is longer."""
    earliest = timezone.now()
    for row in rows:
        # What was never counted is counted from its start anyway.
        row.looked_at = row.counted_at or timezone.now()
        if row.phase in Phase.LIVE and row.counted_at:
            if row.latest is None or row.latest < today:
                row.looked_at -= SETTLES
            earliest = min(earliest, row.looked_at)
    earliest = min(earliest, timezone.now() - SETTLES)
    return news_in(watched(RowChange.objects.filter(at__gt=earliest)).order_by("pk").iterator())


def recorded_scores(runs: Mapping[int, tuple[date, date]]) -> dict[int, Scores]:
    """The scores of 60 days before the days of runs, as they were recorded, of those partnerships that have all.

    Runs are given as the first and the last day of each partnership. Days within a run are left out, since they are
    counted anew.
    """
    wanted = {pk: _days_before(begins, ends) for pk, (begins, ends) in runs.items()}
    asked = [day for days in wanted.values() for day in days]
    if not asked:
        return {}
    found: dict[int, dict[tuple[int | None, date], float | None]] = {pk: {} for pk in runs}
    rows = Snapshot.objects.filter(
        Q(organisation=None) | Q(audience=Audience.OWN), partnership__in=list(runs)
    )
    for pk, organisation, on, score in (
        rows.filter(on__range=(min(asked), max(asked)))
        .order_by()
        .values_list("partnership", "organisation", "on", "score")
    ):
        if on in wanted[pk]:
            found[pk][organisation, on] = score
    return {pk: scores for pk, scores in found.items() if all((None, day) in scores for day in wanted[pk])}


def _days_before(begins: date, ends: date) -> set[date]:
    length = min((ends - begins).days + 1, SLIP_DAYS)
    return {begins - timedelta(days=SLIP_DAYS - number) for number in range(length)}
