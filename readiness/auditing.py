"""Which of readiness's tables are audited. Nothing that a respondent does is."""

from __future__ import annotations

from partnering.auditing import audited, not_audited
from readiness.models import (
    Benchmarked,
    Campaign,
    Evidence,
    FrameworkVersion,
    OwnFramework,
    SharedResult,
    WayIn,
)


def register() -> None:
    """The surveys and what is shared of them; no invitation, draft, answer or comment."""
    # What they ask would fill the record; which part was worked on is told beside.
    audited(OwnFramework, lambda one: (one.organisation_id, None), without=["draft"])
    audited(
        FrameworkVersion, lambda one: (one.own.organisation_id if one.own else None, None), without=["data"]
    )
    audited(Campaign, lambda one: (one.organisation_id, one.partnership_id), lists=["units"])
    audited(Evidence, lambda one: (one.organisation_id, None))
    audited(Benchmarked, lambda one: (one.campaign.organisation_id, None))
    audited(SharedResult, lambda one: (one.campaign.organisation_id, None))
    # How many have answered goes up with each of them, and would tell when.
    audited(WayIn, lambda one: (one.campaign.organisation_id, None), without=["taken", "nonce", "code_hash"])
    not_audited(
        "could tie a person to a confidential answer, or tell who answered and when",
        *(f"readiness.{name}" for name in CONFIDENTIAL),
    )
    not_audited("only ties an action, which is audited itself, to an area of a result", "readiness.TakenOn")
    not_audited("sorts comments, of which no record may tell when or by whom", "readiness.Theme")
    not_audited(
        "holds answers until it is imported; that it was is told of its survey", "readiness.SurveyImport"
    )
    not_audited("a job's own book; that a survey was closed is told of the survey", "readiness.Counting")
    not_audited("is worked out from answers", "readiness.Result")


CONFIDENTIAL = ("Invitation", "Draft", "SealedResponse", "Response", "Answer", "Comment", "SpentPass")
