"""One change for a meeting of a series and the later ones: other hours, another place, the same points to talk about.

What is the same as at this meeting stays as it is at each later one, so that what was settled for one of them is lost
only where the change says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import AgendaItem, Meeting, Person, User
from partnering.recurrence import span_on
from partnering.services.agendas import add_item
from partnering.services.meeting_series import can_come, still_planned
from partnering.services.meetings import change_meeting, day_of
from partnering.services.times import hold


@dataclass(frozen=True)
class Asked:
    """What is asked for: hours by the clock of each meeting's zone, where, and whether they get this one's agenda."""

    begins: time
    ends: time
    place: str
    video_link: str
    with_agenda: bool = False


@dataclass(frozen=True)
class Later:
    """What would change at one meeting: fields with their new values, and points that its agenda gets."""

    meeting: Meeting
    values: dict[str, Any]
    points: list[AgendaItem]

    @property
    def is_moved(self) -> bool:
        """Whether it is at another time, so that everybody is asked anew."""
        return "starts_at" in self.values

    @property
    def begins(self) -> datetime:
        """When it begins from then on, as clocks show it where it is held."""
        starts_at: datetime = self.values.get("starts_at", self.meeting.starts_at)
        return starts_at.astimezone(self.meeting.zone)

    @property
    def ends(self) -> datetime:
        """When it ends from then on, by the same clocks."""
        ends_at: datetime = self.values.get("ends_at", self.meeting.ends_at)
        return ends_at.astimezone(self.meeting.zone)


def later_changes(meeting: Meeting, asked: Asked) -> list[Later]:
    """What a change would do to this meeting and the later ones, in their order; refuses what would change nothing."""
    length = datetime.combine(date.min, asked.ends) - datetime.combine(date.min, asked.begins)
    moves = (asked.begins, length) != (meeting.starts_there.time(), meeting.ends_at - meeting.starts_at)
    texts = {"place": asked.place.strip(), "video_link": asked.video_link}
    others = {name: text for name, text in texts.items() if text != getattr(meeting, name)}
    points = list(meeting.agenda.select_related("lead__organisation")) if asked.with_agenda else []
    found = []
    for one in still_planned(meeting).order_by("starts_at", "pk").prefetch_related("agenda"):
        values: dict[str, Any] = {name: text for name, text in others.items() if getattr(one, name) != text}
        if moves:
            span = span_on(day_of(one), asked.begins, length, one.zone)
            if (span.starts_at, span.ends_at) != (one.starts_at, one.ends_at):
                values |= {"starts_at": span.starts_at, "ends_at": span.ends_at}
        known = {item.text for item in one.agenda.all()}
        new = [item for item in points if item.text not in known]
        if values or new:
            found.append(Later(one, values, new))
    if not found:
        raise DomainError(_("By this, nothing changes. Change the hours or the place, or add the agenda."))
    return found


@transaction.atomic
def change_later(*, meeting: Meeting, asked: Asked, by: User) -> int:
    """Change them all or none; returns how many. Who is invited gets a mail for each, as calendars need it."""
    hold(meeting.group.partnership)
    found = later_changes(meeting, asked)
    for later in found:
        if later.values:
            change_meeting(meeting=later.meeting, by=by, **later.values)
        for point in later.points:
            add_item(
                meeting=later.meeting,
                text=point.text,
                minutes_planned=point.minutes_planned,
                lead=_lead(later.meeting, point.lead),
                by=by,
            )
    return len(found)


def _lead(meeting: Meeting, lead: Person | None) -> Person | None:
    return lead if lead is not None and can_come(meeting, lead) else None
