"""How many have answered is told in steps, and no sum of what is told gives a single person away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readiness.turnout import Part, Told, told_of, turnout


def test_a_count_is_told_in_steps_and_never_as_all_of_them():
    shown = [told_of(Part("A", 12, answered), 5).at_least for answered in (0, 4, 5, 9, 10, 12)]
    assert shown == [None, None, 5, 5, 10, 10]
    assert told_of(Part("A", 10, 10), 5).at_least == 5
    assert told_of(Part("A", 5, 5), 5).at_least is None


def test_small_units_are_told_together_when_they_are_enough_and_else_not_at_all():
    large = Part("Pumps", 20, 12)
    found = turnout([large, Part("Lab", 6, 6), Part("", 5, 0)], 5)
    assert found.units == (Told("Pumps", 20, 10),)
    assert found.together == Told("", 11, 5)

    assert turnout([large, Part("Lab", 6, 6)], 5).together is None


def test_people_without_a_unit_are_never_told_apart():
    assert turnout([Part("", 30, 20), Part("Pumps", 30, 20)], 5).units == (Told("Pumps", 30, 20),)


def test_the_count_of_everybody_does_not_tell_of_a_small_unit_what_its_own_line_hides():
    """Of 30 or more, at most 9 in each of three units, all three of the small one would have answered."""
    parts = [Part(name, 20, 9) for name in "ABC"] + [Part("Small", 3, 3)]

    found = turnout(parts, 5)

    assert [one.at_least for one in found.units] == [5, 5, 5]
    assert found.everybody.at_least == 25


STEPS = st.integers(5, 12)
PARTS = st.lists(
    st.tuples(st.integers(1, 60), st.floats(0, 1)).map(lambda one: (one[0], round(one[0] * one[1]))),
    min_size=1,
    max_size=9,
)


def bounds(told: Told, step: int) -> tuple[int, int]:
    return told.at_least or 0, told.at_most(step)


@given(numbers=PARTS, step=STEPS)
def test_what_is_told_is_true(numbers, step):
    parts = [Part(f"Unit {n}", asked, done) for n, (asked, done) in enumerate(numbers)]
    found = turnout(parts, step)

    by_name = {one.name: one for one in parts}
    for told in found.units:
        low, high = bounds(told, step)
        assert low <= by_name[told.name].answered <= high
        assert told.asked == by_name[told.name].asked >= 2 * step
    answered = sum(one.answered for one in parts)
    assert (found.everybody.at_least or 0) <= answered
    assert (found.everybody.at_least or 0) % step == 0


@given(numbers=PARTS, step=STEPS)
def test_adding_and_subtracting_what_is_told_never_tells_that_all_of_a_group_have_answered(numbers, step):
    parts = [Part(f"Unit {n}", asked, done) for n, (asked, done) in enumerate(numbers)]
    found = turnout(parts, step)
    small = sum(one.asked for one in parts) - sum(one.asked for one in found.units)
    ranges = [bounds(one, step) for one in found.units]
    if found.together:
        ranges.append(bounds(found.together, step))
    elif small:
        ranges.append((0, small))
    least = found.everybody.at_least or 0

    for n, (low, high) in enumerate(ranges):
        others = sum(top for m, (_low, top) in enumerate(ranges) if m != n)
        implied = least - others
        assert implied <= low or len(ranges) == 1
        assert low < high


@given(numbers=PARTS, step=STEPS, more=st.integers(0, 8))
def test_one_more_answer_moves_no_count_by_more_than_a_step_and_most_move_none(numbers, step, more):
    parts = [Part(f"Unit {n}", asked, done) for n, (asked, done) in enumerate(numbers)]
    n = more % len(parts)
    if parts[n].answered == parts[n].asked:
        return
    after = [*parts]
    after[n] = Part(parts[n].name, parts[n].asked, parts[n].answered + 1)
    before_told, after_told = turnout(parts, step), turnout(after, step)

    for one, other in zip(before_told.units, after_told.units, strict=True):
        assert (other.at_least or 0) - (one.at_least or 0) in (0, step)
        assert one.name == parts[n].name or one == other
