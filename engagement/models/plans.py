"""Engagement plans: an organisation's answers to the ten questions, and how they came about."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import PlanQuestion, PlanStatus
from partnering import access
from partnering.models import Organisation, Person


class PlanItemQuerySet(access.ScopedQuerySet):
    """Items of engagement plans."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation, for whoever reads its internal matters, and those that one owns."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        own = Q(organisation=person.organisation_id)
        if access.reads_internals_of(user) == person.organisation_id:
            return self.filter(own)
        return self.filter(own, owner=person)

    def changeable_by(self, user: Any) -> Self:
        """Those of the organisation that one leads, and those that one owns there."""
        person = access.person_of(user)
        if person is not None and access.leads_organisation(user, person.organisation_id):
            return self.visible_to(user)
        return self.visible_to(user).filter(owner=person)

    def late(self, on: date | None = None) -> Self:
        """Those not done though their day has passed."""
        return self.filter(due_on__lt=on or access.today()).exclude(status=PlanStatus.DONE)


class PlanItem(models.Model):
    """One of the ten questions as an organisation answers it, with owner, day and status."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plan_items")
    question = models.CharField(_("question"), max_length=20, choices=PlanQuestion.choices)
    answer = models.TextField(_("answer"), blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="plan_items", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=PlanStatus.choices, default=PlanStatus.OPEN)
    changed_on = models.DateField(_("changed on"), default=access.today, editable=False)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "pk"]
        verbose_name = _("engagement plan item")
        verbose_name_plural = _("engagement plan items")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "question"], name="one_plan_item_per_organisation_and_question"
            )
        ]

    def __str__(self) -> str:
        return self.get_question_display()

    def is_late(self, on: date | None = None) -> bool:
        """Whether it should have been done before a day (today unless told)."""
        return (
            self.status != PlanStatus.DONE
            and self.due_on is not None
            and self.due_on < (on or access.today())
        )


class PlanStepQuerySet(access.ScopedQuerySet):
    """What plan items were like from a day on."""

    def visible_to(self, user: Any) -> Self:
        """Those of the items that one may see."""
        return self.filter(item__in=PlanItem.objects.visible_to(user).order_by().values("pk"))


class PlanStep(models.Model):
    """What counted of a plan item from a day on, so that the preparation of a past day can always be told."""

    item = models.ForeignKey(PlanItem, models.CASCADE, related_name="steps")
    on = models.DateField()
    answered = models.BooleanField()
    owned = models.BooleanField()
    due_on = models.DateField(null=True)
    done = models.BooleanField()

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        ordering = ["item", "on"]
        verbose_name = _("step of a plan item")
        verbose_name_plural = _("steps of plan items")
        constraints = [models.UniqueConstraint(fields=["item", "on"], name="one_plan_step_per_item_and_day")]

    def __str__(self) -> str:
        return f"{self.item}, {self.on}"
