"""Reports: PDFs made by a job, for the one who asked."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.models import Partnership, User


class ReportQuerySet(access.ScopedQuerySet):
    """Reports."""

    def visible_to(self, user: Any) -> Self:
        """One's own, of the partnerships that one is part of today: a report shows what its reader may see."""
        if access.person_of(user) is None:
            return self.none()
        return self.filter(access.own(user, "requested_by"), reach.within(user))

    def unfinished(self) -> Self:
        """Those that are still to be made."""
        return self.filter(state__in=(Report.State.PLANNED, Report.State.CLAIMED))


class Report(models.Model):
    """A traction report that somebody asked for: the row is the job."""

    class State(models.TextChoices):
        """The life of a report."""

        PLANNED = "planned", _("Waiting")
        CLAIMED = "claimed", _("Being made")
        DONE = "done", _("Ready")
        FAILED = "failed", _("Failed")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="reports")
    requested_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [models.Index(fields=["state", "claimed_at"], name="report_by_state_and_claim")]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_is_a_percentage"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(pdf__isnull=False), name="finished_report_has_a_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}, {timezone.localdate(self.requested_at)}"

    def get_absolute_url(self) -> str:
        """Its page, with progress and download."""
        return address_of("engagement:report", self.pk)

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be made."""
        return self.state in (self.State.PLANNED, self.State.CLAIMED)
