"""Messages that must leave later: rows written in the same transaction as their cause."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.choices import MessageState
from partnering.models.people import Person


class OutgoingMessageQuerySet(access.ScopedQuerySet):
    """Messages in the outbox."""

    def visible_to(self, user: Any) -> Self:
        """Only those to oneself: who was written to, and why, is nobody else's business."""
        person = access.person_of(user)
        return self.filter(to_person=person) if person else self.none()

    def due(self, now: datetime, lease_over: datetime) -> Self:
        """Those to be sent by now and not yet claimed, and those whose claim was never finished."""
        waiting = Q(state=MessageState.PLANNED, due_at__lte=now)
        return self.filter(waiting | Q(state=MessageState.CLAIMED, claimed_at__lte=lease_over))


class OutgoingMessage(models.Model):
    """One e-mail to one address for one cause. Its text is composed when it is sent and never kept here."""

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    to_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="messages")
    to_email = models.EmailField()
    state = models.CharField(max_length=12, choices=MessageState.choices, default=MessageState.PLANNED)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = OutgoingMessageQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [models.Index(fields=["state", "due_at"], name="message_by_state_and_time")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_email}"
