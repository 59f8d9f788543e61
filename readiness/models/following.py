"""What an organisation does about a result: actions taken on for an area."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Action
from readiness.models.campaigns import Campaign


class TakenOnQuerySet(access.ScopedQuerySet):
    """Actions taken on."""

    def visible_to(self, user: Any) -> Self:
        """Those of the surveys whose results the user may read."""
        return self.filter(campaign__in=Campaign.objects.visible_to(user))


class TakenOn(models.Model):
    """An action that somebody took on because of an area of a result; the next round can tell what came of it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="taken_on")
    area = models.CharField(_("area"), max_length=50)
    action = models.OneToOneField(Action, models.CASCADE, related_name="+")

    objects = TakenOnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("action for an area")
        verbose_name_plural = _("actions for areas")

    def __str__(self) -> str:
        return str(self.action)
