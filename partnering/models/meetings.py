"""Meetings of working groups: when and where, what is on the agenda, who is invited and who came."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.choices import Answer, MeetingState, MinutesState, Outcome
from partnering.models.groups import WorkingGroup
from partnering.models.meeting_series import MeetingSeries
from partnering.models.organisations import Organisation
from partnering.models.people import Person


def new_uid() -> str:
    """What calendar programs know a meeting by, for ever; it names no machine."""
    return f"{uuid.uuid4()}@meetings.traction"


class MeetingQuerySet(access.ScopedQuerySet):
    """Meetings."""

    def visible_to(self, user: Any) -> Self:
        """Those of the groups of one's partnerships, and those to which one is invited."""
        invited = access.invitations_of(user).values("meeting")
        return self.filter(reach.within(user, "group__partnership") | Q(pk__in=invited))

    def joint_to(self, user: Any) -> Self:
        """Those of the groups of one's partnerships alone: who sees more of them than an invitation tells."""
        return self.filter(reach.within(user, "group__partnership"))

    def planned(self) -> Self:
        """Those that are neither held nor cancelled."""
        return self.filter(state=MeetingState.PLANNED)

    def held(self) -> Self:
        """Those that took place."""
        return self.filter(state=MeetingState.HELD)

    def to_come(self, now: datetime | None = None) -> Self:
        """The planned ones that have not ended."""
        return self.planned().filter(ends_at__gt=now or timezone.now())


class Meeting(models.Model):
    """A meeting of a working group, at a time in the zone in which it is held."""

    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="meetings", verbose_name=_("working group")
    )
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("place"), max_length=300, blank=True)
    video_link = models.URLField(_("link to the video call"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=MeetingState.choices, default=MeetingState.PLANNED
    )
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    # Calendar programs take a message only if its number is higher than the one that they have.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    called_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("called by")
    )
    series = models.ForeignKey(
        MeetingSeries, models.PROTECT, null=True, blank=True, related_name="meetings", editable=False
    )
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_state = models.CharField(
        _("state of the minutes"), max_length=12, choices=MinutesState.choices, default=MinutesState.DRAFT
    )
    minutes_published_at = models.DateTimeField(_("minutes published"), null=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [models.Index(fields=["state", "starts_at"], name="meeting_by_state_and_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(minutes_state=MinutesState.PUBLISHED, minutes_published_at__isnull=False)
                | Q(minutes_state=MinutesState.DRAFT, minutes_published_at=None),
                name="published_minutes_have_a_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes_state=MinutesState.DRAFT) | Q(state=MeetingState.HELD),
                name="only_a_held_meeting_has_published_minutes",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("partnering:meeting", self.pk)

    @property
    def lacks_attendance(self) -> bool:
        """Whether it is over, and nobody has noted who was there."""
        return self.state == MeetingState.PLANNED and self.ends_at <= timezone.now()

    @property
    def state_shown(self) -> str:
        """Its state in words, which for one that is over say what is missing."""
        return _now("over, attendance missing") if self.lacks_attendance else self.get_state_display()

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which it is held."""
        return ZoneInfo(self.time_zone)

    @property
    def starts_there(self) -> datetime:
        """When it begins, as clocks show it where it is held."""
        return self.starts_at.astimezone(self.zone)

    @property
    def ends_there(self) -> datetime:
        """When it ends, as clocks show it where it is held."""
        return self.ends_at.astimezone(self.zone)


class OfMeetingQuerySet(access.ScopedQuerySet):
    """What belongs to meetings: joint, like them."""

    def visible_to(self, user: Any) -> Self:
        """Those of the meetings that one sees."""
        return self.filter(reach.within(user, "meeting__group__partnership"))


class AgendaItemQuerySet(OfMeetingQuerySet):
    """Points of agendas."""

    def visible_to(self, user: Any) -> Self:
        """Those of the meetings of one's partnerships, and of those to which one is invited."""
        invited = access.invitations_of(user).values("meeting")
        joint = reach.within(user, "meeting__group__partnership")
        return self.filter(joint | Q(meeting__in=invited))


class AgendaItem(models.Model):
    """A point of an agenda. What stays open may be carried over to a later meeting, once."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    text = models.CharField(_("point"), max_length=300)
    minutes_planned = models.PositiveSmallIntegerField(_("minutes planned"), null=True, blank=True)
    lead = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("led by")
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    note = models.TextField(_("note"), blank=True)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to", editable=False
    )

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of agendas")

    def __str__(self) -> str:
        return self.text


class AttendanceQuerySet(OfMeetingQuerySet):
    """Who is invited to meetings, and who came."""

    def visible_to(self, user: Any) -> Self:
        """Those of the meetings of one's partnerships, and one's own invitation to another."""
        own = access.invitations_of(user).values("pk")
        joint = reach.within(user, "meeting__group__partnership")
        return self.filter(joint | Q(pk__in=own))

    def invited(self) -> Self:
        """Those who are asked to come."""
        return self.filter(invited=True)

    def came(self) -> Self:
        """Those who were there."""
        return self.filter(attended=True)


class Attendance(models.Model):
    """A person and a meeting: whether they are invited, what they answered, whether they came and for whom."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    # For whom they sit there; stays when they go to another organisation later.
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    invited = models.BooleanField(_("invited"), default=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    attended = models.BooleanField(_("was there"), null=True, blank=True)
    stands_in_for = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stands in for")
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "person__name", "pk"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="a_person_is_at_a_meeting_once"),
            models.CheckConstraint(
                condition=Q(answer=Answer.NONE, answered_at=None)
                | (~Q(answer=Answer.NONE) & Q(answered_at__isnull=False)),
                name="an_answer_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.meeting}"
