"""The parts of a brief that are lists: promises, tasks, people, what happened, readiness results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements import queries as agreed
from agreements.choices import CommitmentKind
from agreements.models import Agreement
from agreements.queries import BaselineTotal, CommitmentRow, baseline_total, baselines_of
from agreements.terms import Standing
from engagement.briefs import Happening, Listed, Promise, ReadinessShown, Task, Warned
from engagement.choices import InteractionKind
from engagement.models import AlertEpisode, Interaction
from engagement.wording import Names, alert_in_words, alert_title
from partnering import at_once, kept
from partnering.choices import ActionState, RoleKind
from partnering.models import Action, Partnership, Role
from readiness.queries import results_for_reader

ROWS = 10
RECENT = timedelta(days=30)
DAY = timedelta(days=1)
BRIEFING_SIZE = 6
BRIEFINGS = 3

PRESSING = (Standing.LATE, Standing.NOT_KEPT, Standing.DUE_SOON, Standing.AHEAD, Standing.UNDATED)
KEPT = (Standing.KEPT_IN_TIME, Standing.KEPT_LATE)


@dataclass(frozen=True)
class People:
    """Who sponsors and manages a partnership today, and when its first sponsor was named."""

    sponsors: tuple[str, ...]
    managers: tuple[str, ...]
    first_sponsor: Happening | None


def baseline_of(partnership: Partnership, *, on: date) -> at_once.Asking[BaselineTotal | None]:
    """How many knew of the agreement when it was signed, over all that signed."""
    return baseline_total((yield from baselines_of(partnership.pk, on=on)))


def commitments_of(partnership: Partnership, *, on: date) -> at_once.Asking[Listed]:
    """The commitments in force, what presses first."""
    rows = yield from agreed.commitments_of(partnership.pk, on=on)
    order = {standing: number for number, standing in enumerate((*PRESSING, *KEPT))}
    ranked = sorted(rows, key=lambda row: (order.get(row.standing, 9), row.due_on or date.max, row.pk))
    return Listed(
        rows=tuple(_promise(row, on) for row in ranked[:ROWS]),
        total=len(rows),
        late=sum(row.standing == Standing.LATE for row in rows),
        done=sum(row.standing in KEPT for row in rows),
    )


def _promise(row: CommitmentRow, on: date) -> Promise:
    words = {
        Standing.KEPT_IN_TIME: _("Kept"),
        Standing.KEPT_LATE: _("Kept late"),
        Standing.NOT_KEPT: _("Not kept"),
        Standing.LATE: _("Late"),
        Standing.DUE_SOON: _("Due soon"),
    }
    tones = {Standing.LATE: "bad", Standing.NOT_KEPT: "bad", Standing.DUE_SOON: "warn"}
    return Promise(
        organisation=row.organisation,
        text=row.text,
        kind=str(CommitmentKind(row.kind).label),
        due_on=row.due_on,
        state=words.get(row.standing, _("Open")),
        tone="good" if row.standing in KEPT else tones.get(row.standing, ""),
        late_by=(on - row.due_on).days if row.due_on and row.standing == Standing.LATE else 0,
    )


def tasks_of(user: Any, partnership: Partnership, *, on: date) -> at_once.Asking[Listed]:
    """A partnership's open actions, the latest first."""
    here = kept.Slot(partnership.pk)
    counts, rows = yield [
        at_once.rows(_counted_actions, user, here, on),
        at_once.rows(_open_actions, user, here),
    ]
    return Listed(rows=tuple(task_of(row, on) for row in rows), **next(iter(counts), {}))


def _counted_actions(user: Any, partnership: int, on: date) -> Any:
    mine = Action.objects.visible_to(user).filter(partnership=partnership).order_by()
    counted = mine.values("partnership").annotate(
        total=Count("pk", filter=Q(state=ActionState.OPEN)),
        late=Count("pk", filter=Q(state=ActionState.OPEN, due_on__lt=on)),
        done=Count("pk", filter=Q(state=ActionState.DONE)),
    )
    return counted.values("total", "late", "done")


