"""How evenly partners carry a partnership, counted from rows that all members see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.choices import CommitmentState
from agreements.models import Commitment
from engagement.evenness import Difference, Share, Tells, differences
from partnering import access, balance
from partnering.choices import ActionState, Answer, MeetingState, MinutesState
from partnering.group_states import states_of
from partnering.models import (
    Acknowledgement,
    Action,
    Attendance,
    Decision,
    Membership,
    Partnership,
    WorkingGroup,
)

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Side:
    """One organisation beside the others together, in one respect."""

    name: str
    difference: Difference

    @property
    def words(self) -> str:
        """What the difference tells."""
        return {
            Tells.MORE: _("more than the others"),
            Tells.LESS: _("less than the others"),
            Tells.NOTHING: _("no difference that can be told"),
            Tells.TOO_FEW: _("too few to tell"),
        }[self.difference.tells]

    @property
    def is_told(self) -> bool:
        """Whether there are enough cases for its figures to mean anything."""
        return self.difference.tells != Tells.TOO_FEW

    @property
    def points(self) -> tuple[int, int, int]:
        """The difference with its interval, in percentage points."""
        one = self.difference
        return tuple(round(100 * (value or 0)) for value in (one.value, one.low, one.high))  # type: ignore[return-value]


@dataclass(frozen=True)
class Respect:
    """One respect in which partners are compared: what is counted, where its rows are, and each organisation's."""

    key: str
    title: str
    says: str
    link: str
    sides: tuple[Side, ...]

    @property
    def is_told(self) -> bool:
        """Whether anything can be told of anybody."""
        return any(side.is_told for side in self.sides)


@dataclass(frozen=True)
class _Asked:
    """What every respect is counted from."""

    user: Any
    partnership: Partnership
    since: date
    on: date
    members: dict[int, tuple[str, date]]


Counts = dict[int, tuple[int, int]]


def respects_of(user: Any, partnership: Partnership, *, on: date) -> list[Respect]:
    """In which respects partners are compared, for the last year; each organisation by name, in a constant number of
    queries.

    How many of each organisation's people answered a survey is no part of it: that is shown to nobody.
    """
    rows = Membership.objects.current(on).filter(partnership=partnership).order_by("organisation__name")
    members = {
        pk: (name, joined)
        for pk, name, joined in rows.values_list("organisation", "organisation__name", "joined_on")
    }
    asked = _Asked(user, partnership, on - YEAR, on, members)
    slug = [partnership.slug]
    actions = f"{reverse('partnering:actions')}?partnership={partnership.slug}&state=all"
    parts: list[tuple[str, str, str, str, Callable[[_Asked], Counts]]] = [
        (
            "attendance",
            _("Attendance"),
            _("Meetings to which somebody came, of those of groups in which the organisation had a seat."),
            reverse("partnering:meetings", args=slug),
            _meetings,
        ),
        (
            "invitations",
            _("Answers to invitations"),
            _("Invitations to meetings that were answered before the meeting, yes or no."),
            reverse("partnering:meetings", args=slug),
            _invitations,
        ),
        (
            "decisions",
            _("Answers to decisions"),
            _("Decisions of which the organisation took note, of those whose minutes are published."),
            reverse("partnering:decisions", args=slug),
            _decisions,
        ),
        ("actions", _("Actions"), _("Actions done by their day, of those that were due."), actions, _actions),
        (
            "contributions",
            _("Contributions"),
            _("Commitments kept by their day, of those that were due."),
            reverse("agreements:commitments", args=slug),
            _commitments,
        ),
    ]
    return [
        Respect(key, title, says, link, _sides(asked, count(asked)))
        for key, title, says, link, count in parts
    ]


def _sides(asked: _Asked, counts: Counts) -> tuple[Side, ...]:
    shares = [Share(pk, *counts.get(pk, (0, 0))) for pk in asked.members]
    return tuple(Side(asked.members[one.organisation][0], one) for one in differences(shares))


def _meetings(asked: _Asked) -> Counts:
    groups = WorkingGroup.objects.visible_to(asked.user).filter(partnership=asked.partnership)
    found: Counter[int] = Counter()
    of: Counter[int] = Counter()
    for state in states_of(groups, on=asked.on).values():
        held = [one for one in state.meetings if asked.since < one.on <= asked.on]
        for pk in asked.members:
            came = [was for was in balance.course(state.seats, held, pk) if was is not None]
            found[pk] += sum(came)
            of[pk] += len(came)
    return {pk: (found[pk], of[pk]) for pk in asked.members}


def _invitations(asked: _Asked) -> Counts:
    rows = Attendance.objects.visible_to(asked.user).filter(
        invited=True,
        meeting__group__partnership=asked.partnership,
        meeting__starts_at__gt=access.morning_of(asked.since),
        meeting__starts_at__lt=access.morning_of(asked.on),
    )
    rows = rows.exclude(meeting__state=MeetingState.CANCELLED)
    return _counted(rows, ~Q(answer=Answer.NONE))


def _decisions(asked: _Asked) -> Counts:
    decided = list(
        Decision.objects.visible_to(asked.user)
        .filter(
            meeting__group__partnership=asked.partnership,
            meeting__minutes_state=MinutesState.PUBLISHED,
            meeting__starts_at__gt=access.morning_of(asked.since),
        )
        .values_list("pk", "meeting__starts_at")
    )
    noted = set(
        Acknowledgement.objects.visible_to(asked.user)
        .filter(decision__in=[pk for pk, _at in decided])
        .values_list("organisation", "decision")
    )
    found = {}
    for organisation, (_name, joined) in asked.members.items():
        own = [pk for pk, at in decided if access.day_of(at) >= joined]
        found[organisation] = (sum((organisation, pk) in noted for pk in own), len(own))
    return found


def _actions(asked: _Asked) -> Counts:
    rows = Action.objects.visible_to(asked.user).filter(
        partnership=asked.partnership, due_on__gt=asked.since, due_on__lt=asked.on
    )
    return _counted(rows.exclude(state=ActionState.CANCELLED), Q(done_on__lte=F("due_on")))


def _commitments(asked: _Asked) -> Counts:
    rows = Commitment.objects.visible_to(asked.user).filter(
        agreement__partnership=asked.partnership,
        agreement__came_into_force_on__lte=asked.on,
        due_on__gt=asked.since,
        due_on__lt=asked.on,
    )
    return _counted(rows.exclude(state=CommitmentState.WITHDRAWN), Q(kept_on__lte=F("due_on")))


def _counted(rows: Any, took: Q) -> Counts:
    """Of each organisation's rows, how many are such. One query."""
    counts: Iterable[tuple[int, int, int]] = (
        rows.order_by()
        .values("organisation")
        .annotate(took=Count("pk", filter=took), of=Count("pk"))
        .values_list("organisation", "took", "of")
    )
    return {organisation: (taken, of) for organisation, taken, of in counts}
