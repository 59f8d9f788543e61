"""What engagement adds to the X-ray and the journeys."""

from engagement.inspection.checks import CHECKS
from engagement.inspection.facts import gather
from engagement.inspection.steps import STEPS
from partnering.registry import inspections
from partnering.xray import Inspection

__all__ = ["register"]


def register() -> None:
    """Add this app's look."""
    inspections.append(Inspection("engagement", gather, CHECKS, STEPS))
