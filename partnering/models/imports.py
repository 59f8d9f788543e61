"""Imports: a file, the job that checks it, the word of its user, and the job that carries it out."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import nonmember
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, registry
from partnering.addresses import address_of
from partnering.models.people import User

REGISTER = "register"
WAITS = timedelta(days=1)
STEPS_KEPT = timedelta(days=30)


class ImportFileQuerySet(access.ScopedQuerySet):
    """Imports."""

    def visible_to(self, user: Any) -> Self:
        """One's own, as long as one may import at all."""
        return self.filter(access.own(user, "user")) if access.may_start(user) else self.none()

    def light(self) -> Self:
        """Without what only the jobs need."""
        return self.defer("content", "bad_rows", "steps", "staying")

    def unfinished(self) -> Self:
        """Those that did nothing yet."""
        return self.filter(finished_at=None)

    def undoable(self, now: datetime | None = None) -> Self:
        """Those that did something, are done for less than 30 days, and were not undone."""
        since = (now or timezone.now()) - STEPS_KEPT
        return self.filter(state=ImportFile.State.DONE, finished_at__gt=since).exclude(steps=b"")

    def forgotten(self, now: datetime) -> Self:
        """Those that waited for a day and were never confirmed."""
        idle = (ImportFile.State.UPLOADED, ImportFile.State.CHECKED, ImportFile.State.FAILED)
        return self.filter(created_at__lte=now - WAITS, state__in=idle)


class ImportFile(models.Model):
    """One import: the row is the job, by its state. The file goes when it is carried out or a day old.

    What it did is kept for thirty days, in which it can be undone by a job of the same kind. `undo` tells what that
    would do, and then what it did; `staying` is the list of what stays, as a file.
    """

    class State(models.TextChoices):
        """The life of an import."""

        UPLOADED = "uploaded", _("Waiting to be checked")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Waiting for your word")
        CONFIRMED = "confirmed", _("Waiting to be carried out")
        IMPORTING = "importing", _("Being carried out")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        UNDO_ASKED = "undo asked", _("Waiting to be looked at for the undo")
        UNDO_LOOKING = "undo looking", _("Being looked at for the undo")
        UNDO_LOOKED = "undo looked", _("Waiting for your word to undo it")
        UNDO_AGREED = "undo agreed", _("Waiting to be undone")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

        ABOUT_UNDOING = nonmember(("undo asked", "undo looking", "undo agreed", "undoing"))

    user = models.ForeignKey(User, models.CASCADE, related_name="import_files")
    kind = models.CharField(max_length=20, default=REGISTER)
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
    undo = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    staying = models.BinaryField(default=bytes)
    undone_at = models.DateTimeField(null=True, blank=True)

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
            models.CheckConstraint(
                condition=~Q(state="undone") | Q(finished_at__isnull=False, undone_at__isnull=False),
                name="undone_import_has_its_times",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page: how far it is, what it would change, or what it did."""
        return address_of("partnering:import-file", self.pk)

    @property
    def is_working(self) -> bool:
        """Whether a job is at it, or about to be."""
        return self.state in ("uploaded", "checking", "confirmed", "importing") or self.is_about_undoing

    @property
    def importer(self) -> registry.Importer:
        """What kind of file it is."""
        return registry.importers[self.kind]

    @property
    def counts(self) -> list[tuple[Any, dict[str, int]]]:
        """What it would make, change and leave, or did, by name."""
        held = self.summary.get("counts", {})
        return [(label, held[key]) for key, label in self.importer.counted.items() if key in held]

    @property
    def is_about_undoing(self) -> bool:
        """Whether the job that is at it, or about to be, is the undo; until it is being undone it can be kept."""
        return self.state in self.State.ABOUT_UNDOING

    @property
    def undoable_until(self) -> datetime | None:
        """Until when it can be undone; None when it can't."""
        if (
            self.state != self.State.DONE
            or self.finished_at is None
            or not self.summary.get("does_something")
        ):
            return None
        until = self.finished_at + STEPS_KEPT
        return until if until > timezone.now() else None

    @property
    def percent(self) -> int | None:
        """How far the job has come; None as long as nobody knows."""
        if not self.rows_done or not self.rows_total:
            return None
        return min(99, self.rows_done * 100 // self.rows_total)
