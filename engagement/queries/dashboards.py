"""What the first page shows besides the brief: all partnerships at a glance, next dates, one's own actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.models import Agreement, Commitment
from engagement.briefs import Standing, Task
from engagement.choices import PlanQuestion
from engagement.models import AlertEpisode, EngagementTarget, PlanItem, Snapshot
from engagement.queries.brief_parts import task_of
from engagement.queries.sponsors import briefings_to_answer
from partnering import access
from partnering.awaiting import awaited_of
from partnering.choices import Phase, RoleKind
from partnering.models import Action, Meeting, Membership, Partnership, Person, Role
from readiness.models import Counting
from readiness.queries import invitations_of

COURSE = timedelta(days=180)
BACK = timedelta(days=60)
AHEAD = timedelta(days=45)
EVERY = 7
MOST = 6


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


@dataclass(frozen=True)
class Meaning:
    """What a partnership of one's organisation is for, and whom of one's own colleagues to ask."""

    name: str
    purpose: str
    ask: tuple[str, ...]
    needs_unit: bool = False


def glances_of(user: Any, *, on: date) -> list[Glance]:
    """All live partnerships that the user is part of, those with alerts first; three queries for any number."""
    rows = list(Partnership.objects.visible_to(user).live().order_by("name"))
    courses: dict[int, list[tuple[date, float | None, float]]] = defaultdict(list)
    snapshots = Snapshot.objects.visible_to(user).whole().filter(on__gt=on - COURSE, on__lte=on)
    for pk, day, score, confidence in snapshots.order_by("on").values_list(
        "partnership", "on", "score", "confidence"
    ):
        courses[pk].append((day, score, confidence))
    alerts: dict[int, int] = defaultdict(int)
    for pk in (
        AlertEpisode.objects.visible_to(user).lasting(on).order_by().values_list("partnership", flat=True)
    ):
        alerts[pk] += 1
    found = [Glance(row, standing_of(row, courses[row.pk], on), alerts[row.pk]) for row in rows]
    return sorted(found, key=lambda one: (-one.alerts, one.partnership.name))


def standing_of(row: Partnership, course: list[tuple[date, float | None, float]], on: date) -> Standing:
    """Where a partnership stands by its snapshots, oldest first, and how that differs from two months before."""
    if not course:
        return Standing(row.name, None, pk=row.pk)
    _day, score, confidence = course[-1]
    earlier = [value for day, value, _confidence in course if day <= on - BACK]
    before = earlier[-1] if earlier else None
    change = None if score is None or before is None else score - before
    kept = tuple(
        value for number, (_on, value, _c) in enumerate(course) if (len(course) - 1 - number) % EVERY == 0
    )
    return Standing(row.name, score, change, confidence, pk=row.pk, course=kept)


def next_dates(user: Any, partnership: Partnership, *, on: date) -> list[NextDate]:
    """What comes up in a partnership in the next weeks: meetings, reviews, ends, commitments, actions."""
    until = on + AHEAD
    found: list[NextDate] = []
    agreements = Agreement.objects.visible_to(user).in_force(on).filter(partnership=partnership)
    for agreement in agreements:
        for day, text in (
            (agreement.review_on, _("Review: %(title)s")),
            (agreement.ends_on, _("Ends: %(title)s")),
        ):
            if day and on <= day <= until:
                found.append(NextDate(day, text % {"title": agreement.title}, agreement.get_absolute_url()))
    commitments = (
        Commitment.objects.visible_to(user)
        .filter(agreement__in=agreements, state="open", due_on__range=(on, until))
        .select_related("agreement", "organisation")
        .order_by("due_on", "pk")[:MOST]
    )
    for row in commitments:
        text = f"{row.organisation}: {row.text}"
        found.append(NextDate(row.due_on, text, row.agreement.get_absolute_url()))
    actions = (
        Action.objects.visible_to(user).open().filter(partnership=partnership, due_on__range=(on, until))
    )
    for action in actions.select_related("organisation")[:MOST]:
        text = f"{action.organisation}: {action.title}"
        found.append(NextDate(action.due_on, text, action.get_absolute_url()))
    found += _meetings(user, partnership, until)
    return sorted(found, key=lambda one: one.on)[:MOST]


def _meetings(user: Any, partnership: Partnership, until: date) -> list[NextDate]:
    rows = Meeting.objects.visible_to(user).to_come().filter(group__partnership=partnership)
    soon = rows.filter(starts_at__date__lte=until).select_related("group").order_by("starts_at")
    return [
        NextDate(row.starts_there.date(), f"{row.group}: {row.title}", row.get_absolute_url())
        for row in soon[:MOST]
    ]


def own_tasks(user: Any, *, on: date, besides: Collection[str] = ()) -> list[Task]:
    """The user's own open actions everywhere, and what meetings and surveys wait for from them.

    Of surveys these are their answers and, where they run one, its counting that was given up. The most pressing come
    first. What stands elsewhere on the page already, `besides` names by its link.
    """
    person = access.person_of(user)
    rows = Action.objects.visible_to(user).open().filter(owner=person) if person else Action.objects.none()
    mine = [task_of(row, on) for row in rows.select_related("organisation", "owner")[: 2 * MOST]]
    items = PlanItem.objects.visible_to(user).exclude(status="done").filter(owner=person) if person else []
    for item in list(items)[:MOST]:
        late = (on - item.due_on).days if item.due_on and item.due_on < on else 0
        link = item.get_absolute_url()
        mine.append(Task(str(PlanQuestion(item.question).label), "", "", item.due_on, late, link))
    mine += [
        Task(one.text, one.where, "", one.on, 0, one.link) for one in awaited_of(user, now=timezone.now())
    ]
    mine += _unanswered(user, on) + _uncounted(user) + _briefings(user, on)
    other = [task for task in mine if task.link not in besides]
    return sorted(other, key=lambda task: task.due_on or date.max)[: 2 * MOST]


def _unanswered(user: Any, on: date) -> list[Task]:
    """Surveys and reviews that are open for the user's own answers."""
    page = reverse("readiness:own-surveys")
    waiting = [one for one in invitations_of(user) if not one.answered and one.campaign.takes_answers(on)]
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


