"""Engagement plans: an organisation's answers to the ten questions, and how they came about."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.choices import PlanQuestion, PlanStatus
from engagement.models.carried import CarriedQuestion
from engagement.models.plan_shares import PlanShare
from partnering import access
from partnering.models import Action, Organisation, Partnership, Person

GENERAL = Q(partnership=None, carried=None)
"""Answers that hold wherever a partnership has none of its own."""


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

    def general(self) -> Self:
        """Those that hold wherever a partnership has no answer of its own."""
        return self.filter(GENERAL)

    def own_in(self, partnership: Partnership) -> Self:
        """Those that hold in one partnership only."""
        return self.filter(partnership=partnership, set_aside_on=None)

    def shared_with(self, user: Any, partnership: Partnership) -> Self:
        """Those that hold in a partnership, of whoever lets the user see how far they are, own ones included.

        For that alone: whether there is an answer (`is_answered`) and evidence (`has_evidence`), not their words.
        """
        share = PlanShare.objects.visible_to(user).filter(
            partnership=partnership, organisation=OuterRef("organisation"), question=OuterRef("question")
        )
        here = GENERAL | Q(partnership=partnership)
        return self.filter(Exists(share), here, set_aside_on=None).annotate(
            is_answered=ExpressionWrapper(~Q(answer=""), BooleanField()),
            has_evidence=ExpressionWrapper(~Q(evidence="", link=""), BooleanField()),
        )

    def late(self, on: date | None = None) -> Self:
        """Those not done though their day has passed."""
        return self.filter(due_on__lt=on or access.today()).exclude(status=PlanStatus.DONE)


class PlanItem(models.Model):
    """One of the ten questions as an organisation answers it, with owner, day, status and evidence.

    Without a partnership the answer is the general one; with one it holds there only, until it is set aside. What was
    `carried` over is answered for the organisation that asks, which reads it. What is set aside keeps its words and has
    neither owner nor day.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="plan_items")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="plan_items", editable=False
    )
    carried = models.OneToOneField(
        CarriedQuestion, models.PROTECT, null=True, blank=True, related_name="item", editable=False
    )
    question = models.CharField(_("question"), max_length=20, choices=PlanQuestion.choices)
    answer = models.TextField(_("answer"), blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="plan_items", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=PlanStatus.choices, default=PlanStatus.OPEN)
    evidence = models.TextField(_("evidence"), max_length=4000, blank=True)
    link = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    actions = models.ManyToManyField(Action, related_name="plan_items", blank=True, editable=False)
    set_aside_on = models.DateField(_("set aside on"), null=True, editable=False)
    changed_on = models.DateField(_("changed on"), default=access.today, editable=False)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ["organisation", "pk"]
        verbose_name = _("engagement plan item")
        verbose_name_plural = _("engagement plan items")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "question"],
                condition=GENERAL,
                name="one_plan_item_per_organisation_and_question",
            ),
            models.UniqueConstraint(
                fields=["organisation", "question", "partnership"],
                name="one_plan_item_per_question_and_partnership",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_on=None) | (Q(owner=None, due_on=None) & ~GENERAL),
                name="plan_item_set_aside_asks_nothing_of_anybody",
            ),
            models.CheckConstraint(
                condition=Q(partnership=None) | Q(carried=None),
                name="plan_item_is_for_a_partnership_or_was_carried_over",
            ),
        ]

    def __str__(self) -> str:
        return self.get_question_display()

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("engagement:plan-item", args=[self.pk])

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
