"""What clocks and calendars show: the moments at which clocks show a time, and the days that somebody can mean.

A day is read in any way of writing that can mean only one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

YEARS_BACK, YEARS_AHEAD = 100, 30
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
WITH_DOTS = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
WITH_STROKES = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})")
ORDINAL = r"([0-9]{1,2})(?:st|nd|rd|th)?"
DAY_AND_NAME = re.compile(rf"{ORDINAL}[. -]{{0,2}}([a-z]{{3,9}})[., -]{{1,2}}([0-9]{{4}})")
NAME_AND_DAY = re.compile(rf"([a-z]{{3,9}})[. -]{{1,2}}{ORDINAL}[, -]{{1,2}}([0-9]{{4}})")
MIDNIGHT = "t00:00:00"


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


class UnclearDay(ValueError):
    """What is written may mean either of two days."""

    def __init__(self, first: date, second: date) -> None:
        super().__init__(f"{first} or {second}")
        self.readings = (first, second)


def day_written(text: str, *, day_first: bool | None = None) -> date:
    """The day that a text means; ValueError when it means none, UnclearDay when it may be two.

    Numbers between dots begin with the day wherever they are written so. Between strokes either may come first:
    `day_first` says which, where that is known. The year is always written in full.
    """
    text = " ".join(text.lower().split()).removesuffix(MIDNIGHT)
    if found := YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), int(found[3]), int(found[4]))
    if found := WITH_DOTS.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := WITH_STROKES.fullmatch(text):
        return _either(int(found[1]), int(found[3]), int(found[4]), day_first)
    if found := DAY_AND_NAME.fullmatch(text):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := NAME_AND_DAY.fullmatch(text):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    return date.fromisoformat(text)


def _month(word: str) -> int:
    """The number of a month by its name or the beginning of that."""
    found = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)]
    if len(found) != 1:
        raise ValueError(word)
    return found[0]


def _either(first: int, second: int, year: int, day_first: bool | None) -> date:
    readings = []
    for day, month in ((first, second), (second, first)):
        try:
            readings.append(date(year, month, day))
        except ValueError:
            continue
    if len(set(readings)) == 2:
        if day_first is None:
            raise UnclearDay(*readings)
        return readings[0 if day_first else 1]
    if not readings:
        raise ValueError(year)
    return readings[0]
