"""What clocks show: the moments at which they show a time, of which there may be none or two in a night."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def moments(shown: datetime, zone: ZoneInfo) -> list[datetime]:
    """When clocks of a zone show this (a time without a zone), in UTC, the earlier first.

    None when clocks are put forward over it, two when they are put back and show it twice.
    """
    found = {shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(one for one in found if one.astimezone(zone).replace(tzinfo=None) == shown)
