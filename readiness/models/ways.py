"""Ways to answer for people without a link of their own: a shared link, and paper."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from readiness.choices import WayKind
from readiness.models.campaigns import Campaign
from readiness.models.responses import NobodysQuerySet


class WayInQuerySet(access.ScopedQuerySet):
    """Ways to answer."""

    def visible_to(self, user: Any) -> Self:
        """Those of the surveys that the user runs."""
        return self.filter(campaign__in=Campaign.objects.manageable_by(user))


class WayIn(models.Model):
    """A way to answer for so many `people`, and no more; `taken` of them have.

    The code of a shared link is made from `nonce` with the site's key; only its hash is kept here. With a new nonce
    the old code and all that was begun with it open nothing any more; what was sent is counted.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="ways")
    kind = models.CharField(_("way"), max_length=5, choices=WayKind.choices)
    people = models.PositiveIntegerField(_("for how many people"))
    taken = models.PositiveIntegerField(default=0, editable=False)
    is_open = models.BooleanField(_("open"), default=True)
    nonce = models.CharField(max_length=32, editable=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = WayInQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "kind"]
        verbose_name = _("way to answer")
        verbose_name_plural = _("ways to answer")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="one_way_of_a_kind"),
            models.CheckConstraint(
                condition=Q(people__gte=1, taken__lte=F("people")), name="way_takes_no_more_than_its_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.get_kind_display()}"

    @property
    def is_full(self) -> bool:
        """Whether all for whom it is meant have answered."""
        return self.taken >= self.people


class SpentPass(models.Model):
    """A device or a sheet whose answers were taken, by the hash of a random key that only the device has.

    It tells neither whose it is nor when it came, and goes when the survey closes.
    """

    name = models.CharField(max_length=64, primary_key=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")

    objects = NobodysQuerySet.as_manager()

    class Meta:
        verbose_name = _("spent pass")
        verbose_name_plural = _("spent passes")

    def __str__(self) -> str:
        return str(_("Spent pass"))
