"""Organisations and their units."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.choices import OrganisationKind, Sector, words_of


class OrganisationQuerySet(access.ScopedQuerySet):
    """Organisations."""

    def visible_to(self, user: Any) -> Self:
        """One's own, those whose register one keeps, and the members of one's partnerships."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        beside = reach.beside(user, reach.MEMBER)
        return self.filter(Q(pk=person.organisation_id) | access.registers_kept_by(user) | beside)

    def kept_by(self, user: Any) -> Self:
        """Those whose register of units and people the user may change."""
        return self.filter(access.registers_kept_by(user))

    def active(self) -> Self:
        """Those that are not archived."""
        return self.filter(archived_on=None)


class StandingManager(models.Manager[Any]):
    """Leaves out what has gone into another row by a merge; `_base_manager` has all."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """The rows that stand for something."""
        return super().get_queryset().filter(merged_into=None)


class Organisation(models.Model):
    """A partner, or a contractor of one."""

    name = models.CharField(_("name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=20, choices=Sector.choices, default=Sector.OTHER)
    kind = models.CharField(_("type"), max_length=20, choices=OrganisationKind.choices, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.FileField(_("logo"), upload_to="logos", blank=True, editable=False)
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    contractor_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contractors",
        verbose_name=_("contractor of"),
    )
    steward = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stewarded",
        editable=False,
    )
    archived_on = models.DateField(_("archived on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = StandingManager.from_queryset(OrganisationQuerySet)()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="organisation_name_is_unique", condition=Q(merged_into=None)
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("pk")),
                name="organisation_is_not_its_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(contractor_of=None) | ~Q(contractor_of=models.F("pk")),
                name="organisation_is_not_its_own_contractor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_sector_display(self) -> str:  # type: ignore[no-redef]  # the plugin counts Django's own
        """The sector in words."""
        return words_of(Sector, self.sector)

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("partnering:organisation", self.pk)


class UnitQuerySet(access.ScopedQuerySet):
    """Units of organisations."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation and of the registers that one keeps."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        kept = reach.in_kept_register(user, "organisation")
        return self.filter(Q(organisation=person.organisation_id) | kept)

    def active(self) -> Self:
        """Those that are not archived."""
        return self.filter(archived_on=None)


class Unit(models.Model):
    """A part of an organisation; units form a tree."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    archived_on = models.DateField(_("archived on"), null=True, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("name"), name="unit_name_is_unique_in_its_organisation"
            ),
            models.CheckConstraint(condition=~Q(parent=models.F("pk")), name="unit_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name
