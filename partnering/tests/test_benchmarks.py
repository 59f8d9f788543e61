"""The benchmark runs; how long anything takes is asserted nowhere."""

from __future__ import annotations

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import imports
from benchmarks.figures import Measured, exponent
from benchmarks.pages import PAGES
from benchmarks.running import run, table


@pytest.mark.django_db(transaction=True, reset_sequences=True)
@override_settings(ROOT_URLCONF="benchmarks.urls")
def test_the_benchmark_runs_at_a_tiny_size_and_tells_each_page():
    sizes = [(100, 10)]

    lines = table(sizes, run(sizes, rounds=1))

    assert len(lines) == 2 + len(PAGES)
    assert lines[2].startswith("| people | list |")


@pytest.mark.django_db(transaction=True)
def test_the_import_is_measured_from_its_check_to_its_undo():
    lines = imports.table(20, imports.run(20))

    assert [line.split(" | ")[0] for line in lines[2:]] == [
        "| floor: bulk inserts",
        "| check",
        "| import",
        "| look at the undo",
        "| undo",
    ]


@given(st.floats(0.01, 2), st.floats(0.001, 10))
def test_the_exponent_is_that_of_the_power_by_which_times_grow(power, scale):
    sizes = [1_000, 10_000, 100_000]

    assert exponent(sizes, [scale * size**power for size in sizes]) == pytest.approx(power)
    assert exponent([1], [1.0]) is None


def test_a_ratio_is_one_of_medians():
    measured = Measured(3, [9.0, 2.0, 3.0], [1.0, 1.5, 90.0], [3.0, 2.0, 90.0], [6.0])

    assert (measured.ratio, measured.framed_ratio, measured.first_ratio) == (2.0, 1.0, 4.0)
