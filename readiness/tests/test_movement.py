"""How far a mean moved, how much of that can be chance, and where people see the same differently."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from random import Random
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.disagreement import spread_of, widest_gap
from readiness.movement import Sample, margin, verdict, widest


def test_two_large_samples_have_the_margin_of_the_normal_distribution():
    large = Sample(n=2000, population=10**9, sd=1.0)

    assert margin(large, large) == pytest.approx(1.96 * sqrt(2 / 2000), rel=0.001)


@pytest.mark.parametrize(("n", "t"), [(3, 2.776), (6, 2.228), (16, 2.042), (61, 1.980)])
def test_small_samples_have_the_margin_of_students_distribution(n, t):
    # Two alike samples have twice n - 1 degrees of freedom; the points are those of printed tables.
    sample = Sample(n=n, population=10**9, sd=1.0)

    assert margin(sample, sample) / sqrt(2 / n) == pytest.approx(t, abs=0.002)


def test_the_more_of_those_asked_have_answered_the_less_is_chance():
    margins = [margin(Sample(20, asked, 1.0), Sample(20, asked, 1.0)) for asked in (20, 25, 40, 4000)]

    assert margins == sorted(margins)
    assert margins[0] == 0


def test_more_answers_than_people_asked_leave_nothing_to_chance():
    assert margin(Sample(30, 20, 1.0), Sample(30, 20, 1.0)) == 0


@pytest.mark.parametrize("n", [1, 2])
def test_so_few_answers_tell_nothing_of_chance(n):
    assert margin(Sample(n, 100, 1.0), Sample(40, 100, 0.01)) is None


def test_where_nothing_moved_in_truth_the_margin_holds_19_times_of_20():
    random = Random(20260301)
    staff = [random.choice((1, 2, 3, 3, 4, 5)) for _ in range(60)]

    def drawn():
        answers = random.sample(staff, 25)
        return mean(answers), Sample(25, 60, stdev(answers))

    held = 0
    for _ in range(2000):
        (then, before), (now, after) = drawn(), drawn()
        held += abs(now - then) <= (margin(before, after) or 0)

    assert 0.935 < held / 2000 < 0.97


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5)), min_size=3, max_size=30),
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4)),
)
def test_no_mean_of_questions_has_a_larger_deviation_than_is_assumed(answers, weights):
    questions = list(zip(*answers, strict=True))
    own = [sum(w * v for w, v in zip(weights, one, strict=True)) / sum(weights) for one in answers]

    bound = widest(zip(weights, map(stdev, questions), strict=True))

    assert stdev(own) <= bound + 1e-9


@pytest.mark.parametrize(
    ("change", "found"),
    [(0.5, "up"), (-0.5, "down"), (0.34, "unclear"), (-0.3, "unclear"), (0.0, "unclear"), (0.36, "up")],
)
def test_only_what_goes_beyond_chance_is_better_or_worse(change, found):
    assert verdict(change, 0.3) == found


def test_where_everybody_answered_each_change_counts():
    assert verdict(0.1, 0.0) == "up"


def test_the_groups_furthest_apart_are_told_once_they_are_a_level_apart():
    groups = [("Executive", 4.2), ("Manager", 3.0), ("Hidden", None), ("Staff", 2.1)]

    gap = widest_gap(groups, 4)

    assert gap is not None
    assert (gap.high_name, gap.high, gap.low_name, gap.low) == ("Executive", 4.2, "Staff", 2.1)
    assert gap.width == pytest.approx(2.1)
    assert widest_gap([("Executive", 3.9), ("Staff", 3.0)], 4) is None
    assert widest_gap([("Executive", 3.9), ("Staff", 3.0)], 3) is not None
    assert widest_gap([("Executive", 5.0), ("Staff", None)], 4) is None


def test_a_spread_is_told_in_words():
    assert [spread_of(sd, 4) for sd in (None, 0.5, 0.7, 1.2)] == [None, "agree", "differ", "divided"]


def test_a_sample_whose_answers_are_all_alike_has_no_variance():
    assert replace(Sample(8, 80, 1.0), sd=0.0).variance == 0
