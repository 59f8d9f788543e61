"""Who comes to a working group's meetings, on the group's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from partnering import access, balance
from partnering.balance import HeldMeeting, Quarter, SeatSpan
from partnering.gap_hits import hit_of
from partnering.gaps import RHYTHM, TERMS, GroupState, gaps
from partnering.group_states import states_of
from partnering.inspecting import hands_of
from partnering.models import WorkingGroup
from partnering.registry import Panel, panels
from partnering.xray import Hit

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
    """The organisations' attendance at a group's meetings, and what it lacks; None when there is neither."""
    seen = WorkingGroup.objects.visible_to(request.user).filter(pk=group.pk)
    states = states_of(seen, on=access.today())
    if not states:
        return None
    [state] = states.values()
    found = [] if group.archived_on else _found(request, group, state)
    if not state.meetings and not found:
        return None
    order = sorted(state.names.items(), key=lambda one: one[1])
    table = [_row(state.seats, state.meetings, pk, name) for pk, name in order]
    return {
        "findings": found,
        "days": [one.on for one in state.meetings[-SHOWN:]],
        "quarters": _quarters(state.meetings),
        "rows": [row for row in table if row.of],
    }


def _found(request: HttpRequest, group: WorkingGroup, state: GroupState) -> list[tuple[Hit, bool]]:
    """What it lacks, each with whether who asks can mend it. Of missing terms the page tells by itself."""
    hands = hands_of(request.user, group.partnership)
    keeps = access.may_keep_minutes(request.user, group)
    found = []
    for gap in gaps(state, on=access.today()):
        if gap.kind != TERMS:
            hit = hit_of(gap, group.pk, state, group.partnership.slug)
            may = hands.reach(hit.mender, about=hit.about, internal=False)
            found.append((hit, may or (keeps and gap.kind == RHYTHM)))
    return found


def _row(seats: Sequence[SeatSpan], meetings: Sequence[HeldMeeting], pk: int, name: str) -> Row:
    came = balance.course(seats, meetings, pk)
    counted = [was for was in came if was is not None]
    own = {(one.year, one.number): one for one in balance.quarters(meetings, came)}
    by_quarter = [own.get(quarter) for quarter in _quarters(meetings)]
    return Row(name, came[-SHOWN:], sum(counted), len(counted), by_quarter)


def _quarters(meetings: Sequence[HeldMeeting]) -> list[tuple[int, int]]:
    """The latest quarters in which there was a meeting."""
    return sorted({balance.quarter_of(one.on) for one in meetings})[-QUARTERS:]


def register() -> None:
    """Put it on the page of a group."""
    panels.append(
        Panel("group", "attendance", "partnering/_attendance_panel.html", attendance_of_group, order=10)
    )
