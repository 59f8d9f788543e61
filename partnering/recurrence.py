"""The days of recurring meetings, and the moments at which they begin and end.

A rule says every so many weeks or months on which day, from when to when. A series stays small: what ends nowhere, or
goes on for more than three years or 104 meetings, is a fault, which the edges put into words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

MOST_MEETINGS = 104
LONGEST = relativedelta(years=3)
LAST = -1
"""As a day of the month, or as the place of a weekday in it: the last one."""


class Pattern(StrEnum):
    """By what the days of a series are chosen."""

    WEEKS = "weeks"
    DAY_OF_MONTH = "day of month"
    WEEKDAY_OF_MONTH = "weekday of month"


class Fault(StrEnum):
    """Why a rule makes no series."""

    NO_END = "no end"
    INTERVAL = "interval"
    NO_WEEKDAY = "no weekday"
    DAY = "day"
    TOO_LONG = "too long"
    TOO_MANY = "too many"
    NO_MEETING = "no meeting"


@dataclass(frozen=True)
class Rule:
    """Which days, from `first` on: each `every` weeks or months, up to and with `until`, or `count` of them.

    Weekdays are numbers from 0, Monday. `weekdays` belongs to weeks; `day` (1 to 31, or LAST) to a day of the month;
    `place` (1 to 4, or LAST) and one weekday to a weekday of the month. Days in `without` are left out and not made
    up for, so `count` counts them.
    """

    pattern: Pattern
    first: date
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    day: int = 0
    place: int = 0
    until: date | None = None
    count: int | None = None
    without: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Span:
    """One meeting's beginning and end, in UTC."""

    starts_at: datetime
    ends_at: datetime


def fault_of(rule: Rule) -> Fault | None:
    """What is wrong with a rule, the simplest first; None when it makes a series."""
    return _fault_of_parts(rule) or _fault_of_days(rule)


def days_of(rule: Rule) -> list[date]:
    """The days of a series in their order.

    A month that is too short for a rule's day takes its last day, so that no month goes without a meeting. Raises
    ValueError with the Fault for a rule that makes no series.
    """
    fault = fault_of(rule)
    if fault is not None:
        raise ValueError(fault)
    return [day for day in _all_days(rule) if day not in rule.without]


def span_on(day: date, at: time, length: timedelta, zone: ZoneInfo) -> Span:
    """When a meeting of a day begins and ends that is called for a time of the clock in its zone.

    When the clock goes forward over that time, the meeting begins as much later as the clock jumps; of a time that
    comes twice, as the clock goes back, it is the first. It is as long as it is, whatever the clock does meanwhile.
    """
    # The offset before a change (fold=0) gives both: the first of two, and beyond a gap by the gap's length.
    starts_at = datetime.combine(day, at.replace(fold=0), zone).astimezone(UTC)
    return Span(starts_at, starts_at + length)


def spans_of(rule: Rule, at: time, length: timedelta, zone: ZoneInfo) -> list[Span]:
    """The meetings of a series, each at the same time of the clock in its zone, in summer as in winter."""
    return [span_on(day, at, length, zone) for day in days_of(rule)]


def _fault_of_parts(rule: Rule) -> Fault | None:
    if rule.until is None and rule.count is None:
        return Fault.NO_END
    if not 1 <= rule.every <= (52 if rule.pattern == Pattern.WEEKS else 12):
        return Fault.INTERVAL
    if rule.pattern == Pattern.DAY_OF_MONTH:
        return None if rule.day in (LAST, *range(1, 32)) else Fault.DAY
    most = 7 if rule.pattern == Pattern.WEEKS else 1
    if not 1 <= len(rule.weekdays) <= most or not rule.weekdays <= set(range(7)):
        return Fault.NO_WEEKDAY
    has_place = rule.pattern == Pattern.WEEKS or rule.place in (LAST, 1, 2, 3, 4)
    return None if has_place else Fault.DAY


def _fault_of_days(rule: Rule) -> Fault | None:
    days = list(islice(_all_days(rule), MOST_MEETINGS + 1))
    if (rule.count or 0) > MOST_MEETINGS or len(days) > MOST_MEETINGS:
        return Fault.TOO_MANY
    if rule.until is not None and rule.until > rule.first + LONGEST:
        return Fault.TOO_LONG
    if days and days[-1] > rule.first + LONGEST:
        return Fault.TOO_LONG
    if not set(days) - rule.without:
        return Fault.NO_MEETING
    return None


def _all_days(rule: Rule) -> Iterator[date]:
    """The days by the rule alone, none of them left out yet, of which there may be very many."""
    moments: Iterator[datetime] = iter(_as_rrule(rule))
    if rule.count is not None:
        moments = islice(moments, max(rule.count, 0))
    for moment in moments:
        if rule.until is not None and moment.date() > rule.until:
            return
        yield moment.date()


def _as_rrule(rule: Rule) -> rrule:
    start = datetime.combine(rule.first, time())
    if rule.pattern == Pattern.WEEKS:
        return rrule(WEEKLY, start, interval=rule.every, byweekday=sorted(rule.weekdays))
    if rule.pattern == Pattern.WEEKDAY_OF_MONTH:
        [number] = rule.weekdays
        return rrule(MONTHLY, start, interval=rule.every, byweekday=weekday(number, rule.place))
    # Of the days 28 to the one asked for, the last that the month has.
    days = [LAST] if rule.day == LAST else range(min(rule.day, 28), rule.day + 1)
    return rrule(MONTHLY, start, interval=rule.every, bymonthday=days, bysetpos=LAST)
