"""Agreements, their versions and their parties."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agreements.choices import AgreementState
from partnering import access, reach
from partnering.addresses import address_of
from partnering.models import Organisation, Partnership, User


class AgreementQuerySet(access.ScopedQuerySet):
    """Agreements."""

    def visible_to(self, user: Any) -> Self:
        """Those of the partnerships that one is part of, drafts as well: what is joint is seen by all members."""
        return self.filter(reach.within(user))

    def run_by(self, user: Any) -> Self:
        """Those that one puts out for signature, withdraws and ends, as manager of their partnership."""
        return self.visible_to(user).filter(reach.managed(user))

    def shaped_by(self, user: Any) -> Self:
        """Those in whose making one has a hand: run by oneself, or one's organisation, which one leads, is a party."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        mine = reach.managed(user)
        if access.leads_organisation(user, person.organisation_id):
            party = Party._base_manager.filter(agreement=OuterRef("pk"), organisation=person.organisation_id)
            mine |= Q(Exists(party))
        return self.visible_to(user).filter(mine)

    def editable_by(self, user: Any) -> Self:
        """The drafts among those that one has a hand in."""
        return self.shaped_by(user).filter(state=AgreementState.DRAFT)

    def open_to_imports(self, user: Any) -> Self:
        """Those that take commitments from a file: drafts, and what one recorded as signed elsewhere, in force."""
        recorded = self.run_by(user).filter(signed_elsewhere=True, state=AgreementState.IN_FORCE)
        return self.filter(
            Q(pk__in=self.editable_by(user).order_by().values("pk"))
            | Q(pk__in=recorded.order_by().values("pk"))
        )

    def in_force(self, on: date | None = None) -> Self:
        """Those in force on a day (today unless told); the last agreed day is inside, the day of an ending not."""
        day = on or access.today()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            came_into_force_on__lte=day,
        )


class Agreement(models.Model):
    """What partners agreed, from draft to end. Its words are in its versions.

    One that was `signed_elsewhere` was recorded from a file when it was in force or over; it has no signatures here.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=16, choices=AgreementState.choices, default=AgreementState.DRAFT
    )
    came_into_force_on = models.DateField(_("in force since"), null=True, blank=True)
    review_on = models.DateField(_("to be reviewed on"), null=True, blank=True)
    ends_on = models.DateField(_("agreed until"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_because = models.CharField(_("why it ended"), max_length=300, blank=True)
    signed_elsewhere = models.BooleanField(_("signed elsewhere"), default=False, editable=False)
    drafted_on = models.DateField(_("drafted on"), default=access.today)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_on", "-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[AgreementState.DRAFT, AgreementState.FOR_SIGNATURE])
                & Q(came_into_force_on=None)
                | Q(
                    state__in=[AgreementState.IN_FORCE, AgreementState.ENDED],
                    came_into_force_on__isnull=False,
                ),
                name="agreement_has_a_first_day_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state=AgreementState.ENDED, ended_on__isnull=False)
                | ~Q(state=AgreementState.ENDED) & Q(ended_on=None),
                name="agreement_has_a_last_day_once_ended",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("came_into_force_on")),
                name="agreement_ends_after_coming_into_force",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(review_on=None) | Q(review_on__lte=F("ends_on")),
                name="agreement_is_reviewed_before_its_end",
            ),
            models.CheckConstraint(
                condition=Q(signed_elsewhere=False)
                | Q(state__in=[AgreementState.IN_FORCE, AgreementState.ENDED]),
                name="agreement_signed_elsewhere_is_past_signing",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "came_into_force_on"], name="agreement_by_first_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("agreements:agreement", self.pk)

    def current_version(self) -> AgreementVersion:
        """The newest version: the draft's words, or what was put out for signature or signed."""
        return self.versions.latest("number")

    def has_begun(self, on: date) -> bool:
        """Whether it had come into force by a day."""
        return self.came_into_force_on is not None and self.came_into_force_on <= on

    def is_draft(self) -> bool:
        """Whether its words may still be changed."""
        return self.state == AgreementState.DRAFT


class PartOfAgreementQuerySet(access.ScopedQuerySet):
    """Rows of an agreement, joint like itself."""

    def visible_to(self, user: Any) -> Self:
        """Those of the agreements that one may see."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user))


class PartOfVersionQuerySet(access.ScopedQuerySet):
    """Rows of an agreement's version, joint like itself."""

    def visible_to(self, user: Any) -> Self:
        """Those of the agreements that one may see."""
        return self.filter(version__agreement__in=Agreement.objects.visible_to(user))


class AgreementVersion(models.Model):
    """The words of an agreement. Once put out for signature they are frozen; the database refuses to change them.

    An agreement that is withdrawn from signature gets a next version to work on; the frozen one stays as it was.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    purpose = models.TextField(_("purpose"), blank=True)
    scope = models.TextField(_("scope"), blank=True)
    principles = models.TextField(_("principles"), blank=True)
    governance = models.TextField(_("governance"), blank=True)
    frozen_at = models.DateTimeField(_("put out for signature"), null=True, blank=True)

    objects = PartOfAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["agreement", "number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_version_of_a_number"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(frozen_at=None),
                name="one_version_of_an_agreement_is_being_worked_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, {_('version')} {self.number}"

    def was_put_out(self, by: date) -> bool:
        """Whether it had been put out for signature by the end of a day."""
        return self.frozen_at is not None and access.day_of(self.frozen_at) <= by


class Interest(models.Model):
    """What one party itself wants from partnering, in its own words; frozen with the version."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="interests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.TextField(_("what we want from it"))

    objects = PartOfVersionQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation"], name="a_party_states_its_interests_once_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text[:60]}"


class Party(models.Model):
    """An organisation that is, or is to be, bound by an agreement."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="party_to", verbose_name=_("organisation")
    )

    objects = PartOfAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name"]
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"], name="an_organisation_is_a_party_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.agreement}"
