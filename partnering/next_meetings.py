"""The next meeting of a partnership or a working group, on their pages, with what its reader has answered."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Answer
from partnering.models import Action, AgendaItem, Attendance, Meeting, Partnership, WorkingGroup
from partnering.models.meetings import MeetingQuerySet
from partnering.registry import Panel, panels


def open_actions_point() -> str:
    """The point of an agenda under which a group goes through what it has still to do."""
    return _("Open actions of the group")


def next_meeting(user: Any, rows: MeetingQuerySet) -> Meeting | None:
    """The first of these meetings that is still to come, with one's own answer (`mine`); None when none is planned."""
    invited = Attendance.objects.invited().filter(meeting=OuterRef("pk"), person=access.person_of(user))
    reviewed = AgendaItem.objects.filter(meeting=OuterRef("pk"), text=open_actions_point())
    still_open = Action.objects.visible_to(user).open().filter(group=OuterRef("group"))
    found: Meeting | None = (
        rows.to_come()
        .select_related("group")
        .annotate(
            mine=Subquery(invited.values("answer")[:1]),
            lacks_review=Exists(still_open) & ~Exists(reviewed),
        )
        .order_by(F("starts_at").asc(), "pk")
        .first()
    )
    return found


def _of_partnership(request: HttpRequest, partnership: Partnership) -> dict[str, Any] | None:
    rows = Meeting.objects.joint_to(request.user).filter(group__partnership=partnership)
    return _shown(request, next_meeting(request.user, rows))


def _of_group(request: HttpRequest, group: WorkingGroup) -> dict[str, Any] | None:
    rows = Meeting.objects.joint_to(request.user).filter(group=group)
    found = _shown(request, next_meeting(request.user, rows))
    if found is None:
        return None
    may = found["meeting"].lacks_review and access.may_keep_minutes(request.user, group)
    return found | {"offers_review": may, "review": open_actions_point(), "of_group": True}


def _shown(request: HttpRequest, meeting: Meeting | None) -> dict[str, Any] | None:
    if meeting is None:
        return None
    mine = getattr(meeting, "mine", None)
    return {"meeting": meeting, "mine": mine, "answer": Answer(mine).label if mine else ""}


def register() -> None:
    """Put it on both pages."""
    template = "partnering/parts/_next_meeting.html"
    panels.append(Panel("partnership", "next meeting", template, _of_partnership, order=5))
    panels.append(Panel("group", "next meeting", template, _of_group, order=5))
