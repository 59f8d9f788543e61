"""What goes along when a partnership that an import made goes again: rows that are only worked out from others."""

from __future__ import annotations

from partnering import registry


def register() -> None:
    """Name the tables."""
    registry.derived |= {"engagement.counted", "engagement.recount"}
