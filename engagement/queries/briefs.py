"""One reader's brief on one partnership: everything is scoped to them before it becomes plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.queries import BaselineTotal
from engagement import sentences
from engagement.alerts import EARLY, HANGS, NOT_SPREAD, SLIPPING, STALLED
from engagement.briefs import Happening, Reach, Spell, Standing, TractionBrief, Warned
from engagement.dimensions import stages_on
from engagement.forecast import Ahead
from engagement.models import AlertEpisode, Snapshot
from engagement.queries import brief_parts
from engagement.queries.asks import asks_of, own_asks
from engagement.queries.aspects import aspects_for, names_of
from engagement.queries.evidence import evidence_of, gathered
from engagement.queries.readers import Reader, reader_of
from engagement.queries.traction import Count
from engagement.stages import Stage
from engagement.traction import ENOUGH_TO_SHOW, PartnershipTraction
from engagement.wording import Names, alert_title, mend_in_words
from engagement.wording_of_parts import PARTS
from partnering import at_once, kept
from partnering.choices import Phase
from partnering.models import Organisation, Partnership

BACK = timedelta(days=60)
COURSE = timedelta(days=430)
POINTS = 90
HAPPENINGS = 6


@dataclass(frozen=True)
class Now:
    """A partnership's traction on a day and some time before, counted from its rows."""

    count: Count
    on: date

    @property
    def whole(self) -> PartnershipTraction:
        """The partnership's, as all members see it."""
        return self.count.whole(self.on)

    @property
    def before(self) -> PartnershipTraction:
        """The same 60 days earlier."""
        return self.count.whole(self.on - BACK)


def traction_now(partnership: Partnership, *, on: date) -> Now:
    """What a partnership's rows say on a day and 60 days before it."""
    return Now(Count(partnership, evidence_of(partnership)), on)


@at_once.part
def brief_for(user: Any, partnership: Partnership, *, on: date) -> at_once.Asking[TractionBrief]:
    """What the user is told about a partnership that they may see, on a day; in four queries."""
    reader = reader_of(user, partnership)
    (
        evidence,
        scores,
        episodes,
        promises,
        tasks,
        people,
        baseline,
        changes,
        own,
        signatures,
        briefings,
        readiness,
    ) = yield from at_once.together(
        gathered([partnership]),
        _scores_of(user, partnership, on),
        brief_parts.episodes_of(user, partnership),
        brief_parts.commitments_of(partnership, on=on),
        brief_parts.tasks_of(user, partnership, on=on),
        brief_parts.people_of(user, partnership, on=on),
        brief_parts.baseline_of(partnership, on=on),
        brief_parts.happened(user, partnership, on=on),
        own_asks(reader, partnership, on=on),
        brief_parts.signatures_of(partnership, on=on),
        brief_parts.briefings_of(user, partnership, on=on),
        brief_parts.readiness_of(user, partnership),
    )
    now = Now(Count(partnership, evidence[partnership.pk]), on)
    organisations, (aspects_of, aspects), names = yield from at_once.together(
        _organisations(reader, now),
        aspects_for(reader, now.count, on=on),
        names_of(reader, [], [row.facts for row in episodes]),
    )
    whole = _standing(partnership.name, now.whole.score, now.before.score, now.whole.confidence)
    days, course = _course(scores, now)
    alerts = tuple(_warned(row, reader, partnership, names, on) for row in episodes if row.ended_on is None)
    reach = _reach(baseline, now)
    changed = [*changes, *brief_parts.alerts_changed(partnership, episodes, on=on)]
    return TractionBrief(
        partnership=partnership.name,
        purpose=partnership.purpose,
        phase=partnership.phase_name(),
        on=on,
        reader=reader.name,
        reader_organisation=reader.organisation,
        whole=whole,
        verdict=sentences.verdict(whole, alerts),
        days=days,
        course=course,
        ahead=outlook_of(partnership, now),
        organisations=organisations,
        since=on - BACK,
        aspects_of=aspects_of,
        aspects=aspects,
        alerts=alerts,
        spells=tuple(_spell(row) for row in episodes),
        findings=sentences.findings(whole, organisations, alerts, reach, promises),
        changes=tuple(one.text for one in changed),
        asks=asks_of(reader, partnership, own, organisations, aspects, alerts),
        happenings=_happenings([*signatures, *briefings], now, people.first_sponsor),
        reach=reach,
        readiness=readiness,
        promises=promises,
        tasks=tasks,
        managers=people.managers,
        sponsors=people.sponsors,
    )


def _standing(
    name: str, score: float | None, before: float | None, confidence: float, **more: Any
) -> Standing:
    change = None if score is None or before is None else score - before
    return Standing(name, score, change, confidence, **more)