def _briefings(user: Any, on: date) -> list[Task]:
    """What senior sponsors want to be briefed on by the user."""
    return [
        Task(
            _("Brief %(name)s: %(about)s") % {"name": one.asked_by.name, "about": one.about},
            one.partnership.name,
            "",
            one.wanted_by,
            max((on - one.wanted_by).days, 0),
            one.get_absolute_url(),
        )
        for one in briefings_to_answer(user)[:MOST]
    ]


def _uncounted(user: Any) -> list[Task]:
    """Surveys and reviews that the user runs of which the counting was given up."""
    rows = Counting.objects.manageable_by(user).given_up().order_by("pk")
    related = ("campaign__organisation", "campaign__partnership")
    surveys = [(job.day, job.campaign) for job in rows.select_related(*related)[:MOST]]
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


def meanings_for(user: Any, *, on: date) -> list[Meaning]:
    """The partnerships of which one's own organisation is a member, for those who are not part of them themselves.

    That one's organisation partners, and for what, is no secret from its own people: most of them hear of it too
    late. Nothing of other organisations is in it; whom to ask are colleagues only.
    """
    person = access.person_of(user)
    if person is None:
        return []
    member = Membership.objects.current(on).filter(organisation=person.organisation_id)
    rows = Partnership.objects.filter(pk__in=member.values("partnership"), phase__in=Phase.LIVE).order_by(
        "name"
    )
    asked: dict[int, list[str]] = defaultdict(list)
    everywhere: list[str] = []
    roles = (
        Role.objects.current(on).filter(person__organisation=person.organisation_id).exclude(person=person)
    )
    for kind, partnership, name in roles.order_by("kind", "person__name").values_list(
        "kind", "partnership", "person__name"
    ):
        if partnership is not None:
            asked[partnership].append(name)
        elif kind == RoleKind.PARTNERING_LEAD:
            everywhere.append(name)
    needed = _needing_unit_of(person, on)
    return [
        Meaning(
            row.name,
            row.purpose,
            tuple(dict.fromkeys([*everywhere, *asked[row.pk]]))[:4],
            row.pk in needed,
        )
        for row in rows
    ]


def _needing_unit_of(person: Person, on: date) -> set[int]:
    """The partnerships that count on the people of somebody's own unit, which they may well know."""
    if person.unit_id is None:
        return set()
    targets = EngagementTarget.objects.current(on).filter(unit=person.unit_id)
    return set(targets.order_by().values_list("partnership", flat=True))
