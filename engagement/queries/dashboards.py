"""What the first page shows besides the brief: all partnerships at a glance, next dates, one's own actions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Case, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement, Commitment
from engagement.briefs import Standing, Task, TractionBrief
from engagement.choices import PlanQuestion
from engagement.models import PlanItem
from engagement.queries.brief_parts import task_of
from engagement.queries.briefs import brief_for
from engagement.queries.meanings import Meaning, meanings_for
from engagement.queries.portfolio import courses_of, standing
from engagement.queries.sponsors import briefings_to_answer
from partnering import access, at_once, kept
from partnering.awaiting import awaited_of
from partnering.models import Action, Meeting, Partnership
from readiness.models import Counting
from readiness.queries import invitations_of

AHEAD = timedelta(days=45)
MOST = 6
SHOWN = 24
"""So many partnerships are shown at a glance; all of them stand in the portfolio."""


@dataclass(frozen=True)
class Glance:
    """One partnership in the list of all: where it stands, and what is wrong with it."""

    partnership: Partnership
    standing: Standing
    alerts: int


@dataclass(frozen=True)
class NextDate:
    """Something that comes up on a day."""

    on: date
    text: str
    link: str


@at_once.part
def glances_of(user: Any, *, on: date, asked: str = "") -> at_once.Asking[list[Glance]]:
    """The live partnerships that the user is part of, those with alerts first; two queries for any number.

    No more than are shown, and one more; that whose slug is `asked` for is always among them.
    """
    [rows] = yield [at_once.rows(_first_ones, user, on, *([kept.Slot(asked)] if asked else []))]
    courses = yield from courses_of.asking(user, [one.pk for one in rows], on=on)
    found = [
        Glance(
            row,
            Standing(
                row.name,
                row.score,
                row.change,
                row.confidence or 0.0,
                pk=row.pk,
                course=courses.get(row.pk, ()),
            ),
            row.alert_count,
        )
        for row in rows
    ]
    return [*sorted(found[:SHOWN], key=lambda one: (-one.alerts, one.partnership.name)), *found[SHOWN:]]


def _first_ones(user: Any, on: date, asked: str = "") -> QuerySet[Any]:
    first = Case(When(slug=asked, then=0), default=1)
    return standing(user, on=on).order_by(first, "-alert_count", "name", "pk")[: SHOWN + 1]


@at_once.part
def next_dates(user: Any, partnership: Partnership, *, on: date) -> at_once.Asking[list[NextDate]]:
    """What comes up in a partnership in the next weeks: meetings, reviews, ends, commitments, actions."""
    until = on + AHEAD
    here = kept.Slot(partnership.pk)
    agreements, promised, to_do, meetings = yield [
        at_once.rows(_in_force, user, here, on),
        at_once.rows(_promised, user, here, on, until),
        at_once.rows(_due, user, here, on, until),
        at_once.rows(_meetings, user, here, until),
    ]
    found: list[NextDate] = []
    for agreement in agreements:
        for day, text in (
            (agreement.review_on, _("Review: %(title)s")),
            (agreement.ends_on, _("Ends: %(title)s")),
        ):
            if day and on <= day <= until:
                found.append(NextDate(day, text % {"title": agreement.title}, agreement.get_absolute_url()))
    for row in promised:
        text = f"{row.organisation}: {row.text}"
        found.append(NextDate(row.due_on, text, row.agreement.get_absolute_url()))
    for action in to_do:
        text = f"{action.organisation}: {action.title}"
        found.append(NextDate(action.due_on, text, action.get_absolute_url()))
    found += [
        NextDate(row.starts_there.date(), f"{row.group}: {row.title}", row.get_absolute_url())
        for row in meetings
    ]
    return sorted(found, key=lambda one: one.on)[:MOST]


def _in_force(user: Any, partnership: int, on: date) -> QuerySet[Agreement]:
    rows: QuerySet[Agreement] = Agreement.objects.visible_to(user).in_force(on)
    return rows.filter(partnership=partnership)


def _promised(user: Any, partnership: int, on: date, until: date) -> QuerySet[Commitment]:
    rows: QuerySet[Commitment] = Commitment.objects.visible_to(user).filter(
        agreement__in=_in_force(user, partnership, on), state="open", due_on__range=(on, until)
    )
    return rows.select_related("agreement", "organisation").order_by("due_on", "pk")[:MOST]


def _due(user: Any, partnership: int, on: date, until: date) -> QuerySet[Action]:
    rows: QuerySet[Action] = Action.objects.visible_to(user).open().filter(partnership=partnership)
    return rows.filter(due_on__range=(on, until)).select_related("organisation")[:MOST]


def _meetings(user: Any, partnership: int, until: date) -> QuerySet[Meeting]:
    rows: QuerySet[Meeting] = Meeting.objects.visible_to(user).to_come()
    soon = rows.filter(group__partnership=partnership, starts_at__date__lte=until)
    return soon.select_related("group").order_by("starts_at")[:MOST]


def own_tasks(user: Any, *, on: date, besides: Collection[str] = ()) -> list[Task]:
    """What waits for the user, the most pressing first.

    What stands elsewhere on the page already, `besides` names by its link.
    """
    return most_pressing(waiting_for(user, on=on), besides)


def most_pressing(tasks: Iterable[Task], besides: Collection[str] = ()) -> list[Task]:
    """The first of these tasks, without those whose links stand elsewhere."""
    other = [task for task in tasks if task.link not in besides]
    return sorted(other, key=lambda task: task.due_on or date.max)[: 2 * MOST]


@at_once.part
def waiting_for(user: Any, *, on: date) -> at_once.Asking[list[Task]]:
    """The user's own open actions everywhere, and what meetings and surveys wait for from them.

    Of surveys these are their answers and, where they run one, its counting that was given up.
    """
    actions, awaited, *others = yield from at_once.together(
        _own_actions(user, on),
        awaited_of.asking(user, now=timezone.now()),
        _unanswered(user, on),
        _uncounted(user),
        _briefings(user, on),
    )
    meetings = [Task(one.text, one.where, "", one.on, 0, one.link) for one in awaited]
    return [*actions, *meetings, *chain(*others)]


def _own_actions(user: Any, on: date) -> at_once.Asking[list[Task]]:
    """Their open actions, and the questions of the engagement plan that they own."""
    person = access.person_of(user)
    if person is None:
        return []
    actions, items = yield [
        at_once.rows(_actions_of, user, person.pk),
        at_once.rows(_plan_items_of, user, person.pk),
    ]
    mine = [task_of(row, on) for row in actions]
    for item in items:
        late = (on - item.due_on).days if item.due_on and item.due_on < on else 0
        link = item.get_absolute_url()
        mine.append(Task(str(PlanQuestion(item.question).label), "", "", item.due_on, late, link))
    return mine


def _actions_of(user: Any, person: int) -> QuerySet[Action]:
    rows: QuerySet[Action] = Action.objects.visible_to(user).open().filter(owner=person)
    return rows.select_related("organisation", "owner")[: 2 * MOST]


def _plan_items_of(user: Any, person: int) -> QuerySet[PlanItem]:
    rows: QuerySet[PlanItem] = PlanItem.objects.visible_to(user).exclude(status="done").filter(owner=person)
    return rows[:MOST]


def _unanswered(user: Any, on: date) -> at_once.Asking[list[Task]]:
    """Surveys and reviews that are open for the user's own answers."""
    page = reverse("readiness:own-surveys")
    invitations = yield from invitations_of.asking(user)
    waiting = [one for one in invitations if not one.answered and one.campaign.takes_answers(on)]
    return [
        Task(
            _("Answer: %(title)s") % {"title": one.campaign.title},
            one.campaign.asker.name,
            "",
            one.campaign.closes_on,
            link=page,
        )
        for one in waiting
    ]


