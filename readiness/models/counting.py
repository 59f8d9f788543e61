"""The job that counts a survey which is closed, until its result is written."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from readiness.models.campaigns import Campaign


class CountingQuerySet(access.ScopedQuerySet):
    """Countings."""

    def visible_to(self, user: Any) -> Self:
        """Those of the surveys and reviews that the user may see."""
        own, reviews = Campaign.objects.visible_to(user), Campaign.objects.reviews_visible_to(user)
        return self.filter(Q(campaign__in=own) | Q(campaign__in=reviews))

    def manageable_by(self, user: Any) -> Self:
        """Those of the surveys and reviews that the user runs."""
        own, reviews = Campaign.objects.manageable_by(user), Campaign.objects.reviews_manageable_by(user)
        return self.filter(Q(campaign__in=own) | Q(campaign__in=reviews))

    def given_up(self) -> Self:
        """Those at which nobody works any more until somebody wants them tried again."""
        return self.exclude(failure="")


class Counting(models.Model):
    """A closed survey is being counted: the row is the job, and goes with the writing of the result.

    `day` is on which the survey will have been closed. `progress` is in percent of the work, never a number of
    answers. `failure` is why it was given up; until somebody wants it tried again nothing happens then.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="counting")
    day = models.DateField(_("day"))
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    waits_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)

    objects = CountingQuerySet.as_manager()

    class Meta:
        verbose_name = _("counting of a survey")
        verbose_name_plural = _("countings of surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(claim="", claimed_at=None) | (~Q(claim="") & Q(claimed_at__isnull=False)),
                name="claimed_counting_has_a_time",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_in_percent"),
        ]

    def __str__(self) -> str:
        return str(self.campaign)

    @property
    def is_working(self) -> bool:
        """Whether a worker is at it, or will be."""
        return not self.failure

    @property
    def percent(self) -> int | None:
        """How far it has come; None as long as nobody knows."""
        return min(99, self.progress) or None
