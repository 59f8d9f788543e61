"""Briefings inside one organisation, and who was invited to what in order to hear of a partnership."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.interactions import Interaction
from partnering import access
from partnering.addresses import address_of
from partnering.choices import Answer
from partnering.models import Meeting, Membership, Organisation, Partnership, Person, User
from partnering.models.meetings import new_uid


class BriefingQuerySet(access.ScopedQuerySet):
    """Briefings."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation, for whoever reads its internal matters; the invited get theirs by mail."""
        return self.filter(organisation=access.reads_internals_of(user))

    def to_come(self, now: datetime | None = None) -> Self:
        """Those that are not called off and have not ended."""
        return self.filter(cancelled_at=None, ends_at__gt=now or timezone.now())


class Briefing(models.Model):
    """An organisation tells its own people of a partnership, at a time in the zone in which it is held.

    It is no meeting of a working group, because partners see those, and this is none of their business.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="briefings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="briefings")
    title = models.CharField(_("title"), max_length=200)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    place = models.CharField(_("place"), max_length=300, blank=True)
    video_link = models.URLField(_("link to the video call"), max_length=500, blank=True)
    uid = models.CharField(max_length=100, unique=True, default=new_uid, editable=False)
    # Calendar programs take the message with the highest one for the truth.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    called_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    called_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(null=True, editable=False)
    interaction = models.OneToOneField(
        Interaction, models.SET_NULL, null=True, related_name="briefing", editable=False
    )

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="briefing_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("engagement:briefing", self.pk)

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

    @property
    def is_to_come(self) -> bool:
        """Whether people can still be invited to it."""
        return self.cancelled_at is None and self.ends_at > timezone.now()


class BriefingInvitationQuerySet(access.ScopedQuerySet):
    """Who was invited."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation's people, for whoever reads its internal matters; and one's own."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        own = Q(person=person.pk)
        reads = access.reads_internals_of(user)
        return self.filter(own | Q(person__organisation=reads) if reads else own)

    def standing(self) -> Self:
        """Those that nobody took back, and that are to nothing called off."""
        return self.filter(withdrawn_at=None, briefing__cancelled_at=None)

    def of_those_there(self) -> Self:
        """Those to briefings, of people who are still there. No account is needed, but a closed one shuts out."""
        return self.filter(
            Q(person__user=None) | Q(person__user__is_active=True),
            person__in=Person.objects.present(),
            person__organisation=F("briefing__organisation"),
        )

    def of_members(self) -> Self:
        """Those to briefings of organisations that are still in the partnership."""
        members = Membership.objects.current().filter(
            organisation=OuterRef("briefing__organisation"), partnership=OuterRef("partnership")
        )
        return self.filter(Exists(members))

    def open(self, now: datetime | None = None) -> Self:
        """Those that can still be answered."""
        to_come = self.filter(briefing__ends_at__gt=now or timezone.now())
        return to_come.standing().of_those_there().of_members()


class BriefingInvitation(models.Model):
    """Somebody was invited to hear of a partnership: to a briefing inside, or to a meeting of a working group."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="briefing_invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="briefing_invitations")
    briefing = models.ForeignKey(Briefing, models.CASCADE, null=True, blank=True, related_name="invitations")
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, null=True, blank=True, related_name="briefing_invitations"
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.NONE, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = BriefingInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        verbose_name = _("invitation to a briefing")
        verbose_name_plural = _("invitations to briefings")
        constraints = [
            models.CheckConstraint(
                condition=Q(briefing=None, meeting__isnull=False) | Q(briefing__isnull=False, meeting=None),
                name="invitation_is_to_a_briefing_or_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["briefing", "person"],
                condition=Q(withdrawn_at=None),
                name="one_open_invitation_per_person_and_briefing",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "person"], name="briefing_invitation_by_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.briefing or self.meeting}"
