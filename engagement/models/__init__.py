"""Engagement's tables."""

from engagement.models.nudges import Nudge
from engagement.models.reports import Report

__all__ = ["Nudge", "Report"]
