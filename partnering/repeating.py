"""How a meeting may be repeated, by the day on which it is."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from partnering.recurrence import LAST, Pattern, Rule


class Way(StrEnum):
    """By what the later days are chosen from the first one."""

    WEEKS = "weeks"
    DAY = "day"
    NTH = "nth"
    LAST = "last"


def place_of(day: date) -> int:
    """Whether a day is the first (1), second (2) … of its weekday in its month."""
    return (day.day - 1) // 7 + 1


def ways_of(day: date) -> list[Way]:
    """In which ways a meeting of a day can be repeated."""
    nth = [Way.NTH] if place_of(day) < 5 else []
    is_last = (day + timedelta(days=7)).month != day.month
    return [Way.WEEKS, Way.DAY, *nth, *([Way.LAST] if is_last else [])]


def rule_of(way: Way, first: date, *, every: int, until: date | None, count: int | None) -> Rule:
    """The rule whose first day is that of the meeting."""
    weekdays = frozenset({first.weekday()})
    if way == Way.WEEKS:
        return Rule(Pattern.WEEKS, first, every, weekdays, until=until, count=count)
    if way == Way.DAY:
        return Rule(Pattern.DAY_OF_MONTH, first, every, day=first.day, until=until, count=count)
    place = LAST if way == Way.LAST else place_of(first)
    return Rule(Pattern.WEEKDAY_OF_MONTH, first, every, weekdays, place=place, until=until, count=count)
