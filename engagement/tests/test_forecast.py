"""The forecast: what it rests on, and that it stays a score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.forecast import RULES, Rule, forecast

SCORES = st.floats(0, 100)
DAYS = tuple(rule.days for rule in RULES)


def all_at(unaided):
    return dict.fromkeys(DAYS, unaided)


def test_it_is_what_usually_comes_on_top_of_what_fades_and_of_what_goes_on():
    rule = Rule(30, usual=5, trend=0.5, fading=1, low=-4, high=6)
    (seen,) = forecast(50, 46, {30: 40}, [rule])
    assert (seen.days, seen.expected, seen.low, seen.high, seen.unaided) == (30, 47, 43, 53, 40)


@pytest.mark.parametrize(("score", "before"), [(None, 50), (50, None), (None, None)])
def test_without_a_score_now_and_then_nothing_is_foreseen(score, before):
    assert forecast(score, before, all_at(50)) == ()


def test_days_that_the_partnership_doesnt_live_to_see_are_left_out():
    assert [one.days for one in forecast(50, 50, {30: 45, 60: None})] == [30]


@given(SCORES, SCORES, SCORES)
def test_all_it_says_is_a_score_and_the_band_holds_what_is_expected(score, before, unaided):
    for one in forecast(score, before, all_at(unaided)):
        assert 0 <= one.low <= one.expected <= one.high <= 100


@given(SCORES, SCORES, SCORES, SCORES)
def test_the_more_remains_by_itself_the_more_is_expected(score, before, one, other):
    less, more = (forecast(score, before, all_at(unaided)) for unaided in sorted((one, other)))
    assert all(first.expected <= second.expected for first, second in zip(less, more, strict=True))


def test_the_further_ahead_the_less_is_known():
    widths = [rule.high - rule.low for rule in RULES]
    assert widths == sorted(widths)
