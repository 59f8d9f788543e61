"""What agreements add to the X-ray and the journeys."""

from agreements.inspection.checks import CHECKS
from agreements.inspection.facts import gather
from agreements.inspection.steps import STEPS
from partnering.registry import inspections
from partnering.xray import Inspection

__all__ = ["register"]


def register() -> None:
    """Add this app's look."""
    inspections.append(Inspection("agreements", gather, CHECKS, STEPS))
