"""What meetings decide, and which partner has acknowledged it."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.models.meetings import Meeting, OfMeetingQuerySet
from partnering.models.organisations import Organisation
from partnering.models.people import Person


class Decision(models.Model):
    """Something that a meeting decided; each partner is asked to acknowledge it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    order = models.PositiveSmallIntegerField(default=0, editable=False)
    text = models.TextField(_("what was decided"), max_length=1000)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "order", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return self.text[:120]


class AcknowledgementQuerySet(access.ScopedQuerySet):
    """Acknowledgements of decisions."""

    def visible_to(self, user: Any) -> Self:
        """Those of the decisions that one sees."""
        return self.filter(reach.within(user, "decision__meeting__group__partnership"))


class Acknowledgement(models.Model):
    """On behalf of an organisation, somebody took note of a decision."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="acknowledgements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["decision", "organisation__name"]
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "organisation"], name="an_organisation_acknowledges_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.decision}"
