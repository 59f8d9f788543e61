"""What may be shown of a breakdown, proved by attacking it: adding and subtracting whatever is shown."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.suppression import (
    NOTHING,
    Cell,
    Group,
    Shown,
    may_show,
    shown_cells,
    shown_groups,
    smallest_cut,
    suppress,
)

K = 5


def groups_of(*sizes: int) -> list[Group]:
    return [Group(f"g{place}", f"Group {place}", size, {"one": size}) for place, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((), set()),
        ((4,), set()),
        ((5,), {"g0"}),
        ((4, 4), set()),
        ((9, 4), set()),
        ((9, 8, 0), {"g0", "g1"}),
        ((9, 8, 7, 4), {"g0", "g1"}),
        ((9, 8, 7, 2, 1), {"g0", "g1"}),
        ((9, 8, 4, 1), {"g0", "g1"}),
        ((9, 9, 4), {"g1"}),
    ],
)
def test_small_groups_are_held_back_and_never_a_single_one(sizes, shown):
    assert shown_groups(groups_of(*sizes), K) == shown
    assert shown_cells(groups_of(*sizes), ["one"], K) == {(key, "one") for key in shown}


def test_a_named_survey_shows_every_group_with_respondents():
    assert shown_groups(groups_of(1, 0, 3), 1) == {"g0", "g2"}


def test_a_group_counts_where_only_another_question_of_the_area_was_answered():
    groups = [
        Group("g0", "Zero on one question", 3, {"one": 0}),
        Group("g1", "Large", 9, {"one": 9}),
        Group("g2", "Larger", 12, {"one": 12}),
    ]

    assert shown_cells(groups, ["one"], K) == set()


def test_an_area_that_a_group_says_nothing_of_is_held_back():
    assert shown_cells([Group("g0", "Group", 9, {"one": 9})], ["one", "two"], K) == {("g0", "one")}


def assert_safe(counts: dict[str, int], shown: set[str], k: int) -> None:
    """No sum of shown groups, and no remainder of everybody, leaves under k respondents or a single hidden group."""
    everybody = sum(counts.values())
    for size in range(len(shown) + 1):
        for some in combinations(sorted(shown), size):
            part = sum(counts[key] for key in some)
            assert not some or part >= k
            assert everybody - part == 0 or everybody - part >= k or not shown
    hidden = [key for key in counts if key not in shown and counts[key]]
    assert not shown or len(hidden) != 1


sizes = st.lists(st.integers(0, 14), max_size=7)


@given(sizes, st.integers(2, 8))
def test_no_small_group_can_be_worked_out_of_shown_groups(numbers, k):
    shown = shown_groups(groups_of(*numbers), k)

    assert_safe({f"g{place}": size for place, size in enumerate(numbers)}, shown, k)


@given(st.lists(st.lists(st.integers(0, 12), min_size=2, max_size=2), max_size=6), st.integers(2, 7))
def test_no_small_cell_can_be_worked_out_in_any_question_of_an_area(answered, k):
    """Each group has two questions in the area; only the fewest is told to the function."""
    groups = [
        Group(f"g{place}", "", max(counts), {"one": min(counts)}) for place, counts in enumerate(answered)
    ]
    shown = {key for key, _ in shown_cells(groups, ["one"], k)}

    for question in range(2):
        assert_safe({f"g{place}": counts[question] for place, counts in enumerate(answered)}, shown, k)


@given(sizes)
def test_nothing_is_held_back_without_need(numbers):
    if all(size == 0 or size >= K for size in numbers):
        assert shown_groups(groups_of(*numbers), K) == {
            f"g{place}" for place, size in enumerate(numbers) if size
        }


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
