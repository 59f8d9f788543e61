"""How many took part of whom nobody noted the names."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from engagement.models.interactions import Interaction
from partnering import access
from partnering.models import Organisation, Unit

MOST_HEADS = 100_000


class HeadCountQuerySet(access.ScopedQuerySet):
    """Counted heads."""

    def visible_to(self, user: Any) -> Self:
        """Those of the interactions that one may see. Of which unit they were is for their own organisation alone."""
        return self.filter(
            Exists(Interaction.objects.visible_to(user).order_by().filter(pk=OuterRef("interaction")))
        )


class HeadCount(models.Model):
    """So many of an organisation (or of one of its units) took part beside those who are named."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="head_counts")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="head_counts", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="head_counts", verbose_name=_("unit")
    )
    number = models.PositiveIntegerField(_("how many"))

    objects = HeadCountQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "unit__name", "pk"]
        verbose_name = _("head count")
        verbose_name_plural = _("head counts")
        constraints = [
            models.UniqueConstraint(
                fields=["interaction", "organisation"],
                condition=Q(unit=None),
                name="one_head_count_per_organisation",
            ),
            models.UniqueConstraint(fields=["interaction", "unit"], name="one_head_count_per_unit"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_HEADS), name="head_count_counts_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.number}"
