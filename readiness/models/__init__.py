"""The tables of readiness surveys."""

from readiness.models.campaigns import Campaign, Invitation
from readiness.models.frameworks import FrameworkVersion
from readiness.models.responses import Answer, Comment, Draft, Response, SealedResponse
from readiness.models.results import Result, SharedResult

__all__ = [
    "Answer",
    "Campaign",
    "Comment",
    "Draft",
    "FrameworkVersion",
    "Invitation",
    "Response",
    "Result",
    "SealedResponse",
    "SharedResult",
]
