"""Versions of readiness frameworks, as data."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from partnering import access
from readiness.framework_files import Framework, from_data


class FrameworkVersionQuerySet(access.ScopedQuerySet):
    """Versions of frameworks."""

    def visible_to(self, user: Any) -> Self:
        """All, for everybody who has a place in an organisation: a framework tells nothing about anybody."""
        return self.all() if access.person_of(user) else self.none()


class FrameworkVersion(models.Model):
    """A framework as it was when a campaign asked with it. Never changed: an edited file is another version."""

    slug = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=200)
    version = models.PositiveSmallIntegerField(_("version"))
    digest = models.CharField(max_length=64)
    data = models.JSONField()

    objects = FrameworkVersionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "-version", "-pk"]
        verbose_name = _("framework version")
        verbose_name_plural = _("framework versions")
        constraints = [
            models.UniqueConstraint(fields=["slug", "digest"], name="framework_content_is_kept_once")
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def framework(self) -> Framework:
        """The framework, ready for asking and scoring."""
        return from_data(self.data)
