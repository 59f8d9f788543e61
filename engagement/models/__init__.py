"""Tables."""

from engagement.models.briefings import Briefing, BriefingInvitation
from engagement.models.carried import CarriedQuestion
from engagement.models.head_counts import HeadCount
from engagement.models.interactions import EngagementTarget, Interaction, Participation
from engagement.models.mailing import MailAddress, MailedDraft
from engagement.models.nudges import Nudge
from engagement.models.plan_shares import PlanShare
from engagement.models.plans import PlanItem, PlanStep
from engagement.models.reports import Report
from engagement.models.sheets import SheetEntry, SignInSheet
from engagement.models.sponsors import BriefingRequest, SponsorMessage
from engagement.models.stages import SetStage
from engagement.models.take_home import BriefedPerson, TakeHomeBrief
from engagement.models.traction import AlertEpisode, Counted, Recount, Snapshot
from engagement.models.weights import Weighting

__all__ = [
    "AlertEpisode",
    "BriefedPerson",
    "Briefing",
    "BriefingInvitation",
    "BriefingRequest",
    "CarriedQuestion",
    "Counted",
    "EngagementTarget",
    "HeadCount",
    "Interaction",
    "MailAddress",
    "MailedDraft",
    "Nudge",
    "Participation",
    "PlanItem",
    "PlanShare",
    "PlanStep",
    "Recount",
    "Report",
    "SetStage",
    "SheetEntry",
    "SignInSheet",
    "Snapshot",
    "SponsorMessage",
    "TakeHomeBrief",
    "Weighting",
]
