"""Letting partners see how far one is with a question of the engagement plan."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import PlanQuestion
from partnering import access, reach
from partnering.models import Membership, Organisation, Partnership, User


def _is_member(organisation: Any) -> Exists:
    """Whether an organisation is a member, today, of the partnership of a row."""
    rows = Membership.objects.current()
    return Exists(rows.filter(partnership=OuterRef("partnership"), organisation=organisation))


class PlanShareQuerySet(access.ScopedQuerySet):
    """Questions that organisations share in partnerships."""

    def visible_to(self, user: Any) -> Self:
        """Those in force of one's own organisation, and of members that share the same question there.

        Only whoever reads the internal matters of their own organisation sees any.
        """
        own = access.reads_internals_of(user)
        if own is None:
            return self.none()
        mutual = PlanShare.objects.in_force().filter(
            organisation=own, partnership=OuterRef("partnership"), question=OuterRef("question")
        )
        rows = self.in_force().filter(
            reach.within(user), _is_member(own), _is_member(OuterRef("organisation"))
        )
        return rows.filter(Q(organisation=own) | Exists(mutual))

    def in_force(self) -> Self:
        """Those not taken back."""
        return self.filter(withdrawn_on=None)


class PlanShare(models.Model):
    """An organisation lets members that do the same see how far it is with one question, until it takes that back."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plan_shares")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="plan_shares")
    question = models.CharField(_("question"), max_length=20, choices=PlanQuestion.choices)
    shared_on = models.DateField(_("shared on"))
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)
    shared_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = PlanShareQuerySet.as_manager()

    class Meta:
        ordering = ["partnership", "organisation", "pk"]
        verbose_name = _("shared question of the engagement plan")
        verbose_name_plural = _("shared questions of the engagement plan")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "partnership", "question"],
                condition=Q(withdrawn_on=None),
                name="plan_question_is_shared_once_with_a_partnership",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("shared_on")),
                name="plan_question_is_taken_back_after_sharing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_question_display()} → {self.partnership}"
