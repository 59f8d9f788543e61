"""Who is asked to come to which meetings, as of now: what mails and the links in them hold to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from partnering import access, meeting_links
from partnering.choices import MeetingState, RoleKind
from partnering.models import Attendance, Membership, Person, Role


def open_invitations(now: datetime) -> QuerySet[Attendance]:
    """Invitations to meetings to come, of people who may still hear of them.

    These are people of organisations that are members of the partnership, and its managers. An account is not
    needed, but a closed one shuts out.
    """
    return told().filter(invited=True, meeting__state=MeetingState.PLANNED, meeting__ends_at__gt=now)


def told() -> QuerySet[Attendance]:
    """Who stands on the list of a meeting, invited or not any more, and may still hear of it."""
    partnership = OuterRef("meeting__group__partnership")
    members = Membership.objects.current().filter(
        partnership=partnership, organisation=OuterRef("organisation")
    )
    manages = Role.objects.current().filter(
        kind=RoleKind.PARTNERSHIP_MANAGER, partnership=partnership, person=OuterRef("person")
    )
    rows: QuerySet[Attendance] = Attendance.objects.filter(
        Exists(members) | Exists(manages),
        Q(person__user=None) | Q(person__user__is_active=True),
        person__in=Person.objects.present(),
        person__organisation=F("organisation"),
    )
    return rows.select_related("person", "organisation", "meeting__group__partnership", "meeting__called_by")


def left_behind(now: datetime) -> QuerySet[Attendance]:
    """Invitations to meetings to come, of people whose organisation has left the partnership."""
    partnership = OuterRef("meeting__group__partnership")
    members = Membership.objects.filter(
        access.lasting_beyond(access.today(), end="left_on"),
        partnership=partnership,
        organisation=OuterRef("organisation"),
    )
    manages = Role.objects.current().filter(
        kind=RoleKind.PARTNERSHIP_MANAGER, partnership=partnership, person=OuterRef("person")
    )
    rows: QuerySet[Attendance] = Attendance.objects.invited().filter(
        ~Exists(members), ~Exists(manages), meeting__state=MeetingState.PLANNED, meeting__ends_at__gt=now
    )
    return rows.select_related("person", "meeting__group__partnership")


@dataclass(frozen=True)
class Asked:
    """What a link leads to: `state` is 'open', or why there is nothing to answer and nothing to be told."""

    attendance: Attendance
    state: str
    is_changed: bool = False


def asked_by_link(token: str) -> Asked | None:
    """The invitation that a link leads to; None for links that we never made, or for one that is no more."""
    read = meeting_links.LINKS.invitation_of(token)
    if read is None:
        return None
    pk, sequence = read
    attendance = open_invitations(timezone.now()).filter(pk=pk).first()
    if attendance is not None:
        return Asked(attendance, "open", attendance.meeting.sequence != sequence)
    attendance = Attendance.objects.filter(pk=pk).select_related("meeting").first()
    if attendance is None:
        return None
    over = attendance.meeting.state == MeetingState.HELD or attendance.meeting.ends_at <= timezone.now()
    if attendance.meeting.state == MeetingState.CANCELLED:
        return Asked(attendance, "cancelled")
    return Asked(attendance, "over" if over else "withdrawn")
