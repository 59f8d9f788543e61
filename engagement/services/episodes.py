"""Recording which alerts hold, and since when, of many partnerships at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from engagement.alerts import BRIDGED_DAYS, Episode, Facts, episodes
from engagement.models import AlertEpisode, Snapshot
from partnering.models import Partnership

BATCH = 500
REACH = timedelta(days=BRIDGED_DAYS + 1)
"""So far before a day lies the last one that forms an episode with it."""

Key = tuple[int, int | None]
"""A partnership, and the organisation in it or None for the whole."""


def record_episodes(begun: Mapping[int, date | None]) -> None:
    """Make the alerts of partnerships those that their snapshots tell; one that goes on keeps its row.

    Partnerships come with the first day that was counted anew, or None for all: what ended well before is left alone
    and not even read. Since rows are kept, nobody hears of an alert twice.
    """
    looked_from = {pk: first - REACH if first else date.min for pk, first in begun.items()}
    known = _known(looked_from)
    found = _found(looked_from, known)
    changed: list[AlertEpisode] = []
    new: list[AlertEpisode] = []
    for key, each in found.items():
        for episode in each:
            row = _take_same(known[key], episode)
            if row is None:
                row = AlertEpisode(partnership_id=key[0], organisation_id=key[1], kind=episode.kind)
                new.append(row)
            elif _differs(row, episode):
                changed.append(row)
            row.began_on, row.ended_on = episode.began_on, episode.ended_on
            row.facts = dict(episode.facts)
    gone = [row.pk for rows in known.values() for row in rows]
    AlertEpisode.objects.filter(pk__in=gone).delete()
    AlertEpisode.objects.bulk_create(
        changed,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["began_on", "ended_on", "facts"],
    )
    AlertEpisode.objects.bulk_create(new, batch_size=BATCH)


def _known(looked_from: Mapping[int, date]) -> dict[Key, list[AlertEpisode]]:
    """The recorded alerts that days looked at may change."""
    known: dict[Key, list[AlertEpisode]] = defaultdict(list)
    earliest = min(looked_from.values())
    rows = AlertEpisode.objects.filter(partnership__in=list(looked_from)).order_by("began_on", "pk")
    if earliest > date.min:
        rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=earliest - REACH))
    for row in rows:
        start = looked_from[row.partnership_id]
        if start == date.min or row.ended_on is None or row.ended_on > start - REACH:
            known[row.partnership_id, row.organisation_id].append(row)
    return known


def _found(
    looked_from: Mapping[int, date], known: Mapping[Key, list[AlertEpisode]]
) -> dict[Key, list[Episode]]:
    """The episodes that the days looked at form, together with those of before that reach into them."""
    days: dict[Key, list[tuple[date, Mapping[str, Facts]]]] = defaultdict(list)
    alarming = Snapshot.objects.filter(
        partnership__in=list(looked_from), on__gte=min(looked_from.values())
    ).exclude(alerts={})
    for pk, organisation, on, alerts in alarming.order_by().values_list(
        "partnership", "organisation", "on", "alerts"
    ):
        if on >= looked_from[pk]:
            days[pk, organisation].append((on, alerts))
    before: dict[Key, list[Episode]] = defaultdict(list)
    for key, rows in known.items():
        before[key] = _before(rows, looked_from[key[0]])
    latest = _latest(looked_from)
    return {
        key: episodes(days[key], latest[key[0]], before[key]) for key in {*days, *before} if key[0] in latest
    }


def _before(rows: Iterable[AlertEpisode], start: date) -> list[Episode]:
    """What was before the days looked at, of the rows that began then."""
    return [
        Episode(row.kind, row.began_on, min(row.ended_on or start, start), row.facts)
        for row in rows
        if row.began_on < start
    ]


def _latest(partnerships: Iterable[int]) -> dict[int, date]:
    """The last day of each that has snapshots."""
    newest = Snapshot.objects.whole().filter(partnership=OuterRef("pk")).order_by("-on").values("on")[:1]
    rows = Partnership.objects.filter(pk__in=list(partnerships)).order_by()
    found = rows.annotate(latest=Subquery(newest)).values_list("pk", "latest")
    return {pk: on for pk, on in found if on is not None}


def _differs(row: AlertEpisode, episode: Episode) -> bool:
    was = (row.began_on, row.ended_on, row.facts)
    return was != (episode.began_on, episode.ended_on, dict(episode.facts))


def _take_same(rows: list[AlertEpisode], episode: Episode) -> AlertEpisode | None:
    """Take the row of an episode out of those left: the one that began with it, else one that overlaps it."""
    ends = episode.ended_on or date.max
    alike = [row for row in rows if row.kind == episode.kind]
    same = [row for row in alike if row.began_on == episode.began_on] or [
        row for row in alike if row.began_on < ends and episode.began_on < (row.ended_on or date.max)
    ]
    if not same:
        return None
    rows.remove(same[0])
    return same[0]
