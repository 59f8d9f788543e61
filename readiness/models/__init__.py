"""The tables of readiness surveys."""

from readiness.models.campaigns import Campaign, Invitation
from readiness.models.counting import Counting
from readiness.models.evidence import Evidence
from readiness.models.following import TakenOn, Theme
from readiness.models.frameworks import FrameworkVersion, OwnFramework
from readiness.models.imports import SurveyImport
from readiness.models.responses import Answer, Comment, Draft, Response, SealedResponse
from readiness.models.results import Benchmarked, Result, SharedResult
from readiness.models.ways import SpentPass, WayIn

__all__ = [
    "Answer",
    "Benchmarked",
    "Campaign",
    "Comment",
    "Counting",
    "Draft",
    "Evidence",
    "FrameworkVersion",
    "Invitation",
    "OwnFramework",
    "Response",
    "Result",
    "SealedResponse",
    "SharedResult",
    "SpentPass",
    "SurveyImport",
    "TakenOn",
    "Theme",
    "WayIn",
]