def _open_actions(user: Any, partnership: int) -> Any:
    rows = Action.objects.visible_to(user).filter(partnership=partnership).open()
    return rows.select_related("organisation", "owner")[:ROWS]


def task_of(row: Action, on: date) -> Task:
    """An action as briefs and dashboards list it."""
    return Task(
        title=row.title,
        organisation=row.organisation.name,
        owner=row.owner.name if row.owner else "",
        due_on=row.due_on,
        late_by=max((on - row.due_on).days, 0) if row.due_on else 0,
        link=reverse("partnering:action", args=[row.pk]),
    )


def people_of(user: Any, partnership: Partnership, *, on: date) -> at_once.Asking[People]:
    """Who answers for a partnership on a day."""
    [rows] = yield [at_once.rows(_who_answers, user, kept.Slot(partnership.pk), on)]
    held = [(kind, name) for kind, name, _start, end in rows if end is None or end > on]
    first = next((start for kind, _name, start, _end in rows if kind == RoleKind.SENIOR_SPONSOR), None)

    def named(wanted: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for kind, name in held if kind == wanted))

    return People(
        sponsors=named(RoleKind.SENIOR_SPONSOR),
        managers=named(RoleKind.PARTNERSHIP_MANAGER),
        first_sponsor=Happening(first, _("Sponsor named")) if first else None,
    )


def _who_answers(user: Any, partnership: int, on: date) -> Any:
    kinds = (RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERSHIP_MANAGER)
    rows = Role.objects.visible_to(user).filter(partnership=partnership, kind__in=kinds, started_on__lte=on)
    return rows.order_by("started_on", "pk").values_list("kind", "person__name", "started_on", "ended_on")


def signatures_of(partnership: Partnership, *, on: date) -> at_once.Asking[list[Happening]]:
    """The days on which agreements came into force."""
    [days] = yield [at_once.rows(_signed, None, kept.Slot(partnership.pk), on)]
    return [Happening(day, _("Signed")) for day in days]


def briefings_of(user: Any, partnership: Partnership, *, on: date) -> at_once.Asking[list[Happening]]:
    """The first of the greatest briefings and trainings that the reader may see."""
    [days] = yield [at_once.rows(_greatest, user, kept.Slot(partnership.pk), on)]
    # Briefings come in series: of those within a month only the first makes a mark on the chart.
    marked: list[date] = []
    for day in sorted(days):
        if not marked or day - marked[-1] > RECENT:
            marked.append(day)
    return [Happening(day, _("Briefing")) for day in marked[-BRIEFINGS:]]


def _signed(_user: Any, partnership: int, on: date) -> Any:
    rows = Agreement.objects.filter(partnership=partnership, came_into_force_on__lte=on)
    return rows.order_by("came_into_force_on").values_list("came_into_force_on", flat=True)


def _greatest(user: Any, partnership: int, on: date) -> Any:
    kinds = (InteractionKind.BRIEFING, InteractionKind.TRAINING)
    held = Interaction.objects.visible_to(user).filter(
        partnership=partnership, kind__in=kinds, held_on__lte=on
    )
    great = held.annotate(heads=Count("participations")).filter(heads__gte=BRIEFING_SIZE)
    return great.order_by("-heads", "held_on").values_list("held_on", flat=True)[: 4 * BRIEFINGS]


@dataclass(frozen=True)
class Change:
    """Something that changed of late, in a sentence, and where its rows are."""

    text: str
    link: str


