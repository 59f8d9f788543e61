"""What may be shown of a breakdown, proved by attacking it: adding and subtracting whatever is shown."""

from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.cuts import melted, thin_sides
from readiness.suppression import (
    NOTHING,
    Cell,
    Shown,
    may_show,
    suppress,
)
from readiness.tests.differencing import exposed
from readiness.trees import as_tree, line_of

K = 5
TREE = {"A1": "A", "A2": "A", "A21": "A2", "B1": "B"}


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

    shown = suppress([counts], K)

    assert (shown.units, shown.levels) == (frozenset("AB"), frozenset({"staff", "manager"}))
    assert shown.cells == {(unit, level) for unit in "AB" for level in ("staff", "manager")}


def test_unit_and_level_together_are_held_back_where_the_rest_of_a_unit_would_be_few():
    # Of each unit the staff are enough and the managers too few: unit minus staff would be its managers.
    counts = [Cell(unit, level, count) for unit in "AB" for level, count in (("staff", 9), ("manager", 4))]

    shown = suppress([counts], K)

    assert (shown.units, shown.levels) == (frozenset("AB"), frozenset({"staff", "manager"}))
    assert shown.cells == frozenset()


def test_a_unit_and_those_below_it_are_held_apart_where_the_difference_would_be_few():
    # Two sit in A itself: A minus A1 minus A2 would be those two.
    counts = [Cell("A", "l", 2), Cell("A1", "l", 9), Cell("A2", "l", 8), Cell("B", "l", 20)]

    # Without A, everybody minus A1, A2 and B would be the same two; so the smaller unit goes with them.
    assert suppress([counts], K, TREE).units == {"A", "A1", "B"}
    assert suppress([[*counts, Cell(None, "l", 6)]], K, TREE).units == {"A1", "A2", "B"}
    enough = [Cell("A", "l", 6), *counts[1:]]
    assert suppress([enough], K, TREE).units == {"A", "A1", "A2", "B"}


def test_units_too_small_for_themselves_count_in_the_one_above():
    counts = [Cell("A1", "l", 3), Cell("A21", "l", 3), Cell("B1", "l", 9)]

    shown = suppress([counts], K, TREE)

    assert shown.units == {"A", "B", "B1"}
    assert shown.cells == {("A", "l"), ("B1", "l")}


def test_those_who_gave_no_unit_or_level_are_no_group_of_their_own():
    shown = suppress([[Cell("A", None, 9), Cell(None, None, 9)]], K)

    assert (shown.units, shown.levels) == (frozenset("A"), frozenset())


def test_a_named_survey_is_shown_whole():
    counts = [Cell("A", "staff", 1), Cell("B", "manager", 2)]

    assert suppress([counts], 1) == Shown(
        True, frozenset("AB"), frozenset({"staff", "manager"}), frozenset({("A", "staff"), ("B", "manager")})
    )


def test_thirteen_of_thirteen_minus_nine_of_nine_is_not_shown():
    assert suppress([[Cell("Sales", None, 4), Cell("Technology", None, 9)]], K).units == frozenset()


def shown_groups(shown: Shown, cells: list[tuple], parents: dict) -> list[list[tuple]]:
    """The cells of each group whose figure is shown."""
    groups = [cells] if shown.everybody else []
    for unit in shown.units:
        groups.append([cell for cell in cells if unit in line_of(cell[0], parents)])
    for level in shown.levels:
        groups.append([cell for cell in cells if cell[1] == level])
    for unit, level in shown.cells:
        groups.append([cell for cell in cells if unit in line_of(cell[0], parents) and cell[1] == level])
    return groups


def attacked(questions: list[list[Cell]], shown: Shown, k: int, parents: dict) -> set:
    """All about whom something comes out of any of the questions."""
    found = set()
    for counts in questions:
        sizes = {(cell.unit, cell.level): cell.count for cell in counts}
        found |= exposed(sizes, shown_groups(shown, list(sizes), parents), k)
    return found


UNITS = ["A", "A1", "A2", "A21", "B", "B1", None]
LEVELS = ["x", "y", "z", None]
FEW = [0, 0, 0, 0, 1, 2, 4, 5, 9, 20]


def campaign(random: Random, questions: int) -> list[list[Cell]]:
    """Questions of one area, each answered by most of the same respondents."""
    base = {(unit, level): random.choice(FEW) for unit in UNITS for level in LEVELS}
    return [
        [
            Cell(unit, level, max(count - random.choice([0, 0, 0, 1, 2]), 0))
            for (unit, level), count in base.items()
        ]
        for _question in range(questions)
    ]


@pytest.mark.parametrize("parents", [{}, TREE], ids=["flat", "tree"])
def test_no_small_group_comes_out_of_hundreds_of_random_surveys(parents):
    random = Random(f"survey {parents}")
    told = 0
    for _survey in range(250):
        questions, k = campaign(random, random.choice([1, 2, 3])), random.choice([2, 5, 5, 7])
        shown = suppress(questions, k, parents)
        assert not attacked(questions, shown, k, parents)
        told += len(shown.units) + len(shown.levels) + len(shown.cells)

    # Showing nothing would be safe too.
    assert told > 1000


