"""Questions of the engagement plan that a partner carries over to its contractors."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import PlanQuestion
from partnering import access
from partnering.models import Organisation


class CarriedQuestionQuerySet(access.ScopedQuerySet):
    """Questions carried over to contractors."""

    def visible_to(self, user: Any) -> Self:
        """Those between one's own organisation and its contractors or principal, while the one works for the other.

        Only whoever reads the internal matters of their own organisation sees any.
        """
        own = access.reads_internals_of(user)
        if own is None:
            return self.none()
        rows = self.filter(withdrawn_on=None, contractor__contractor_of=F("principal"))
        return rows.filter(Q(principal=own) | Q(contractor=own))


class CarriedQuestion(models.Model):
    """A partner asks a contractor to answer one of the ten questions for itself, and reads that answer alone."""

    principal = models.ForeignKey(Organisation, models.PROTECT, related_name="carried_over", editable=False)
    contractor = models.ForeignKey(Organisation, models.PROTECT, related_name="carried_here", editable=False)
    question = models.CharField(_("question"), max_length=20, choices=PlanQuestion.choices, editable=False)
    asks = models.TextField(_("what you ask of them"), max_length=2000, blank=True)
    asked_on = models.DateField(_("asked on"), default=access.today, editable=False)
    withdrawn_on = models.DateField(_("taken back on"), null=True, editable=False)

    objects = CarriedQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["contractor", "pk"]
        verbose_name = _("question carried over to a contractor")
        verbose_name_plural = _("questions carried over to contractors")
        constraints = [
            models.UniqueConstraint(
                fields=["principal", "contractor", "question"], name="question_is_carried_over_once"
            ),
            models.CheckConstraint(
                condition=~Q(principal=F("contractor")),
                name="question_is_carried_over_to_another_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_question_display()} → {self.contractor}"