def _briefings(user: Any, on: date) -> at_once.Asking[list[Task]]:
    """What senior sponsors want to be briefed on by the user."""
    [wanted] = yield [at_once.rows(_briefings_wanted, user)]
    return [
        Task(
            _("Brief %(name)s: %(about)s") % {"name": one.asked_by.name, "about": one.about},
            one.partnership.name,
            "",
            one.wanted_by,
            max((on - one.wanted_by).days, 0),
            one.get_absolute_url(),
        )
        for one in wanted
    ]


def _briefings_wanted(user: Any) -> QuerySet[Any]:
    return briefings_to_answer(user)[:MOST]


def _uncounted(user: Any) -> at_once.Asking[list[Task]]:
    """Surveys and reviews that the user runs of which the counting was given up."""
    [jobs] = yield [at_once.rows(_given_up, user)]
    surveys = [(job.day, job.campaign) for job in jobs]
    return [
        Task(
            _("Could not be counted: %(title)s") % {"title": survey.title},
            survey.asker.name,
            "",
            day,
            link=survey.get_absolute_url(),
        )
        for day, survey in surveys
    ]


def _given_up(user: Any) -> QuerySet[Counting]:
    rows: QuerySet[Counting] = Counting.objects.manageable_by(user).given_up().order_by("pk")
    return rows.select_related("campaign__organisation", "campaign__partnership")[:MOST]


@dataclass(frozen=True)
class FirstPage:
    """All that the first page shows: partnerships, the one in focus, what it means, and the user's own tasks."""

    glances: list[Glance]
    tasks: list[Task]
    focus: Partnership | None = None
    brief: TractionBrief | None = None
    dates: Sequence[NextDate] = ()
    meanings: Sequence[Meaning] = ()


@at_once.part
def first_page(user: Any, *, on: date, asked: str = "", skip: int = 0) -> at_once.Asking[FirstPage]:
    """What somebody came for, in six queries.

    `asked` is the slug of the partnership that they want to look at; who is part of none may `skip` some of those of
    their organisation.
    """
    page: FirstPage
    tasks, page = yield from at_once.together(
        waiting_for.asking(user, on=on), _in_focus(user, on, asked, skip)
    )
    return replace(page, tasks=tasks)


def _in_focus(user: Any, on: date, asked: str, skip: int) -> at_once.Asking[FirstPage]:
    """The partnership that was asked for, else the one that needs attention most; without any, what there is."""
    glances = yield from glances_of.asking(user, on=on, asked=asked)
    mine = [one.partnership for one in glances]
    focus = next((one for one in mine if one.slug == asked), mine[0] if mine else None)
    if focus is None:
        return FirstPage([], [], meanings=(yield from meanings_for.asking(user, on=on, skip=skip)))
    brief, dates = yield from at_once.together(
        brief_for.asking(user, focus, on=on), next_dates.asking(user, focus, on=on)
    )
    return FirstPage(glances, [], focus, brief, dates)
