"""How exact a random sample is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.sampling import margin_of_error, size_for


@pytest.mark.parametrize(
    ("answers", "population", "margin"),
    [(132, 400, 0.0699), (385, 10**9, 0.0499), (1, 1, 0), (400, 400, 0), (50, 100, 0.0985), (1, 400, 0.98)],
)
def test_the_margin_is_the_published_one(answers, population, margin):
    assert margin_of_error(answers, population) == pytest.approx(margin, abs=0.0001)


def test_without_an_answer_there_is_no_margin():
    assert margin_of_error(0, 10) is None


def test_more_answers_than_people_are_refused():
    with pytest.raises(ValueError, match="11 answers of 10"):
        margin_of_error(11, 10)


@pytest.mark.parametrize("margin", [0, -0.1, 1.1])
def test_a_margin_that_is_none_is_refused(margin):
    with pytest.raises(ValueError, match="margin"):
        size_for(margin, 10)


def test_nobody_is_drawn_of_nobody():
    assert size_for(0.05, 0) == 0


@given(margin=st.floats(0.01, 1), population=st.integers(1, 100_000))
def test_the_size_for_a_margin_reaches_it_and_one_fewer_does_not(margin, population):
    size = size_for(margin, population)

    assert 1 <= size <= population
    assert margin_of_error(size, population) <= margin + 1e-6
    if size > 1:
        assert margin_of_error(size - 1, population) > margin - 1e-6
