"""What an organisation does about a result: actions taken on for an area, comments sorted by themes."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Action
from readiness.models.campaigns import Campaign
from readiness.models.responses import Comment


class TakenOnQuerySet(access.ScopedQuerySet):
    """Actions taken on."""

    def visible_to(self, user: Any) -> Self:
        """Those of the surveys and reviews whose results the user may read."""
        own = Q(campaign__in=Campaign.objects.visible_to(user))
        return self.filter(own | Q(campaign__in=Campaign.objects.reviews_visible_to(user)))


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


class ThemeQuerySet(access.ScopedQuerySet):
    """Themes."""

    def visible_to(self, user: Any) -> Self:
        """Those of the surveys whose results the user may read."""
        return self.filter(campaign__in=Campaign.objects.visible_to(user).closed())


class Theme(models.Model):
    """What several comments of a survey are about, as its lead reads them."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="themes")
    name = models.CharField(_("theme"), max_length=60)
    comments = models.ManyToManyField(Comment, related_name="themes", verbose_name=_("comments"))

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("theme of comments")
        verbose_name_plural = _("themes of comments")
        constraints = [
            models.UniqueConstraint("campaign", Lower("name"), name="theme_is_named_once_in_a_survey"),
            models.CheckConstraint(condition=~Q(name=""), name="theme_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
