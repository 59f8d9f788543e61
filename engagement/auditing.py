"""Which of engagement's tables are audited."""

from __future__ import annotations

from typing import Any

from engagement.choices import MessageTo
from engagement.models import (
    BriefedPerson,
    Briefing,
    BriefingInvitation,
    BriefingRequest,
    CarriedQuestion,
    EngagementTarget,
    HeadCount,
    Interaction,
    Participation,
    PlanItem,
    PlanShare,
    PlanStep,
    SetStage,
    SponsorMessage,
    TakeHomeBrief,
    Weighting,
)
from partnering.auditing import audited, not_audited
from partnering.noting import Scope


def _of_interaction(one: Any) -> Scope:
    return one.organisation_id, (None if one.organisation_id else one.partnership_id)


def _of_message(one: Any) -> Scope:
    return (one.organisation_id, None) if one.audience == MessageTo.OURS else (None, one.partnership_id)


def register() -> None:
    """Who took part is internal to each person's organisation: partners see a number where it has no seat."""
    audited(Interaction, _of_interaction)
    audited(Participation, lambda one: (one.person.organisation_id, None))
    audited(HeadCount, lambda one: (one.organisation_id, None))
    audited(EngagementTarget, lambda one: (one.unit.organisation_id, None))
    audited(SetStage, lambda one: (one.person.organisation_id, None))
    audited(PlanItem, lambda one: (one.organisation_id, None))
    audited(CarriedQuestion, lambda one: (one.principal_id, None))
    audited(PlanShare, lambda one: (one.organisation_id, None))
    audited(PlanStep, lambda one: (one.item.organisation_id, None))
    audited(TakeHomeBrief, lambda one: (one.organisation_id, None))
    audited(Briefing, lambda one: (one.organisation_id, None))
    audited(BriefingInvitation, lambda one: (one.person.organisation_id, None))
    audited(BriefedPerson, lambda one: (one.person.organisation_id, None))
    audited(SponsorMessage, _of_message)
    audited(BriefingRequest, lambda one: (one.organisation_id, None))
    audited(Weighting, lambda one: (None, one.partnership_id))
    not_audited("is worked out from other rows", *(f"engagement.{name}" for name in COUNTED))
    not_audited("waits to be noted; what becomes of it is audited", *ARRIVING)
    not_audited("a job's own book", "engagement.Nudge", "engagement.Report")


ARRIVING = tuple(f"engagement.{name}" for name in ("SignInSheet", "SheetEntry", "MailAddress", "MailedDraft"))
COUNTED = ("Snapshot", "AlertEpisode", "Recount", "Counted")
