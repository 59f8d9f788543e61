"""When somebody is reminded of a meeting: on the morning of the day before it, by their own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8)
FARTHEST = timedelta(hours=41)
"""No reminder is due longer than this before its meeting: 16 to 40 hours, and one for a change of the clock."""


def reminder_due(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """From when on to remind somebody in `zone` of a meeting that begins at `starts_at`, which knows its offset."""
    day_before = starts_at.astimezone(zone).date() - timedelta(days=1)
    return datetime.combine(day_before, MORNING, zone).astimezone(UTC)