@pytest.mark.parametrize("parents", [{}, TREE], ids=["flat", "tree"])
def test_the_attack_succeeds_as_soon_as_only_groups_that_are_too_small_are_held_back(parents):
    random = Random(f"survey {parents}")
    broken = 0
    for _survey in range(60):
        questions = campaign(random, 1)
        sizes = {(cell.unit, cell.level): cell.count for cell in questions[0]}
        groups = shown_groups(all_large(sizes, parents), list(sizes), parents)
        broken += bool(exposed(sizes, groups, K))

    assert broken > 40


def all_large(sizes: dict, parents: dict) -> Shown:
    """Suppression without complements: every group of five or more is shown."""
    units: dict = {}
    levels: dict = {}
    for (unit, level), count in sizes.items():
        levels[level] = levels.get(level, 0) + count
        for one in line_of(unit, parents):
            units[one] = units.get(one, 0) + count
    return Shown(
        True,
        frozenset(unit for unit, count in units.items() if unit and count >= K),
        frozenset(level for level, count in levels.items() if level and count >= K),
        frozenset(pair for pair, count in sizes.items() if None not in pair and count >= K),
    )


def crossed(values: st.SearchStrategy[int]) -> st.SearchStrategy[list[Cell]]:
    pairs = [(unit, level) for unit in "ABC" for level in "xyz"]
    return st.lists(values, min_size=9, max_size=9).map(
        lambda counts: [Cell(unit, level, count) for (unit, level), count in zip(pairs, counts, strict=True)]
    )


few = crossed(st.sampled_from([0, 0, 0, 1, 2, 4, 5, 9, 20]))


@given(st.lists(few, min_size=1, max_size=2), st.integers(2, 6))
def test_no_small_group_can_be_worked_out_of_units_and_levels_together(questions, k):
    shown = suppress(questions, k)

    assert shown.everybody or shown == NOTHING
    assert not attacked(questions, shown, k, {})


@given(crossed(st.sampled_from([0, 5, 9, 20])))
def test_crossed_groups_that_are_large_throughout_are_all_shown(counts):
    shown = suppress([counts], K)

    assert shown.units == {cell.unit for cell in counts if cell.count}
    assert shown.levels == {cell.level for cell in counts if cell.count}
    assert shown.cells == {(cell.unit, cell.level) for cell in counts if cell.count}


def thinnest(ties: dict[tuple[str, str], int]) -> int | None:
    """The fewest that cross any cut that anything crosses, found by looking at all cuts."""
    dots = sorted({dot for pair in ties for dot in pair})
    found = set()
    for number in range(1, 2 ** len(dots)):
        side = {dot for place, dot in enumerate(dots) if number >> place & 1}
        found.add(sum(count for pair, count in ties.items() if (pair[0] in side) != (pair[1] in side)))
    return min(found - {0}, default=None)


graphs = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(0, 7), max_size=16
)


@given(graphs, st.integers(1, 9))
def test_a_cut_that_is_too_thin_is_found_exactly_when_there_is_one(ties, least):
    sides = thin_sides(ties, least)
    smallest = thinnest(ties)

    assert bool(sides) is (smallest is not None and smallest < least)
    for side in sides:
        crossing = sum(count for pair, count in ties.items() if (pair[0] in side) != (pair[1] in side))
        assert 0 < crossing < least


@given(graphs, st.integers(1, 9))
def test_dots_that_melt_are_parted_by_no_thin_cut(ties, least):
    leader = melted(ties, least)
    dots = sorted(leader)
    for number in range(1, 2 ** len(dots)):
        side = {dot for place, dot in enumerate(dots) if number >> place & 1}
        crossing = sum(count for pair, count in ties.items() if (pair[0] in side) != (pair[1] in side))
        if crossing < least:
            assert all((leader[dot] in side) == (dot in side) for dot in dots)


def test_five_hundred_units_by_six_levels_are_judged_in_seconds():
    random = Random(4)
    questions = [
        [
            Cell(unit, level, random.choice([0, 0, 1, 3, 6, 9, 15]))
            for unit in range(500)
            for level in "abcdef"
        ]
        for _table in range(13)
    ]
    begin = process_time()

    shown = suppress(questions, K)

    assert len(shown.units) > 100
    assert process_time() - begin < 20


def test_a_tree_lists_units_below_their_own_and_survives_a_circle():
    assert list(as_tree(["B", "A", "A2", "A1", "A21"], TREE)) == [
        ("B", 0),
        ("A", 0),
        ("A2", 1),
        ("A21", 2),
        ("A1", 1),
    ]
    # A unit whose upper one was not asked lies below the next that was, or at the top.
    assert list(as_tree(["A21", "A"], TREE)) == [("A", 0), ("A21", 1)]
    assert list(as_tree(["A21"], TREE)) == [("A21", 0)]
    assert line_of("x", {"x": "y", "y": "x"}) == ("x", "y")
