"""The only ways in which views get at meetings and what belongs to them. No means not found."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from partnering import access
from partnering.choices import MeetingState, MinutesState
from partnering.models import Action, AgendaItem, Attendance, Decision, Meeting, User

SCOPE = "group__partnership__life_phase"


def joint_meeting(user: User, pk: int) -> Any:
    """A meeting of a partnership of which the user is part; None also for one to which they are only invited.

    It knows whether a later one of its group is planned (`has_later`), and those before and after it in its series.
    """
    series = Meeting.objects.filter(series=OuterRef("series")).exclude(state=MeetingState.CANCELLED)
    before = series.filter(starts_at__lt=OuterRef("starts_at")).order_by("-starts_at", "-pk")
    after = series.filter(starts_at__gt=OuterRef("starts_at")).order_by("starts_at", "pk")
    later = Meeting.objects.planned().filter(group=OuterRef("group"), starts_at__gt=OuterRef("starts_at"))
    rows = Meeting.objects.joint_to(user).select_related(SCOPE)
    around = {
        "previous_pk": Subquery(before.values("pk")[:1]),
        "previous_at": Subquery(before.values("starts_at")[:1]),
        "following_pk": Subquery(after.values("pk")[:1]),
        "following_at": Subquery(after.values("starts_at")[:1]),
        "has_later": Exists(later),
    }
    return rows.annotate(**around).filter(pk=pk).first()


def meeting_to_keep(user: User, pk: int) -> Meeting:
    """A meeting whose agenda, attendance and minutes the user keeps."""
    meeting: Meeting | None = joint_meeting(user, pk)
    if meeting is None or not access.may_keep_minutes(user, meeting.group):
        raise Http404
    return meeting


def agenda_item_to_keep(user: User, pk: int) -> AgendaItem:
    """A point of the agenda of such a meeting."""
    rows = AgendaItem.objects.visible_to(user).select_related(f"meeting__{SCOPE}", "lead", "carried_from")
    item = get_object_or_404(rows, pk=pk)
    if not access.may_keep_minutes(user, item.meeting.group):
        raise Http404
    return item


def own_attendance(user: User, pk: int) -> Attendance:
    """The user's own invitation to a meeting."""
    rows = Attendance.objects.visible_to(user).invited().select_related(f"meeting__{SCOPE}")
    return get_object_or_404(rows, meeting=pk, person=access.person_of(user))


def invitation_to_withdraw(user: User, pk: int) -> Attendance:
    """Somebody's invitation to a meeting that the user keeps."""
    rows = Attendance.objects.visible_to(user).invited().select_related(f"meeting__{SCOPE}", "person")
    invitation = get_object_or_404(rows, pk=pk)
    if not access.may_keep_minutes(user, invitation.meeting.group):
        raise Http404
    return invitation


def decision_to_acknowledge(user: User, pk: int) -> Decision:
    """A published decision that the user may acknowledge for their organisation."""
    rows = Decision.objects.visible_to(user).filter(meeting__minutes_state=MinutesState.PUBLISHED)
    decision = get_object_or_404(rows.select_related(f"meeting__{SCOPE}"), pk=pk)
    if access.speaks_for(user, decision.meeting.group.partnership) is None:
        raise Http404
    return decision


def action_to_keep(user: User, pk: int) -> Action:
    """An action that arose at a meeting whose minutes the user keeps."""
    rows = Action.objects.visible_to(user).exclude(meeting=None)
    action = get_object_or_404(rows.select_related(f"meeting__{SCOPE}", "organisation", "owner"), pk=pk)
    if not access.may_keep_minutes(user, action.meeting.group):
        raise Http404
    return action


def decision_to_keep(user: User, pk: int) -> Decision:
    """A decision of a meeting whose minutes the user keeps."""
    rows = Decision.objects.visible_to(user).select_related(f"meeting__{SCOPE}", "owner")
    decision = get_object_or_404(rows, pk=pk)
    if not access.may_keep_minutes(user, decision.meeting.group):
        raise Http404
    return decision


def next_of_group(meeting: Meeting) -> Meeting | None:
    """The next meeting of the group, to which open points go."""
    rows = Meeting.objects.planned().filter(group=meeting.group_id, starts_at__gt=meeting.starts_at)
    found: Meeting | None = rows.select_related("group__partnership").order_by("starts_at").first()
    return found
