"""What clocks and calendars show: the moments at which clocks show a time, and the days that somebody can mean."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

YEARS_BACK, YEARS_AHEAD = 100, 30


@cache
def zones() -> dict[str, str]:
    """The names of time zones, by how they look without case."""
    return {name.casefold(): name for name in available_timezones()}


def moments(shown: datetime, zone: ZoneInfo) -> list[datetime]:
    """When clocks of a zone show this (a time without a zone), in UTC, the earlier first.

    None when clocks are put forward over it, two when they are put back and show it twice.
    """
    found = {shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(one for one in found if one.astimezone(zone).replace(tzinfo=None) == shown)


def years_meant(today: date) -> tuple[int, int]:
    """The first and the last year in which a day that somebody types can lie; any other is a slip of the keys."""
    return today.year - YEARS_BACK, today.year + YEARS_AHEAD


def can_be_meant(day: date, today: date) -> bool:
    """Whether a typed day lies in one of those years."""
    first, last = years_meant(today)
    return first <= day.year <= last
