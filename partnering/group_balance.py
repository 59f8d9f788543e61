"""Who comes to a working group's meetings, on the group's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering import access, balance
from partnering.balance import HeldMeeting, Imbalance, Quarter, SeatSpan
from partnering.choices import MeetingState
from partnering.models import Attendance, Seat, WorkingGroup
from partnering.registry import Panel, panels

SHOWN, QUARTERS = 8, 6


@dataclass(frozen=True)
class Row:
    """An organisation: whether it came to each meeting shown, and to how many of all."""

    name: str
    came: list[bool | None]
    there: int
    of: int
    quarters: list[Quarter | None]


def attendance_of_group(request: HttpRequest, group: WorkingGroup) -> dict[str, Any] | None:
    """The organisations' attendance at a group's meetings, and what is out of balance; None when there is neither."""
    names: dict[int, str] = {}
    rows = Seat.objects.visible_to(request.user).filter(group=group)
    seats = []
    for pk, name, start, end in rows.values_list(
        "organisation", "organisation__name", "started_on", "ended_on"
    ):
        names[pk] = name
        seats.append(SeatSpan(pk, start, end))
    meetings = _held(request, group, names)
    found = [_sentence(one, names) for one in balance.imbalances(seats, meetings, on=access.today())]
    if not meetings and not found:
        return None
    table = [_row(seats, meetings, pk, name) for pk, name in sorted(names.items(), key=lambda one: one[1])]
    return {
        "findings": found,
        "days": [one.on for one in meetings[-SHOWN:]],
        "quarters": _quarters(meetings),
        "rows": [row for row in table if row.of],
    }


def _held(request: HttpRequest, group: WorkingGroup, names: dict[int, str]) -> list[HeldMeeting]:
    """The meetings of which it was noted who was there, by time; adds the names of who came without a seat."""
    noted = Attendance.objects.visible_to(request.user).filter(
        meeting__group=group, meeting__state=MeetingState.HELD, attended__isnull=False
    )
    present: dict[tuple[datetime, int, str], set[int]] = defaultdict(set)
    for starts_at, meeting, zone, pk, name, attended in noted.values_list(
        "meeting__starts_at",
        "meeting",
        "meeting__time_zone",
        "organisation",
        "organisation__name",
        "attended",
    ):
        there = present[starts_at, meeting, zone]
        if attended:
            names[pk] = name
            there.add(pk)
    return [
        HeldMeeting(starts_at.astimezone(ZoneInfo(zone)).date(), frozenset(there))
        for (starts_at, _meeting, zone), there in sorted(present.items())
    ]


def _row(seats: Sequence[SeatSpan], meetings: Sequence[HeldMeeting], pk: int, name: str) -> Row:
    came = balance.course(seats, meetings, pk)
    counted = [was for was in came if was is not None]
    own = {(one.year, one.number): one for one in balance.quarters(meetings, came)}
    by_quarter = [own.get(quarter) for quarter in _quarters(meetings)]
    return Row(name, came[-SHOWN:], sum(counted), len(counted), by_quarter)


def _quarters(meetings: Sequence[HeldMeeting]) -> list[tuple[int, int]]:
    """The latest quarters in which there was a meeting."""
    return sorted({balance.quarter_of(one.on) for one in meetings})[-QUARTERS:]


def _sentence(one: Imbalance, names: dict[int, str]) -> str:
    values = {"organisation": names[one.organisation], "count": one.count, "of": one.of}
    if one.kind == balance.OUTWEIGHS:
        return _("%(organisation)s has %(count)d of %(of)d seats, more than all others together.") % values
    return (
        ngettext(
            "%(organisation)s missed the latest meeting.",
            "%(organisation)s missed the latest %(count)d meetings.",
            one.count,
        )
        % values
    )


def register() -> None:
    """Put it on the page of a group."""
    panels.append(
        Panel("group", "attendance", "partnering/_attendance_panel.html", attendance_of_group, order=10)
    )
