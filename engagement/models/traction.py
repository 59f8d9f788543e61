"""Traction as it was on each day, the alerts it raised, and what has to be counted again."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.choices import AlertKind, Audience
from partnering import access, reach
from partnering.models import Organisation, Partnership
from partnering.models.partnerships import PartOfPartnershipQuerySet


class SnapshotQuerySet(access.ScopedQuerySet):
    """Snapshots."""

    def visible_to(self, user: Any) -> Self:
        """Joint ones of one's partnerships; own ones of the organisation whose internal matters one reads."""
        return self.filter(
            Q(reach.within(user), audience=Audience.JOINT)
            | Q(audience=Audience.OWN, organisation=access.reads_internals_of(user))
        )

    def whole(self) -> Self:
        """Those of partnerships as a whole."""
        return self.filter(organisation=None)

    def own(self) -> Self:
        """Those for an organisation's own eyes, with its dimensions."""
        return self.filter(audience=Audience.OWN)

    def joint(self) -> Self:
        """Those for all members."""
        return self.filter(audience=Audience.JOINT)


class Snapshot(models.Model):
    """Traction on one day, of a partnership as a whole (no organisation) or of one organisation in it.

    `score` is 0-100 or null without evidence, `confidence` 0-1. `dimensions` is what
    `engagement.recording.dimensions_to_json` made; it is empty in the joint ones of organisations, because members
    see each other's totals only. `alerts` maps the kinds that held on that day to their facts.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="snapshots")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="snapshots")
    on = models.DateField()
    audience = models.CharField(max_length=8, choices=Audience.choices)
    score = models.FloatField(null=True)
    confidence = models.FloatField(default=0)
    dimensions = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    alerts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = _("traction snapshot")
        verbose_name_plural = _("traction snapshots")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation", "audience", "on"],
                condition=Q(organisation__isnull=False),
                name="one_snapshot_per_organisation_and_day",
            ),
            models.UniqueConstraint(
                fields=["partnership", "on"],
                condition=Q(organisation=None),
                name="one_snapshot_per_partnership_and_day",
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(audience=Audience.JOINT),
                name="snapshot_of_a_partnership_is_joint",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__range=(0, 100)), name="score_is_0_to_100"
            ),
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="confidence_is_0_to_1"),
        ]
        indexes = [models.Index(fields=["partnership", "audience", "on"], name="snapshot_by_day")]

    def __str__(self) -> str:
        return f"{self.organisation or self.partnership}, {self.on}"


class AlertEpisodeQuerySet(access.ScopedQuerySet):
    """Alerts."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's partnerships as a whole, and those of the organisation whose internals one reads."""
        whole = Q(reach.within(user), organisation=None)
        reads = access.reads_internals_of(user)
        return self.filter(whole | Q(organisation=reads) if reads else whole)

    def lasting(self, on: date | None = None) -> Self:
        """Those that hold on a day (today unless told)."""
        return self.filter(access.current(start="began_on", end="ended_on", on=on))


class AlertEpisode(models.Model):
    """A stretch of days in which an alert held; `ended_on` is the first day without it."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="alerts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="alerts")
    kind = models.CharField(max_length=24, choices=AlertKind.choices)
    began_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AlertEpisodeQuerySet.as_manager()

    class Meta:
        ordering = ["began_on", "pk"]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation", "kind", "began_on"],
                condition=Q(organisation__isnull=False),
                name="one_alert_of_a_kind_per_organisation_and_day",
            ),
            models.UniqueConstraint(
                fields=["partnership", "kind", "began_on"],
                condition=Q(organisation=None),
                name="one_alert_of_a_kind_per_partnership_and_day",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gt=F("began_on")), name="alert_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "ended_on"], name="alert_by_end")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.organisation or self.partnership}"


class Recount(models.Model):
    """A wish to count a partnership's traction again from a day on, written with the change that causes it."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="recounts")
    since = models.DateField()

    objects = PartOfPartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")

    def __str__(self) -> str:
        return f"{self.partnership}, {self.since}"


class Counted(models.Model):
    """When a partnership's traction was last counted; `version` lets only one of two counters write."""

    partnership = models.OneToOneField(Partnership, models.CASCADE, related_name="counted")
    at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=0)

    objects = PartOfPartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("last count")
        verbose_name_plural = _("last counts")

    def __str__(self) -> str:
        return f"{self.partnership}, {self.at}"
