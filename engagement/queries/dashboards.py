"""What the first page shows besides the brief: all partnerships at a glance, next dates, one's own actions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db.models import Case, When
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
from partnering import access, at_once
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
    first = Case(When(slug=asked, then=0), default=1)
    [rows] = yield [standing(user, on=on).order_by(first, "-alert_count", "name", "pk")[: SHOWN + 1]]
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


@at_once.part
def next_dates(user: Any, partnership: Partnership, *, on: date) -> at_once.Asking[list[NextDate]]:
    """What comes up in a partnership in the next weeks: meetings, reviews, ends, commitments, actions."""
    until = on + AHEAD
    in_force = Agreement.objects.visible_to(user).in_force(on).filter(partnership=partnership)
    commitments = Commitment.objects.visible_to(user).filter(
        agreement__in=in_force, state="open", due_on__range=(on, until)
    )
    actions = Action.objects.visible_to(user).open().filter(partnership=partnership)
    planned = Meeting.objects.visible_to(user).to_come().filter(group__partnership=partnership)
    agreements, promised, to_do, meetings = yield [
        in_force,
        commitments.select_related("agreement", "organisation").order_by("due_on", "pk")[:MOST],
        actions.filter(due_on__range=(on, until)).select_related("organisation")[:MOST],
        planned.filter(starts_at__date__lte=until).select_related("group").order_by("starts_at")[:MOST],
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
    rows = Action.objects.visible_to(user).open().filter(owner=person)
    actions, items = yield [
        rows.select_related("organisation", "owner")[: 2 * MOST],
        PlanItem.objects.visible_to(user).exclude(status="done").filter(owner=person)[:MOST],
    ]
    mine = [task_of(row, on) for row in actions]
    for item in items:
        late = (on - item.due_on).days if item.due_on and item.due_on < on else 0
        link = item.get_absolute_url()
        mine.append(Task(str(PlanQuestion(item.question).label), "", "", item.due_on, late, link))
    return mine


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
    [wanted] = yield [briefings_to_answer(user)[:MOST]]
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


def _uncounted(user: Any) -> at_once.Asking[list[Task]]:
    """Surveys and reviews that the user runs of which the counting was given up."""
    rows = Counting.objects.manageable_by(user).given_up().order_by("pk")
    related = ("campaign__organisation", "campaign__partnership")
    [jobs] = yield [rows.select_related(*related)[:MOST]]
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
