"""How much each dimension of traction weighs in a partnership, from which day on, and who said so."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering.models import Partnership, Person
from partnering.models.partnerships import PartOfPartnershipQuerySet


class Weighting(models.Model):
    """The weights of the seven dimensions from a day on, in points that add up to 100; `before` held until then.

    The rows are the record of changes, and none is ever changed itself.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="weightings")
    since = models.DateField(_("since"))
    points = models.JSONField()
    before = models.JSONField()
    reason = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = PartOfPartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        verbose_name = _("weights of traction")
        verbose_name_plural = _("weights of traction")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="weights_are_changed_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}, {self.since}"
