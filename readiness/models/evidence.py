"""Evidence: what an organisation can point at to show how far it is in an area, beside what its people say."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Organisation, Person
from readiness.evidence import HIGHEST, LOWEST


class EvidenceQuerySet(access.ScopedQuerySet):
    """Pieces of evidence."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation, for who reads its internal matters, and those that one assessed there."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        own = self.filter(organisation=person.organisation_id)
        reads = access.reads_internals_of(user) == person.organisation_id
        return own if reads else own.filter(assessed_by=person.pk)

    def changeable_by(self, user: Any) -> Self:
        """Those of the organisation that one leads, and those that one assessed there."""
        person = access.person_of(user)
        if person is not None and access.leads_organisation(user, person.organisation_id):
            return self.visible_to(user)
        return self.visible_to(user).filter(assessed_by=person.pk if person else None)

    def in_force(self, on: date) -> Self:
        """Those that count on a day: not stale then."""
        return self.filter(stale_on__gt=on)

    def stale(self, on: date) -> Self:
        """Those that have to be looked at again by a day."""
        return self.filter(stale_on__lte=on)


class Evidence(models.Model):
    """Something that shows how far an organisation is in one area: which level from 1 to 5, who says so, until when.

    `framework` and `area` are the keys that all versions of a framework have in common. From `stale_on` on it
    doesn't count until somebody has looked at it again. Files lie beside it, as beside other things.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="evidence")
    framework = models.CharField(max_length=60)
    area = models.CharField(max_length=50)
    title = models.CharField(
        _("what it is"), max_length=200, help_text=_("For instance: register of trainings, 2026.")
    )
    note = models.TextField(
        _("what it shows"),
        max_length=4000,
        help_text=_("In a few sentences, so that somebody else would choose the same level."),
    )
    link = models.URLField(
        _("link"), max_length=500, blank=True, help_text=_("Where it lies, if it has an address.")
    )
    level = models.PositiveSmallIntegerField(
        _("level that it shows"), validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)]
    )
    assessed_by = models.ForeignKey(
        Person, models.PROTECT, related_name="evidence", verbose_name=_("assessed by")
    )
    assessed_on = models.DateField(_("assessed on"), default=access.today)
    stale_on = models.DateField(_("to be looked at again on"))

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "area", "-assessed_on", "-pk"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(level__gte=LOWEST, level__lte=HIGHEST),
                name="evidence_shows_a_level_from_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://") | Q(link__startswith="http://"),
                name="evidence_links_to_the_web",
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(note=""), name="evidence_says_what_it_shows"),
            models.CheckConstraint(
                condition=Q(stale_on__gt=F("assessed_on")), name="evidence_goes_stale_after_it_is_assessed"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "framework", "area"], name="evidence_by_owner_and_area")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("readiness:evidence-item", args=[self.pk])

    def is_stale(self, on: date | None = None) -> bool:
        """Whether it has to be looked at again by a day (today unless told)."""
        return self.stale_on <= (on or access.today())