def happened(user: Any, partnership: Partnership, *, on: date) -> at_once.Asking[list[Change]]:
    """What was done in the last 30 days, in sentences, each with the way to its rows."""
    since = on - RECENT
    here = kept.Slot(partnership.pk)
    of_people, of_actions = yield [
        at_once.rows(_held, user, here, since, on),
        at_once.rows(_finished, user, here, since, on),
    ]
    counts, done = next(iter(of_people), {"n": 0}), sum(of_actions)
    listed = f"{reverse('engagement:every-interaction')}?partnership={partnership.slug}&since={since + DAY}"
    found = []
    if counts["n"]:
        text = ngettext(
            "%(n)d interaction with %(people)d people.",
            "%(n)d interactions with %(people)d people.",
            counts["n"],
        )
        found.append(Change(text % counts, listed))
    else:
        found.append(Change(_("Nothing took place in which people could take part."), listed))
    if done:
        text = ngettext("%(n)d action was done.", "%(n)d actions were done.", done) % {"n": done}
        actions = f"{reverse('partnering:actions')}?partnership={partnership.slug}&state=done"
        found.append(Change(text, actions))
    return found


def _held(user: Any, partnership: int, since: date, on: date) -> Any:
    held = Interaction.objects.visible_to(user).filter(
        partnership=partnership, held_on__gt=since, held_on__lte=on
    )
    counted = (
        held.order_by()
        .values("partnership")
        .annotate(n=Count("pk", distinct=True), people=Count("participations__person", distinct=True))
    )
    return counted.values("n", "people")


def _finished(user: Any, partnership: int, since: date, on: date) -> Any:
    rows = Action.objects.visible_to(user).filter(partnership=partnership, done_on__gt=since, done_on__lte=on)
    return rows.order_by().values("partnership").annotate(n=Count("pk")).values_list("n", flat=True)


def _episodes(user: Any, partnership: int) -> Any:
    rows = AlertEpisode.objects.visible_to(user).filter(partnership=partnership)
    return rows.select_related("organisation").order_by("organisation", "began_on", "pk")


def episodes_of(user: Any, partnership: Partnership) -> at_once.Asking[list[AlertEpisode]]:
    """All alerts that there ever were, as far as the user may know of them."""
    [found] = yield [at_once.rows(_episodes, user, kept.Slot(partnership.pk))]
    return list(found)


def alerts_changed(
    partnership: Partnership, episodes: Iterable[AlertEpisode], *, on: date
) -> Iterator[Change]:
    """Which alerts came and went in these days, in sentences."""
    since = on - RECENT
    link = reverse("engagement:traction", args=[partnership.slug])
    for row in episodes:
        facts = {
            "title": alert_title(row.kind),
            "whose": f" ({row.organisation.name})" if row.organisation else "",
        }
        if row.began_on > since:
            yield Change(_("New alert: %(title)s%(whose)s.") % facts, link)
        elif row.ended_on and row.ended_on > since:
            yield Change(_("Over: %(title)s%(whose)s.") % facts, link)


def readiness_of(user: Any, partnership: Partnership) -> at_once.Asking[tuple[ReadinessShown, ...]]:
    """The readiness results that the reader may see: their own organisation's, and those shared with the partnership.

    Only results with one framework lie over each other: those with that of the first, one's own if there is one.
    """
    rows = yield from results_for_reader.asking(user, partnership)
    return tuple(
        ReadinessShown(
            organisation=row.organisation.name,
            framework=row.framework,
            closed_on=row.closed_on,
            respondents=row.n,
            low=row.low,
            high=row.high,
            areas=row.areas,
            is_own=row.is_own,
        )
        for row in rows
        if row.framework == rows[0].framework
    )


def warned(row: AlertEpisode, names: Names, *, on: date, link: str, mend: str = "") -> Warned:
    """An alert as pages tell it: what it is, since when, of whom, and where it is looked into or mended."""
    return Warned(
        kind=row.kind,
        title=alert_title(row.kind),
        sentence=alert_in_words(row.kind, row.facts, names, on=on),
        since=row.began_on,
        organisation=row.organisation.name if row.organisation else "",
        link=link,
        mend=mend,
    )
