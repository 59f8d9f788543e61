"""Results of closed campaigns, and their sharing with partnerships."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.models import Membership, Partnership, User
from readiness.models.campaigns import Campaign


class ResultQuerySet(access.ScopedQuerySet):
    """Results."""

    def visible_to(self, user: Any) -> Self:
        """Those of the campaigns that the user may see."""
        return self.filter(campaign__in=Campaign.objects.visible_to(user))


class Result(models.Model):
    """What may be shown of a closed campaign, and nothing that may not: held back figures aren't even here.

    `figures` are for the organisation itself; `mean` is theirs over the areas shown, on a scale from 1 to 5.
    `shared_areas` and `shared_mean` are what partners see once it is shared, of five respondents or more always.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="result")
    respondents = models.PositiveIntegerField(null=True)
    mean = models.FloatField(null=True)
    figures = models.JSONField()
    shared_mean = models.FloatField(null=True)
    shared_areas = models.JSONField()

    objects = ResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self) -> str:
        return str(self.campaign)


class SharedResultQuerySet(access.ScopedQuerySet):
    """Sharings of results."""

    def visible_to(self, user: Any) -> Self:
        """Those in force in one's partnerships, of organisations that are members there today."""
        member = Membership._base_manager.filter(
            access.current(start="joined_on", end="left_on"),
            partnership=OuterRef("partnership"),
            organisation=OuterRef("campaign__organisation"),
        )
        return self.in_force().filter(Exists(member), reach.within(user))

    def in_force(self) -> Self:
        """Those not taken back."""
        return self.filter(withdrawn_on=None)


class SharedResult(models.Model):
    """An organisation lets a partnership see the areas of one result, from a day, until it takes that back."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sharings")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="shared_results")
    shared_on = models.DateField(_("shared on"))
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    shared_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = SharedResultQuerySet.as_manager()

    class Meta:
        ordering = ["-shared_on", "-pk"]
        verbose_name = _("shared result")
        verbose_name_plural = _("shared results")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "partnership"],
                condition=Q(withdrawn_on=None),
                name="result_is_shared_once_with_a_partnership",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("shared_on")),
                name="result_is_withdrawn_after_sharing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign} → {self.partnership}"


class BenchmarkedQuerySet(access.ScopedQuerySet):
    """Results in the anonymous comparison."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation: who else joined is nobody's to know."""
        return self.filter(campaign__in=Campaign.objects.visible_to(user))


class Benchmarked(models.Model):
    """An organisation lets one result count in the anonymous comparison; the row goes when it takes that back."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="benchmarked")
    joined_on = models.DateField(_("joined on"))

    objects = BenchmarkedQuerySet.as_manager()

    class Meta:
        verbose_name = _("result in the anonymous comparison")
        verbose_name_plural = _("results in the anonymous comparison")

    def __str__(self) -> str:
        return str(self.campaign)
