"""What the core looks at in the X-ray and the journeys: members, roles, seats, actions, checklists."""

from partnering.inspection.checks import CHECKS
from partnering.inspection.facts import gather
from partnering.inspection.steps import STEPS
from partnering.registry import inspections
from partnering.xray import Inspection

__all__ = ["register"]


def register() -> None:
    """Put the core's look first."""
    inspections.insert(0, Inspection("partnering", gather, CHECKS, STEPS))
