"""Files that wait between the preview of an import and its confirmation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.people import User

WAITS = timedelta(days=1)


class ImportFileQuerySet(access.ScopedQuerySet):
    """Uploaded files."""

    def visible_to(self, user: Any) -> Self:
        """One's own, as long as one may import at all."""
        return self.filter(user=user) if access.may_start(user) else self.none()

    def forgotten(self, now: datetime) -> Self:
        """Those that waited for a day and were never confirmed."""
        return self.filter(created_at__lte=now - WAITS)


class ImportFile(models.Model):
    """A file as its user uploaded it; it goes when it is carried out, cancelled or a day old."""

    user = models.ForeignKey(User, models.CASCADE, related_name="import_files")
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import file")
        verbose_name_plural = _("import files")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The preview of what it would change."""
        return reverse("partnering:import-file", args=[self.pk])
