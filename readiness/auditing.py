"""Which of readiness's tables are audited. Nothing that a respondent does is."""

from __future__ import annotations

from partnering.auditing import audited, not_audited
from readiness.models import Campaign, FrameworkVersion, SharedResult


def register() -> None:
    """The surveys and what is shared of them; no invitation, draft, answer or comment."""
    audited(FrameworkVersion, lambda one: (None, None), without=["data"])
    audited(Campaign, lambda one: (one.organisation_id, None), lists=["units"])
    audited(SharedResult, lambda one: (one.campaign.organisation_id, None))
    not_audited(
        "could tie a person to a confidential answer, or tell who answered and when",
        *(f"readiness.{name}" for name in CONFIDENTIAL),
    )
    not_audited("is worked out from answers", "readiness.Result")


CONFIDENTIAL = ("Invitation", "Draft", "SealedResponse", "Response", "Answer", "Comment")
