"""The lines of readiness in the table of access."""

from __future__ import annotations

from partnering import rights
from partnering.rights import INTERNALS, PART, SEE, Right

LINES = (
    Right("partnership", "See shared results", PART, "readiness:shared-results", changes=False),
    Right("campaign", SEE, INTERNALS, "readiness:campaign", changes=False),
    Right("campaign", "Extend, close", "lead", "readiness:extend-campaign readiness:close-campaign", only=2),
    Right("campaign", "Share its result", "lead", "readiness:share-result", only=0, called="closed campaign"),
    Right("advice", "Take on", "lead", "readiness:take-on", only=0, called="advice of a result"),
    Right("sharing", "Take back", "lead", "readiness:withdraw-share"),
)


def register() -> None:
    """Put them into the table."""
    rights.add(LINES, "readiness:campaigns readiness:start-campaign")
