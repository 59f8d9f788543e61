"""Recording traction: a snapshot a day, and the alerts that follow from them.

The rows of what people did are the truth; snapshots can be thrown away and counted again, and come out the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from engagement.alerts import Episode, episodes
from engagement.models import AlertEpisode, Counted, Recount, Snapshot
from engagement.queries.counting import counts_due
from engagement.queries.evidence import evidence_of
from engagement.queries.traction import Count
from partnering import access
from partnering.models import Partnership

GRACE = timedelta(minutes=1)
"""A change is noted a moment before it is committed; so much further back the next count looks for news."""

BATCH = 500


def refresh_traction(*, now: datetime) -> int:
    """Count what is due by now. Returns how many partnerships were counted; safe to run twice at once."""
    today = access.day_of(now)
    return sum(
        backfill_snapshots(partnership=partnership, first=since, last=today) > 0
        for partnership, since in counts_due(today).items()
    )


def take_snapshots(*, on: date, partnerships: Iterable[Partnership] | None = None) -> int:
    """Take the snapshots of one day, of all partnerships that live then unless told which. Returns how many rows."""
    rows = Partnership.objects.live() if partnerships is None else partnerships
    return sum(backfill_snapshots(partnership=partnership, first=on, last=on) for partnership in rows)


def backfill_snapshots(
    *, partnership: Partnership, first: date | None = None, last: date | None = None
) -> int:
    """Take the snapshots of all days of a partnership from one day to another, in place of those that were there.

    Unless told it is all its days, until today. Returns how many rows were written: 0 when somebody else counted
    the same partnership meanwhile, whose count stands until the next.
    """
    started = timezone.now()
    counted, _is_new = Counted.objects.get_or_create(
        partnership=partnership, defaults={"at": started - GRACE}
    )
    asked = list(Recount.objects.filter(partnership=partnership).values_list("pk", flat=True))
    begins = max(first or partnership.started_on, partnership.started_on)
    ends = min(last or access.today(), partnership.ended_on or date.max)
    count = Count(partnership, evidence_of(partnership))
    days = [begins + timedelta(days=number) for number in range((ends - begins).days + 1)]
    rows = [row for day in days for row in count.snapshots(day, with_steps=day == ends)]
    with transaction.atomic():
        mine = Counted.objects.filter(pk=counted.pk, version=counted.version)
        if not mine.update(version=counted.version + 1, at=started - GRACE):
            return 0
        Snapshot.objects.filter(partnership=partnership, on__range=(begins, ends)).delete()
        Snapshot.objects.bulk_create(rows, batch_size=BATCH)
        answered = {} if begins == partnership.started_on else {"since__gte": begins}
        Recount.objects.filter(pk__in=asked, **answered).delete()
        _record_episodes(partnership)
    return len(rows)


def _record_episodes(partnership: Partnership) -> None:
    """Make the alerts those that the snapshots tell; one that goes on keeps its row, so that nobody hears twice."""
    latest = Snapshot.objects.filter(partnership=partnership).order_by("-on").first()
    known: dict[tuple[int | None, str], list[AlertEpisode]] = defaultdict(list)
    for row in AlertEpisode.objects.filter(partnership=partnership):
        known[row.organisation_id, row.kind].append(row)
    found = _episodes_of(partnership, latest.on) if latest else {}
    changed: list[AlertEpisode] = []
    new: list[AlertEpisode] = []
    for organisation, each in found.items():
        for episode in each:
            row = _take_same(known[organisation, episode.kind], episode)
            if row is None:
                row = AlertEpisode(partnership=partnership, organisation_id=organisation, kind=episode.kind)
            (changed if row.pk else new).append(row)
            row.began_on, row.ended_on = episode.began_on, episode.ended_on
            row.facts = dict(episode.facts)
    gone = [row.pk for rows in known.values() for row in rows]
    AlertEpisode.objects.filter(pk__in=gone).delete()
    AlertEpisode.objects.bulk_update(changed, ["began_on", "ended_on", "facts"], batch_size=BATCH)
    AlertEpisode.objects.bulk_create(new, batch_size=BATCH)


def _episodes_of(partnership: Partnership, today: date) -> dict[int | None, list[Episode]]:
    days: dict[int | None, list[tuple[date, dict[str, dict[str, object]]]]] = defaultdict(list)
    alarming = Snapshot.objects.filter(partnership=partnership).exclude(alerts={}).order_by("on")
    for organisation, on, alerts in alarming.values_list("organisation", "on", "alerts"):
        days[organisation].append((on, alerts))
    return {organisation: episodes(each, today) for organisation, each in days.items()}  # type: ignore[arg-type]


def _take_same(rows: list[AlertEpisode], episode: Episode) -> AlertEpisode | None:
    """Take the row of an episode out of those left: the one that began with it, else one that overlaps it."""
    ends = episode.ended_on or date.max
    same = [row for row in rows if row.began_on == episode.began_on] or [
        row for row in rows if row.began_on < ends and episode.began_on < (row.ended_on or date.max)
    ]
    if not same:
        return None
    rows.remove(same[0])
    return same[0]
