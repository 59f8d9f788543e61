"""Whether who runs a survey or review has sent themselves the invitation of its draft, to see how it looks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from partnering import access
from partnering.choices import MessageState
from partnering.models import OutgoingMessage
from readiness.models import Campaign

KIND = "survey_trial"


@dataclass(frozen=True)
class Trial:
    """The newest trial of a draft's invitation; `is_old` when the draft says something else by now."""

    sent_on: date | None
    failed: bool
    is_old: bool


def trials_of(campaign: Campaign) -> QuerySet[OutgoingMessage]:
    """All trials of a survey's invitation in the outbox, sent or not."""
    return OutgoingMessage.objects.filter(kind=KIND, subject_id=str(campaign.pk))


def words_mailed(campaign: Campaign) -> str:
    """A sign of what an invitation leads its reader to see. It changes with any of it."""
    parts = (
        campaign.title,
        campaign.opening_text,
        sorted(campaign.translations.items()),
        campaign.mode,
        campaign.minimum_group,
        campaign.closes_on,
        campaign.framework_version_id,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def newest_trial(campaign: Campaign) -> Trial | None:
    """The newest trial; None when there was none. One query."""
    found = trials_of(campaign).order_by("-pk").first()
    if found is None:
        return None
    return Trial(
        sent_on=access.day_of(found.sent_at) if found.sent_at else None,
        failed=found.state in (MessageState.FAILED, MessageState.SUPPRESSED),
        is_old=found.details.get("words") != words_mailed(campaign),
    )
