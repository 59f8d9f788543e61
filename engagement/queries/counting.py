"""Which partnerships' traction has to be counted again, and from which day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from engagement.alerts import SLIP_DAYS
from engagement.choices import Audience
from engagement.models import Counted, Recount, Snapshot
from engagement.queries.traction import Scores
from partnering.choices import Phase
from partnering.models import AuditEntry, Membership, Partnership

SETTLING_DAYS = 7
"""So far back a count goes after a change elsewhere: an action done last week is often ticked off today."""

NIGHTLY_DAYS = 35
"""So far back the first count of a day goes."""


def counts_due(today: date) -> dict[Partnership, date]:
    """The partnerships to be counted, with the first day of each, in one query.

    Because somebody asked for it; because something was noted about it or one of its members since it was last
    counted; or, while it lives, because the day is new. A night without power loses nothing: the days that were
    missed are counted with the next one.
    """
    due = {}
    for partnership in _with_news(Partnership.objects.filter(started_on__lte=today)):
        since = _since(partnership, today)
        if since is not None:
            due[partnership] = max(since, partnership.started_on)
    return due


def _with_news(partnerships: QuerySet[Partnership]) -> QuerySet[Any]:
    """Adds the day asked for, the latest day counted, and whether something was noted since."""
    own = {"partnership": OuterRef("pk")}
    asked = Recount.objects.filter(**own).order_by().values("partnership").annotate(day=Min("since"))
    counted = Snapshot.objects.filter(**own, organisation=None).order_by().values("partnership")
    members = Membership.objects.filter(partnership=OuterRef(OuterRef("pk"))).values("organisation")
    noted = AuditEntry.objects.filter(
        Q(**own) | Q(organisation__in=members), at__gt=OuterRef("counted_at")
    ).order_by()
    return partnerships.annotate(
        asked_since=Subquery(asked.values("day")),
        latest=Subquery(counted.annotate(day=Max("on")).values("day")),
        counted_at=Subquery(Counted.objects.filter(**own).values("at")),
    ).annotate(is_noted=Exists(noted))


def _since(partnership: Any, today: date) -> date | None:
    if partnership.latest is None and partnership.phase in Phase.LIVE:
        return date.min
    days: list[date] = [partnership.asked_since] if partnership.asked_since else []
    if partnership.phase in Phase.LIVE and partnership.latest < today:
        days.append(min(partnership.latest + timedelta(days=1), today - timedelta(days=NIGHTLY_DAYS)))
    if partnership.is_noted:
        days.append(today - timedelta(days=SETTLING_DAYS))
    return min(days, default=None)


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
