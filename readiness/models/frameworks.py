"""Frameworks that organisations make of their own, and versions of all frameworks, as data."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Organisation
from readiness.framework_files import Framework, from_data


class OwnFrameworkQuerySet(access.ScopedQuerySet):
    """Organisations' own frameworks."""

    def visible_to(self, user: Any) -> Self:
        """One's own organisation's, for those who may read its internal matters."""
        return self.filter(organisation=access.reads_internals_of(user))

    def manageable_by(self, user: Any) -> Self:
        """Those that the user may change: of the organisation whose partnering lead they are."""
        person = access.person_of(user)
        leads = person is not None and access.leads_organisation(user, person.organisation_id)
        return self.filter(organisation=person.organisation_id) if person and leads else self.none()

    def in_use(self) -> Self:
        """Those not archived."""
        return self.filter(archived_on=None)


class OwnFramework(models.Model):
    """A framework that an organisation makes itself: a draft that is worked on, and its published versions.

    `draft` is what its file will hold (`readiness.framework_drafts`); None while nobody works on a next version.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="own_frameworks")
    name = models.CharField(_("name"), max_length=200)
    draft = models.JSONField(null=True)
    archived_on = models.DateField(_("archived on"), null=True, blank=True)

    objects = OwnFrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("own framework")
        verbose_name_plural = _("own frameworks")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="own_framework_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("readiness:framework", args=[self.pk])

    @property
    def slug(self) -> str:
        """How a survey names it: never the slug of a framework that comes with the product."""
        return f"own-{self.pk}"


class FrameworkVersionQuerySet(access.ScopedQuerySet):
    """Versions of frameworks."""

    def visible_to(self, user: Any) -> Self:
        """Those that come with the product, for everybody who has a place in an organisation; and one's own."""
        if access.person_of(user) is None:
            return self.none()
        return self.filter(Q(own=None) | Q(own__in=OwnFramework.objects.visible_to(user)))


class FrameworkVersion(models.Model):
    """A framework as it was when it was published, or when a campaign first asked with it.

    Never changed, which the database sees to: an edited file or draft is another version.
    """

    slug = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200)
    version = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(max_length=64)
    data = models.JSONField()
    own = models.ForeignKey(
        OwnFramework, models.PROTECT, null=True, related_name="versions", verbose_name=_("own framework")
    )
    published_on = models.DateField(_("published on"), null=True)

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version", "-pk"]
        verbose_name = _("framework version")
        verbose_name_plural = _("framework versions")
        constraints = [
            models.UniqueConstraint(fields=["slug", "digest"], name="framework_content_is_kept_once"),
            models.UniqueConstraint(
                fields=["own", "version"],
                condition=Q(own__isnull=False),
                name="own_versions_have_own_numbers",
            ),
            models.CheckConstraint(
                condition=Q(own=None, published_on=None) | Q(own__isnull=False, published_on__isnull=False),
                name="own_versions_were_published_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page on which it is read."""
        return reverse("readiness:framework-version", args=[self.pk])

    @cached_property
    def framework(self) -> Framework:
        """The framework, ready for asking and scoring."""
        return from_data(self.data)
