"""All partnerships of a user as rows of a list: traction, alerts, what is next, what to do this week."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.choices import CommitmentState
from agreements.models import Agreement, Commitment
from engagement.choices import AlertKind
from engagement.models import AlertEpisode, Snapshot
from engagement.wording import mend_in_words
from partnering import access, at_once, kept
from partnering.choices import MeetingState
from partnering.models import Action, Meeting, Partnership
from partnering.queries import count_of

BACK = timedelta(days=60)
COURSE_WEEKS = 26
WEEK = timedelta(days=7)
THINGS = 3


@dataclass(frozen=True)
class Next:
    """What comes up first in a partnership: its day, what it is, and where its rows are."""

    on: date
    what: str
    link: str


@dataclass(frozen=True)
class ToDo:
    """Something to do this week in a partnership, and where."""

    text: str
    link: str


def portfolio(user: Any, *, on: date) -> QuerySet[Any]:
    """The live partnerships that the user is part of, each with all that the list sorts and narrows by."""
    actions = Action.objects.visible_to(user).open()
    found: QuerySet[Any] = (
        standing(user, on=on)
        .annotate(
            late_count=count_of(actions.filter(due_on__lt=on), "partnership"),
            week_count=count_of(actions.filter(due_on__range=(on, on + WEEK)), "partnership"),
            **_next_days(user, on),
        )
        .prefetch_related(
            Prefetch(
                "alerts",
                lasting_alerts(user, on).select_related("organisation").order_by("began_on", "pk"),
                to_attr="alerts_now",
            )
        )
    )
    return found


def standing(user: Any, *, on: date) -> QuerySet[Any]:
    """The live partnerships that the user is part of: where they stood when they were counted last, and alerts."""
    here = {"partnership": OuterRef("pk")}
    counted = Snapshot.objects.filter(**here, organisation=None, on__lte=on).order_by("-on")
    before = counted.filter(on__lte=on - BACK)
    rows: QuerySet[Any] = Partnership.objects.visible_to(user).live().select_related("life_phase")
    counts: QuerySet[Any] = rows.annotate(
        score=Subquery(counted.values("score")[:1]),
        confidence=Subquery(counted.values("confidence")[:1]),
        score_before=Subquery(before.values("score")[:1]),
        alert_count=count_of(lasting_alerts(user, on), "partnership"),
    )
    changed: QuerySet[Any] = counts.annotate(change=F("score") - F("score_before"))
    return changed


def _next_days(user: Any, on: date) -> dict[str, Any]:
    """The first day of each kind that is still to come."""
    meetings = Meeting.objects.filter(
        group__partnership=OuterRef("pk"), state=MeetingState.PLANNED, starts_at__gte=access.morning_of(on)
    )
    agreed = Agreement.objects.in_force(on).filter(partnership=OuterRef("pk"))
    promised = Commitment.objects.filter(
        agreement__in=Agreement.objects.in_force(on).filter(partnership=OuterRef(OuterRef("pk"))),
        state=CommitmentState.OPEN,
        due_on__gte=on,
    )
    reviews = agreed.filter(review_on__gte=on).order_by("review_on")
    return {
        "next_meeting": Subquery(meetings.order_by("starts_at").values("starts_at")[:1]),
        "next_review": Subquery(reviews.values("review_on")[:1]),
        "next_due": Subquery(promised.order_by("due_on").values("due_on")[:1]),
    }


def lasting_alerts(user: Any, on: date) -> QuerySet[AlertEpisode]:
    """The alerts that hold on a day, as far as the user may know of them."""
    rows: QuerySet[AlertEpisode] = AlertEpisode.objects.visible_to(user).lasting(on)
    return rows


def next_of(row: Any) -> Next | None:
    """What comes first in a row of the portfolio."""
    slug = row.slug
    days = [
        (row.next_meeting and access.day_of(row.next_meeting), _("Meeting"), "partnering:meetings"),
        (row.next_review, _("Review of the agreement"), "agreements:agreements"),
        (row.next_due, _("Commitment due"), "agreements:commitments"),
    ]
    known = [(day, what, route) for day, what, route in days if day]
    if not known:
        return None
    day, what, route = min(known, key=lambda one: one[0])
    return Next(day, what, reverse(route, args=[slug]))


def week_of(row: Any) -> list[ToDo]:
    """What to do this week in a row of the portfolio: what is late or due, what alerts call for; at most three."""
    listed = f"{reverse('partnering:actions')}?partnership={row.slug}"
    found = []
    if row.late_count:
        text = ngettext("%(n)d late action", "%(n)d late actions", row.late_count) % {"n": row.late_count}
        found.append(ToDo(text, f"{listed}&state=late"))
    kinds = dict.fromkeys(one.kind for one in row.alerts_now)
    traction = reverse("engagement:traction", args=[row.slug])
    found += [ToDo(str(mend_in_words(kind)), traction) for kind in kinds]
    if row.week_count:
        text = ngettext("%(n)d action due", "%(n)d actions due", row.week_count) % {"n": row.week_count}
        today = access.today()
        found.append(ToDo(text, f"{listed}&due_from={today}&due_to={today + WEEK}"))
    if row.next_meeting is None:
        found.append(ToDo(_("Plan the next meeting"), reverse("partnering:plan-meeting", args=[row.slug])))
    return found[:THINGS]


@at_once.part
def courses_of(
    user: Any, partnerships: list[int], *, on: date
) -> at_once.Asking[dict[int, tuple[float | None, ...]]]:
    """The scores of some partnerships, one a week of the last half year, the latest last. One query."""
    [scores] = yield [at_once.rows(_scores, user, on, *map(kept.Slot, partnerships))]
    found: dict[int, list[float | None]] = defaultdict(list)
    for partnership, score in scores:
        found[partnership].append(score)
    return {pk: tuple(scores) for pk, scores in found.items()}


def _scores(user: Any, on: date, *partnerships: int) -> QuerySet[Any]:
    days = [on - WEEK * number for number in range(COURSE_WEEKS)]
    rows = Snapshot.objects.visible_to(user).whole().filter(partnership__in=partnerships, on__in=days)
    scores: QuerySet[Any] = rows.order_by("on").values_list("partnership", "score")
    return scores


def with_alert(kind: str, user: Any, *, on: date) -> Q:
    """A filter for partnerships in which such an alert holds; any for an empty kind."""
    rows = lasting_alerts(user, on).order_by()
    if kind in AlertKind.values:
        rows = rows.filter(kind=kind)
    return Q(pk__in=rows.values("partnership"))