def _organisations(reader: Reader, now: Now) -> at_once.Asking[tuple[Standing, ...]]:
    """The members by their joint totals, which all see alike; one's own first, then by name."""
    earlier = {one.organisation: one.score for one in now.before.organisations}
    pks = [one.organisation for one in now.whole.organisations]
    [found] = yield [at_once.rows(_organisations_seen, reader.user, *map(kept.Slot, pks))]
    known = {one.pk: one for one in found}
    rows = [
        _standing(
            known[one.organisation].name,
            one.score,
            earlier.get(one.organisation),
            one.confidence,
            pk=one.organisation,
            sector=known[one.organisation].get_sector_display(),
            is_own=one.organisation == reader.organisation_id,
        )
        for one in now.whole.organisations
        if one.organisation in known
    ]
    return tuple(sorted(rows, key=lambda row: (not row.is_own, row.name)))


def _organisations_seen(user: Any, *keys: int) -> QuerySet[Organisation]:
    rows: QuerySet[Organisation] = Organisation.objects.visible_to(user).filter(pk__in=keys)
    return rows


def outlook_of(partnership: Partnership, now: Now) -> tuple[Ahead, ...]:
    """Where the score is likely to go in the next 90 days; nothing once the partnership has ended."""
    return now.count.ahead(now.on) if partnership.phase in Phase.LIVE else ()


def course_of(
    user: Any, partnership: Partnership, now: Now
) -> tuple[tuple[date, ...], tuple[float | None, ...]]:
    """The score over time: so many days that a chart can show, and always this one."""
    [scores] = at_once.answer(_scores_of(user, partnership, now.on))
    return _course(scores, now)


def _scores_of(
    user: Any, partnership: Partnership, on: date
) -> at_once.Asking[list[tuple[date, float | None]]]:
    [found] = yield [at_once.rows(_scores, user, kept.Slot(partnership.pk), on)]
    return list(found)


def _scores(user: Any, partnership: int, on: date) -> QuerySet[Any]:
    rows = Snapshot.objects.visible_to(user).whole().filter(partnership=partnership)
    later = rows.filter(on__lt=on, on__gt=on - COURSE)
    return later.order_by("on").values_list("on", "score")


def _course(
    scores: list[tuple[date, float | None]], now: Now
) -> tuple[tuple[date, ...], tuple[float | None, ...]]:
    points = [*scores, (now.on, now.whole.score)]
    every = max(1, -(-len(points) // POINTS))
    shown = [point for number, point in enumerate(points) if (len(points) - 1 - number) % every == 0]
    return tuple(on for on, _score in shown), tuple(score for _on, score in shown)


def _warned(row: AlertEpisode, reader: Reader, partnership: Partnership, names: Names, on: date) -> Warned:
    reach = "engagement:reach" if reader.reads_internals else "engagement:traction"
    routes = {
        STALLED: "engagement:log-interaction",
        SLIPPING: "engagement:traction",
        HANGS: reach,
        NOT_SPREAD: reach,
        EARLY: "engagement:traction",
        **dict.fromkeys(PARTS, "partnering:members"),
    }
    link = reverse(routes[row.kind], args=[partnership.slug]) + ("?of=all" if row.kind == EARLY else "")
    return brief_parts.warned(
        row,
        names,
        on=on,
        link=link,
        mend=mend_in_words(row.kind if reader.reads_internals or row.kind in (STALLED, EARLY) else SLIPPING),
    )


def _spell(row: AlertEpisode) -> Spell:
    name = row.organisation.name if row.organisation else ""
    return Spell(row.kind, alert_title(row.kind), row.began_on, row.ended_on, name)


def _reach(baseline: BaselineTotal | None, now: Now) -> Reach | None:
    """Who knew on the day of signing, and who is reached now: totals over all members, never of one of them."""
    if baseline is None:
        return None
    members = [one for one in now.count.evidence.members if one.is_member(now.on)]
    if len(members) < ENOUGH_TO_SHOW:
        # Of two, each could work out the other's by subtraction.
        return Reach(baseline.recorded_on, baseline.knew, baseline.of)
    stages = [stages_on(member.present(now.on), now.on) for member in members]
    return Reach(
        signed_on=baseline.recorded_on,
        knew=baseline.knew,
        of=baseline.of,
        now_aware=sum(count for each in stages for stage, count in each.items() if stage > Stage.UNAWARE),
        now_involved=sum(
            count for each in stages for stage, count in each.items() if stage >= Stage.INVOLVED
        ),
        now_of=sum(sum(each.values()) for each in stages),
    )


def _happenings(known: list[Happening], now: Now, sponsor: Happening | None) -> tuple[Happening, ...]:
    """What people remember, and from when it was weighed otherwise; the latest few, in order."""
    found = [
        *known,
        *(Happening(one.since, _("Weights")) for one in now.count.evidence.weights if one.since <= now.on),
    ]
    if sponsor:
        found.append(sponsor)
    return tuple(sorted(found, key=lambda one: one.on)[-HAPPENINGS:])
