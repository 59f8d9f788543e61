"""The mails of a survey in the outbox. They tell who was asked and who was reminded, so they go when it is over."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from partnering.models import OutgoingMessage
from readiness.models import Campaign, Invitation

KINDS = ("survey_invitation", "survey_reminder")


def mails_of(campaign: Campaign) -> QuerySet[Any]:
    """All mails about a survey's invitations, sent or not."""
    asked = Invitation.objects.filter(campaign=campaign)
    numbers = asked.annotate(number=Cast("pk", CharField())).values("number")
    # Not by whom they went to: when people are merged, a mail may move without its invitation.
    return OutgoingMessage.objects.filter(kind__in=KINDS, subject_id__in=numbers)
