"""Nudges: one message to one person for one reason, as rows before anything leaves."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import OutgoingMessage, Person


class NudgeQuerySet(access.ScopedQuerySet):
    """Nudges."""

    def visible_to(self, user: Any) -> Self:
        """Only those to oneself: who was reminded of what is nobody else's business."""
        person = access.person_of(user)
        return self.filter(person=person) if person else self.none()

    def planned(self) -> Self:
        """Those that wait to be sent."""
        return self.filter(state=Nudge.State.PLANNED)


class Nudge(models.Model):
    """One occurrence of one reason to write to one person; `key` makes each occurrence exist once."""

    class Reason(models.TextChoices):
        """What the person is asked to look at."""

        ACTION_SOON = "action soon", _("Action due soon")
        ACTION_LATE = "action late", _("Action late")
        ACTION_ESCALATED = "action escalated", _("Action long late")
        ACTION_RETURNED = "action returned", _("Action given back")
        COMMENT = "comment", _("Comments on an action")
        STALLED = "stalled", _("Partnership stalled")
        RECORD = "record", _("Own record to confirm")
        RECORDS = "records", _("Records to confirm")
        EVIDENCE = "evidence", _("Evidence to look at again")

    class State(models.TextChoices):
        """The life of a nudge. Claimed: in the outbox, on its way."""

        PLANNED = "planned", _("Planned")
        CLAIMED = "claimed", _("On its way")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        SUPPRESSED = "suppressed", _("Not needed any more")

    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="nudges")
    reason = models.CharField(max_length=20, choices=Reason.choices)
    subject_id = models.PositiveBigIntegerField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    why = models.CharField(max_length=300, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(
        OutgoingMessage, models.SET_NULL, null=True, blank=True, related_name="nudges"
    )

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        indexes = [
            models.Index(fields=["state", "due_at"], name="nudge_by_state_and_due"),
            models.Index(fields=["person", "claimed_at"], name="nudge_by_person_and_claim"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(claimed_at__isnull=False),
                name="claimed_nudge_knows_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.person}"
