"""Recurring meetings fall on the days that people expect, at the same time of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from partnering.recurrence import (
    LAST,
    MOST_MEETINGS,
    Fault,
    Pattern,
    Rule,
    days_of,
    fault_of,
    span_on,
    spans_of,
)

MONDAY, TUESDAY, THURSDAY, FRIDAY = 0, 1, 3, 4
HOUR = timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


def weeks(*weekdays, first=date(2026, 1, 1), **fields):
    return Rule(Pattern.WEEKS, first, weekdays=frozenset(weekdays), **fields)


def on_day(day, first=date(2026, 1, 1), **fields):
    return Rule(Pattern.DAY_OF_MONTH, first, day=day, **fields)


def on_weekday(place, weekday, first=date(2026, 1, 1), **fields):
    return Rule(Pattern.WEEKDAY_OF_MONTH, first, place=place, weekdays=frozenset({weekday}), **fields)


def test_every_other_week_on_two_days_starts_on_the_first_of_them_that_comes():
    rule = weeks(TUESDAY, THURSDAY, every=2, count=5)

    assert [str(day) for day in days_of(rule)] == [
        "2026-01-01",
        "2026-01-13",
        "2026-01-15",
        "2026-01-27",
        "2026-01-29",
    ]


def test_a_short_month_takes_its_last_day_and_no_month_goes_without():
    rule = on_day(31, until=date(2026, 4, 30))

    assert [str(day) for day in days_of(rule)] == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    assert days_of(on_day(LAST, until=date(2026, 4, 30))) == days_of(rule)
    assert [day.day for day in days_of(on_day(15, count=3))] == [15, 15, 15]


def test_the_second_tuesday_and_the_last_friday_of_each_month():
    assert [str(day) for day in days_of(on_weekday(2, TUESDAY, count=3))] == [
        "2026-01-13",
        "2026-02-10",
        "2026-03-10",
    ]
    assert [str(day) for day in days_of(on_weekday(LAST, FRIDAY, every=3, count=2))] == [
        "2026-01-30",
        "2026-04-24",
    ]


def test_a_day_left_out_is_not_made_up_for():
    rule = weeks(MONDAY, count=3, without=frozenset({date(2026, 1, 12)}))

    assert days_of(rule) == [date(2026, 1, 5), date(2026, 1, 19)]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (weeks(MONDAY), Fault.NO_END),
        (weeks(MONDAY, every=0, count=1), Fault.INTERVAL),
        (on_day(1, every=13, count=1), Fault.INTERVAL),
        (weeks(count=1), Fault.NO_WEEKDAY),
        (weeks(7, count=1), Fault.NO_WEEKDAY),
        (
            Rule(Pattern.WEEKDAY_OF_MONTH, date(2026, 1, 1), place=1, weekdays=frozenset({0, 1}), count=1),
            Fault.NO_WEEKDAY,
        ),
        (on_weekday(5, MONDAY, count=1), Fault.DAY),
        (on_day(32, count=1), Fault.DAY),
        (on_day(0, count=1), Fault.DAY),
        (weeks(MONDAY, count=MOST_MEETINGS + 1), Fault.TOO_MANY),
        (weeks(*range(7), until=date(2026, 6, 1)), Fault.TOO_MANY),
        (on_day(1, until=date(2029, 1, 2)), Fault.TOO_LONG),
        (on_day(1, every=12, count=5), Fault.TOO_LONG),
        (weeks(MONDAY, until=date(2026, 1, 4)), Fault.NO_MEETING),
        (weeks(MONDAY, count=-1), Fault.NO_MEETING),
        (weeks(MONDAY, count=1, without=frozenset({date(2026, 1, 5)})), Fault.NO_MEETING),
    ],
)
def test_a_rule_that_makes_no_series_says_why(rule, fault):
    assert fault_of(rule) == fault
    with pytest.raises(ValueError, match=fault):
        days_of(rule)


def test_a_series_keeps_its_time_of_the_clock_in_summer_and_winter():
    spans = spans_of(weeks(MONDAY, first=date(2026, 3, 23), count=2), time(10), HOUR, LONDON)

    assert [span.starts_at for span in spans] == [
        datetime(2026, 3, 23, 10, tzinfo=UTC),
        datetime(2026, 3, 30, 9, tzinfo=UTC),
    ]
    assert all(span.ends_at - span.starts_at == HOUR for span in spans)


def test_a_time_that_the_clock_jumps_over_moves_on_by_the_jump():
    span = span_on(date(2026, 3, 29), time(1, 30), HOUR, LONDON)

    assert span.starts_at.astimezone(LONDON).time() == time(2, 30)


def test_of_a_time_that_comes_twice_it_is_the_first_also_when_told_otherwise():
    span = span_on(date(2026, 10, 25), time(1, 30, fold=1), 2 * HOUR, LONDON)

    assert span.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert span.ends_at.astimezone(LONDON).time() == time(2, 30)


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
rules = st.builds(
    Rule,
    pattern=st.sampled_from(Pattern),
    first=days,
    every=st.integers(1, 6),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1, max_size=2),
    day=st.sampled_from([LAST, *range(1, 32)]),
    place=st.sampled_from([LAST, 1, 2, 3, 4]),
    until=st.none() | days,
    count=st.none() | st.integers(1, 120),
    without=st.frozensets(days, max_size=3),
)


@given(rules)
def test_every_series_is_in_order_within_its_bounds_and_on_its_days(rule):
    if fault_of(rule) is not None:
        return
    found = days_of(rule)

    assert 1 <= len(found) <= min(MOST_MEETINGS, rule.count or MOST_MEETINGS)
    assert found == sorted(set(found))
    assert rule.first <= found[0]
    assert found[-1] <= min(rule.until or date.max, rule.first + relativedelta(years=3))
    assert not rule.without & set(found)
    if rule.pattern != Pattern.DAY_OF_MONTH:
        assert {day.weekday() for day in found} <= rule.weekdays
    if rule.pattern != Pattern.WEEKS:
        assert len({(day.year, day.month) for day in found}) == len(found)


@given(
    days,
    st.times(),
    st.sampled_from(["Europe/London", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_a_meeting_begins_at_its_time_of_the_clock_or_later_by_a_jump(day, at, name):
    zone = ZoneInfo(name)
    shown = span_on(day, at, HOUR, zone).starts_at.astimezone(zone).replace(tzinfo=None)

    assert timedelta(0) <= shown - datetime.combine(day, at) <= HOUR
