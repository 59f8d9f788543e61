"""What may be shown of a breakdown, proved by attacking it: adding and subtracting whatever is shown."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from readiness.suppression import (
    NOTHING,
    Cell,
    Shown,
    may_show,
    smallest_cut,
    suppress,
)

K = 5


def test_a_total_of_too_few_shows_nothing():
    assert suppress([[Cell("u", "l", 4)]], K) == NOTHING
    assert suppress([], K) == NOTHING
    assert suppress([[Cell("u", "l", 0)]], K) == NOTHING
    assert suppress([[Cell("u", "l", 9)], [Cell("u", "l", 4)]], K) == NOTHING
    assert not may_show(0, 0)


def test_units_and_levels_are_judged_together():
    # All staff are in unit A with a single manager: unit A minus staff would be that manager.
    counts = [Cell("A", "staff", 9), Cell("A", "manager", 1), Cell("B", "manager", 10)]

    shown = suppress([counts], K)

    assert shown.everybody
    assert not ("A" in shown.units and "staff" in shown.levels)


def test_two_breakdowns_without_a_small_difference_are_shown_whole():
    counts = [Cell(unit, level, 5) for unit in "AB" for level in ("staff", "manager")]

    assert suppress([counts], K) == Shown(True, frozenset("AB"), frozenset({"staff", "manager"}))


def test_those_who_gave_no_unit_or_level_are_no_group_of_their_own():
    shown = suppress([[Cell("A", None, 9), Cell(None, None, 9)]], K)

    assert (shown.units, shown.levels) == (frozenset("A"), frozenset())


def test_a_named_survey_is_shown_whole():
    assert suppress([[Cell("A", "staff", 1), Cell("B", "manager", 2)]], 1) == Shown(
        True, frozenset("AB"), frozenset({"staff", "manager"})
    )


def test_a_single_dot_has_no_cut():
    assert smallest_cut(frozenset({("unit", "A")}), {}) == (0, frozenset())


def smallest_difference(counts: list[Cell], shown: Shown) -> int | None:
    """The fewest respondents who remain in any sum of shown figures, each added, subtracted or left out."""
    units, levels = sorted(shown.units), sorted(shown.levels)
    remaining = set()
    for signs in product((-1, 0, 1), repeat=1 + len(units) + len(levels)):
        of = dict(
            zip([("everybody",), *((u, 0) for u in units), *((v, 1) for v in levels)], signs, strict=True)
        )
        left = Counter()
        for cell in counts:
            sign = of[("everybody",)] + of.get((cell.unit, 0), 0) + of.get((cell.level, 1), 0)
            left[sign != 0] += cell.count
        if left[True]:
            remaining.add(left[True])
    return min(remaining, default=None)


def crossed(values: st.SearchStrategy[int]) -> st.SearchStrategy[list[Cell]]:
    pairs = [(unit, level) for unit in "ABC" for level in "xyz"]
    return st.lists(values, min_size=9, max_size=9).map(
        lambda counts: [Cell(unit, level, count) for (unit, level), count in zip(pairs, counts, strict=True)]
    )


few = crossed(st.sampled_from([0, 0, 0, 1, 2, 4, 5, 9, 20]))


@given(st.lists(few, min_size=1, max_size=2), st.integers(2, 6))
def test_no_small_group_can_be_worked_out_of_units_and_levels_together(questions, k):
    shown = suppress(questions, k)

    if shown.everybody:
        for counts in questions:
            smallest = smallest_difference(counts, shown)
            assert smallest is None or smallest >= k
    else:
        assert shown == NOTHING


@given(crossed(st.sampled_from([0, 5, 9, 20])))
def test_crossed_groups_that_are_large_throughout_are_all_shown(counts):
    shown = suppress([counts], K)

    assert shown.units == {cell.unit for cell in counts if cell.count}
    assert shown.levels == {cell.level for cell in counts if cell.count}
