"""How working groups stand, as plain data: their terms, seats and meetings. Three queries for any number of them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from partnering import access
from partnering.balance import HeldMeeting, SeatSpan
from partnering.choices import Level, MeetingState, Office
from partnering.gaps import GroupState, Terms
from partnering.models import Attendance, Meeting, Seat, WorkingGroup
from partnering.quorums import Attendee, Quorum
from partnering.terms_in_words import is_settled

RANKS = {level: rank for rank, level in enumerate(Level.values)}


def states_of(
    groups: QuerySet[WorkingGroup], *, on: date, latest: int | None = None
) -> dict[tuple[int, int], GroupState]:
    """By partnership and group: how each of these groups stands on a day; who sees the groups sees all of it.

    Of the meetings of which it was noted who was there, all are told, or the `latest` so many of each group.
    """
    found = list(_with_meetings(groups, on))
    pks = [group.pk for group in found]
    names: dict[int, str] = {}
    seats = _seats(pks, names)
    meetings = _held(pks, names, latest)
    return {
        (group.partnership_id, group.pk): GroupState(
            group.name,
            terms_of(group),
            seats[group.pk],
            meetings[group.pk],
            _day(group.last_at),
            _day(group.next_at),
            names,
        )
        for group in found
    }


def terms_of(group: WorkingGroup) -> Terms:
    """A group's terms of reference as plain data."""
    return Terms(
        is_settled(group),
        Quorum(group.quorum_people, group.quorum_organisations),
        group.rhythm,
        group.meets_every or 0,
        RANKS.get(group.wanted_level),
        group.review_on,
    )


def _with_meetings(groups: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Adds when each group met last, up to the end of that day, and when it meets next."""
    midnight = datetime.combine(on + timedelta(days=1), time(), timezone.get_default_timezone())
    met = Q(meetings__starts_at__lt=midnight) & ~Q(meetings__state=MeetingState.CANCELLED)
    comes = Q(meetings__starts_at__gte=midnight, meetings__state=MeetingState.PLANNED)
    with_days: QuerySet[Any] = groups.annotate(
        last_at=Max("meetings__starts_at", filter=met), next_at=Min("meetings__starts_at", filter=comes)
    )
    return with_days


def _day(at: datetime | None) -> date | None:
    return None if at is None else access.day_of(at)


def _seats(pks: list[int], names: dict[int, str]) -> dict[int, list[SeatSpan]]:
    """The seats of all times by group; adds the names of whose they are."""
    found: dict[int, list[SeatSpan]] = defaultdict(list)
    rows = Seat.objects.filter(group__in=pks).order_by("pk")
    for group, pk, organisation, name, person, level, office, start, end in rows.values_list(
        *("group", "pk", "organisation", "organisation__name", "person", "person__level", "office"),
        *("started_on", "ended_on"),
    ):
        names[organisation] = name
        span = SeatSpan(organisation, start, end, pk, person, office == Office.CHAIR, RANKS.get(level, 0))
        found[group].append(span)
    return found


def _held(pks: list[int], names: dict[int, str], latest: int | None) -> dict[int, list[HeldMeeting]]:
    """The meetings of which it was noted who was there, by group and time; adds the names of who came."""
    held = Meeting.objects.filter(
        group__in=pks, state=MeetingState.HELD, attendances__attended__isnull=False
    ).distinct()
    if latest is not None:
        number = Window(
            RowNumber(), partition_by=F("group"), order_by=[F("starts_at").desc(), F("pk").desc()]
        )
        held = (
            Meeting.objects.filter(pk__in=held.order_by().values("pk"))
            .annotate(number=number)
            .filter(number__lte=latest)
        )
    noted = Attendance.objects.filter(meeting__in=held.order_by().values("pk"), attended__isnull=False)
    there: dict[tuple[int, datetime, int, str], list[Attendee]] = defaultdict(list)
    for group, starts_at, meeting, zone, organisation, name, person, instead_of, attended in noted.order_by(
        "meeting__starts_at", "meeting", "pk"
    ).values_list(
        *("meeting__group", "meeting__starts_at", "meeting", "meeting__time_zone"),
        *("organisation", "organisation__name", "person", "stands_in_for", "attended"),
    ):
        present = there[group, starts_at, meeting, zone]
        if attended:
            names[organisation] = name
            present.append(Attendee(person, organisation, instead_of))
    found: dict[int, list[HeldMeeting]] = defaultdict(list)
    for (group, starts_at, _meeting, zone), came in there.items():
        day = starts_at.astimezone(ZoneInfo(zone)).date()
        found[group].append(HeldMeeting(day, frozenset(one.organisation for one in came), tuple(came)))
    return found
