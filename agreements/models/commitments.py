"""What each party brings in, by when."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements import terms
from agreements.choices import CommitmentKind, CommitmentState
from agreements.models.agreements import Agreement, PartOfAgreementQuerySet
from partnering import access, reach
from partnering.addresses import address_of
from partnering.models import Action, Organisation


class CommitmentQuerySet(PartOfAgreementQuerySet):
    """Commitments."""

    def changeable_by(self, user: Any) -> Self:
        """Those of the organisation that one leads, and all of the partnerships that one manages."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        theirs = reach.managed(user, "agreement__partnership")
        if access.leads_organisation(user, person.organisation_id):
            theirs |= Q(organisation=person.organisation_id)
        return self.visible_to(user).filter(theirs)

    def open(self) -> Self:
        """Those still to be kept."""
        return self.filter(state=CommitmentState.OPEN)

    def in_force(self, on: date | None = None) -> Self:
        """Those of agreements in force on a day (today unless told)."""
        return self.filter(agreement__in=Agreement.objects.in_force(on))

    def late(self, on: date | None = None) -> Self:
        """The open ones whose day has passed."""
        return self.open().filter(due_on__lt=on or access.today())


class Commitment(models.Model):
    """A resource that one party commits. Its words are settled at signing; afterwards only its state changes."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="commitments")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="commitments", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=CommitmentKind.choices)
    text = models.CharField(_("what it commits"), max_length=500)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit of measure"), max_length=60, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=CommitmentState.choices, default=CommitmentState.OPEN
    )
    kept_on = models.DateField(_("kept on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    actions = models.ManyToManyField(Action, related_name="commitments", blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CommitmentState.KEPT, kept_on__isnull=False)
                | ~Q(state=CommitmentState.KEPT) & Q(kept_on=None),
                name="commitment_has_a_kept_day_when_kept",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="commitment_is_due_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gt=0) & ~Q(unit=""),
                name="commitment_amount_is_of_something",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="commitment_by_state_and_day")]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("agreements:commitment", self.pk)

    def standing(self, on: date | None = None) -> terms.Standing:
        """How it stands on a day (today unless told)."""
        return terms.standing(self.state, on=on or access.today(), due_on=self.due_on, kept_on=self.kept_on)

    def days_late(self, on: date | None = None) -> int:
        """By how many days it was kept late, or is late on a day (today unless told)."""
        if self.state == CommitmentState.WITHDRAWN:
            return 0
        return terms.days_late(self.due_on, on=on or access.today(), finished_on=self.kept_on)
