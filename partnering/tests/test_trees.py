"""Trees of units: nothing is lost, heads add up, and a circle is seen before it closes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from partnering.trees import Leaf, below, grow, walk, would_circle


@st.composite
def forests(draw):
    """Things each of which may lie in one that came before it."""
    leaves = []
    for key in range(draw(st.integers(0, 12))):
        parent = draw(st.none() | st.integers(0, key - 1)) if key else None
        leaves.append(Leaf(key, draw(st.text("abC", max_size=2)), parent, draw(st.integers(0, 9))))
    return draw(st.permutations(leaves))


@given(forests())
def test_each_thing_stands_once_below_its_parent_and_all_heads_are_counted_at_the_top(leaves):
    branches = grow(leaves)
    parents = {leaf.key: leaf.parent for leaf in leaves}

    assert sorted(one.key for one in walk(branches)) == sorted(parents)
    assert sum(one.total for one in branches) == sum(leaf.count for leaf in leaves)
    for one in walk(branches):
        assert one.total == one.count + sum(child.total for child in one.children)
        assert {parents[child.key] for child in one.children} <= {one.key}
        assert {child.key for child in walk(one.children)} == below(parents, one.key)


@given(forests(), st.data())
def test_a_move_closes_a_circle_exactly_when_it_goes_below_itself(leaves, data):
    parents = {leaf.key: leaf.parent for leaf in leaves}
    if not parents:
        return
    key, parent = (data.draw(st.sampled_from(sorted(parents))) for _ in range(2))

    assert would_circle(parents, key, parent) == (parent in below(parents, key) | {key})


def test_what_names_an_absent_parent_stands_at_the_top_and_names_are_in_order():
    (first, second) = grow([Leaf(1, "beta", parent=99), Leaf(2, "Alpha")])

    assert (first.name, second.name, second.depth) == ("Alpha", "beta", 0)
    assert not would_circle({1: 2, 2: 1}, 3, 1)
