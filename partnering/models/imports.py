"""Imports: a file, the job that checks it, the word of its user, and the job that carries it out."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import nonmember
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.people import User

WAITS = timedelta(days=1)
STEPS_KEPT = timedelta(days=30)


class ImportFileQuerySet(access.ScopedQuerySet):
    """Imports."""

    def visible_to(self, user: Any) -> Self:
        """One's own, as long as one may import at all."""
        return self.filter(user=user) if access.may_start(user) else self.none()

    def light(self) -> Self:
        """Without what only the jobs need."""
        return self.defer("content", "bad_rows", "steps")

    def unfinished(self) -> Self:
        """Those that did nothing yet."""
        return self.exclude(state=ImportFile.State.DONE)

    def forgotten(self, now: datetime) -> Self:
        """Those that waited for a day and were never confirmed."""
        idle = (ImportFile.State.UPLOADED, ImportFile.State.CHECKED, ImportFile.State.FAILED)
        return self.filter(created_at__lte=now - WAITS, state__in=idle)


class ImportFile(models.Model):
    """One import: the row is the job, by its state. The file goes when it is carried out or a day old."""

    class State(models.TextChoices):
        """The life of an import."""

        UPLOADED = "uploaded", _("Waiting to be checked")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Waiting for your word")
        CONFIRMED = "confirmed", _("Waiting to be carried out")
        IMPORTING = "importing", _("Being carried out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

        WORKING = nonmember(("uploaded", "checking", "confirmed", "importing"))

    user = models.ForeignKey(User, models.CASCADE, related_name="import_files")
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    leave_out_bad = models.BooleanField(default=False)
    error = models.CharField(max_length=300, blank=True)
    summary = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    bad_rows = models.BinaryField(default=bytes)
    steps = models.BinaryField(default=bytes)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["state", "claimed_at"], name="import_by_state_and_claim")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="finished_import_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page: how far it is, what it would change, or what it did."""
        return reverse("partnering:import-file", args=[self.pk])

    @property
    def is_working(self) -> bool:
        """Whether a job is at it, or about to be."""
        return self.state in self.State.WORKING

    @property
    def percent(self) -> int | None:
        """How far the check has come; None while everything is written at once, or nobody knows."""
        if self.state != self.State.CHECKING or not self.rows_total:
            return None
        return min(99, self.rows_done * 100 // self.rows_total)
