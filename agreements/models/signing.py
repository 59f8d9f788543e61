"""Who signs an agreement, and who knew of it on the day of signing."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import AgreementState
from agreements.models.agreements import (
    Agreement,
    AgreementVersion,
    PartOfAgreementQuerySet,
    PartOfVersionQuerySet,
)
from partnering import access
from partnering.models import Organisation, Person, Unit, User


class SignatoryQuerySet(PartOfVersionQuerySet):
    """Signatories."""

    def to_be_signed_by(self, user: Any) -> Self:
        """The user's own signatures that an agreement put out for signature waits for."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        return self.visible_to(user).filter(
            person=person,
            organisation=person.organisation_id,
            signed_on=None,
            version__frozen_at__isnull=False,
            version__agreement__state=AgreementState.FOR_SIGNATURE,
            # A version that was withdrawn stays frozen, but nobody signs it any more.
            version__number=models.Subquery(
                AgreementVersion._base_manager.filter(agreement=models.OuterRef("version__agreement"))
                .order_by("-number")
                .values("number")[:1]
            ),
        )


class Signatory(models.Model):
    """Somebody who signs a version for their own organisation."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="signatories")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="signatures", verbose_name=_("signs for it")
    )
    authority = models.CharField(_("signs as"), max_length=200)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "pk"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="a_person_signs_a_version_once"),
            models.CheckConstraint(
                condition=Q(signed_by=None) | Q(signed_on__isnull=False),
                name="whoever_signed_did_so_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"


class SigningBaseline(models.Model):
    """How many people of a party knew of the agreement on the day it signed: the start of all later reach."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="baselines")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    knew = models.PositiveIntegerField(_("people who know of it"))
    of = models.PositiveIntegerField(_("people in all"))
    recorded_on = models.DateField(_("recorded on"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = PartOfAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"], name="one_baseline_of_a_party_to_an_agreement"
            ),
            models.CheckConstraint(condition=Q(of__gte=1), name="a_baseline_is_of_somebody"),
            models.CheckConstraint(condition=Q(knew__lte=F("of")), name="no_more_know_than_there_are"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.knew} / {self.of}"


class OwnBaselineQuerySet(access.ScopedQuerySet):
    """What stands behind the number of a baseline: internal to its organisation, unlike the number."""

    def visible_to(self, user: Any) -> Self:
        """Those of the organisation whose internal matters one reads, in agreements that one may see."""
        return self.filter(
            baseline__organisation=access.reads_internals_of(user),
            baseline__agreement__in=Agreement.objects.visible_to(user),
        )


class BaselineUnit(models.Model):
    """How many people of a unit (or without one) knew of the agreement on the day of signing, of how many there."""

    baseline = models.ForeignKey(SigningBaseline, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    knew = models.PositiveIntegerField()
    of = models.PositiveIntegerField()

    objects = OwnBaselineQuerySet.as_manager()

    class Meta:
        ordering = ["unit__name", "pk"]
        verbose_name = _("baseline of a unit")
        verbose_name_plural = _("baselines of units")
        constraints = [
            models.UniqueConstraint(fields=["baseline", "unit"], name="one_baseline_of_a_unit"),
            models.CheckConstraint(
                condition=Q(knew__lte=F("of")), name="no_more_of_a_unit_know_than_there_are"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.knew} / {self.of}"


class BaselineReader(models.Model):
    """Somebody who had read the agreement by the day of signing, as its signatory says."""

    baseline = models.ForeignKey(SigningBaseline, models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    objects = OwnBaselineQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        verbose_name = _("reader at signing")
        verbose_name_plural = _("readers at signing")
        constraints = [
            models.UniqueConstraint(fields=["baseline", "person"], name="a_reader_is_named_once"),
        ]

    def __str__(self) -> str:
        return str(self.person)
