"""What meetings wait for from somebody: to say whether they come, to write minutes, to acknowledge decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering import access, at_once
from partnering.choices import Answer, MeetingState, MinutesState
from partnering.models import Attendance, Decision, Meeting, Membership, User, WorkingGroup

MOST = 6
"""Of each kind, the most pressing ones."""
LATELY = timedelta(days=60)
"""Of a meeting longer ago nobody expects minutes any more."""


@dataclass(frozen=True)
class Awaited:
    """One thing to do about a meeting: what, in which partnership, where, and the day of the meeting."""

    text: str
    where: str
    link: str
    on: date


@at_once.part
def awaited_of(user: User, *, now: datetime) -> at_once.Asking[list[Awaited]]:
    """What waits for the user's own doing, by kind; two queries for any number."""
    kinds = yield from at_once.together(_answers(user, now), _minutes(user, now), _decisions(user))
    return list(chain(*kinds))


def _answers(user: User, now: datetime) -> at_once.Asking[list[Awaited]]:
    """Invitations to meetings to come that they have yet to answer."""
    rows = (
        Attendance.objects.visible_to(user)
        .invited()
        .filter(
            person=access.person_of(user),
            answer=Answer.NONE,
            meeting__state=MeetingState.PLANNED,
            meeting__ends_at__gt=now,
        )
    )
    related = rows.select_related("meeting__group__partnership")
    [found] = yield [related.order_by("meeting__starts_at", "pk")[:MOST]]
    return [_awaited(one.meeting, _("Say whether you come: %(meeting)s")) for one in found]


def _minutes(user: User, now: datetime) -> at_once.Asking[list[Awaited]]:
    """Meetings of late that they keep, without a note of who was there, or without published minutes."""
    kept = Meeting.objects.filter(
        group__in=WorkingGroup.objects.kept_by(user),
        ends_at__lte=now,
        ends_at__gt=now - LATELY,
        minutes_state=MinutesState.DRAFT,
    ).exclude(state=MeetingState.CANCELLED)
    [found] = yield [kept.select_related("group__partnership").order_by("starts_at", "pk")[:MOST]]
    planned, held = _("Note who was there: %(meeting)s"), _("Publish the minutes: %(meeting)s")
    return [_awaited(one, planned if one.state == MeetingState.PLANNED else held) for one in found]


def _decisions(user: User) -> at_once.Asking[list[Awaited]]:
    """Meetings of whose decisions their organisation, for which they answer, has not acknowledged all."""
    person = access.person_of(user)
    spoken = access.spoken_for_in(user)
    if person is None:
        return []
    ours = person.organisation_id
    rows = Decision.objects.visible_to(user).filter(
        meeting__minutes_state=MinutesState.PUBLISHED, meeting__group__partnership__in=spoken
    )
    [counts] = yield [
        rows.exclude(acknowledgements__organisation=ours)
        .order_by()
        .values_list("meeting")
        .annotate(left=Count("pk"))
    ]
    left = dict(counts)
    meetings = Meeting.objects.filter(pk__in=left).order_by()
    here = Membership.objects.filter(organisation=ours, partnership__in=meetings.values("group__partnership"))
    found, memberships = yield [
        meetings.select_related("group__partnership").order_by(F("minutes_published_at").asc(), "pk"),
        here.values_list("partnership", "joined_on", "left_on"),
    ]
    awaited, members = [], _times(memberships)
    for one in found:
        if _was_member(members[one.group.partnership_id], one.starts_there.date()):
            words = ngettext(
                "Acknowledge a decision: %(meeting)s",
                "Acknowledge %(count)s decisions: %(meeting)s",
                left[one.pk],
            )
            link = reverse("partnering:decisions", args=[one.group.partnership.slug])
            awaited.append(_awaited(one, words, link, count=left[one.pk]))
    return awaited


def _times(rows: Iterable[Any]) -> dict[int, list[tuple[date, date | None]]]:
    """From when to when an organisation was a member of which partnership."""
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for partnership, joined_on, left_on in rows:
        found[partnership].append((joined_on, left_on))
    return found


def _was_member(times: list[tuple[date, date | None]], on: date) -> bool:
    return any(first <= on and (last is None or on < last) for first, last in times)


def _awaited(meeting: Meeting, words: str, link: str = "", **more: int) -> Awaited:
    return Awaited(
        words % {"meeting": meeting.title, **more},
        str(meeting.group.partnership),
        link or meeting.get_absolute_url(),
        meeting.starts_there.date(),
    )
