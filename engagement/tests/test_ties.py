"""Ties between people: how strong, between whom, and what would go with somebody."""

from datetime import timedelta
from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.network import Ties, layout
from engagement.tests.builders import DAY, days_before
from engagement.ties import (
    AUDIENCE,
    HALF_LIFE_DAYS,
    WINDOW_DAYS,
    Gathering,
    densities,
    pieces,
    shared_action,
    ties_on,
    without,
)

A, B, C = ("Agency", "Rivers"), ("Utility", "Plants"), ("Utility", "Office")
PEOPLE = st.integers(1, 8)
MEETINGS = st.lists(
    st.tuples(st.integers(-30, 400), st.sets(PEOPLE, max_size=6)).map(
        lambda one: Gathering(days_before(one[0]), "meeting", tuple(one[1]))
    ),
    max_size=12,
)


def met(ago, *people, kind="meeting"):
    return Gathering(days_before(ago), kind, people)


def test_a_talk_of_two_ties_more_than_a_meeting_of_five():
    ties = ties_on([met(0, 1, 2), met(0, 3, 4, 5, 6, 7)], DAY)
    assert ties[1, 2].weight == 1.0
    assert ties[3, 4].weight == 0.25


def test_a_tie_fades_by_half_and_ends_after_a_year():
    assert ties_on([met(HALF_LIFE_DAYS, 1, 2)], DAY)[1, 2].weight == pytest.approx(0.5)
    assert ties_on([met(WINDOW_DAYS - 1, 1, 2)], DAY)
    assert ties_on([met(WINDOW_DAYS, 1, 2)], DAY) == {}


def test_what_was_done_together_adds_up_over_times_and_kinds():
    tie = ties_on([met(0, 1, 2), met(0, 2, 1, kind="workshop"), met(0, 1, 2)], DAY)[1, 2]
    assert (tie.weight, tie.times, tie.kinds) == (3.0, 3, 2)


def test_an_audience_ties_nobody():
    assert ties_on([met(0, *range(AUDIENCE + 1))], DAY) == {}
    assert len(ties_on([met(0, *range(AUDIENCE))], DAY)) == AUDIENCE * (AUDIENCE - 1) / 2


DAYS_AGO = st.integers(-30, 400)


@given(DAYS_AGO, st.none() | DAYS_AGO, st.lists(st.tuples(DAYS_AGO, PEOPLE), max_size=6))
def test_nothing_that_comes_later_makes_a_shared_action(given, done, words):
    given = max(given, 0)
    said = [(days_before(ago), person) for ago, person in words]
    days = (days_before(given), None if done is None else days_before(done))
    one = shared_action(DAY, days, (1, None), said)
    assert one == shared_action(
        DAY,
        [day for day in days if day and day <= DAY],
        (1, None),
        [(day, person) for day, person in said if day <= DAY],
    )
    assert one.on <= DAY
    assert set(one.people) == {1} | {person for day, person in said if day <= DAY}


@given(MEETINGS)
def test_nothing_that_comes_later_makes_a_tie(meetings):
    past = [one for one in meetings if one.on <= DAY]
    assert ties_on(meetings, DAY) == ties_on(past, DAY)
    assert ties_on(meetings, DAY - timedelta(days=500)) == {}


def test_density_is_counted_within_and_between_and_over_pairs_of_units():
    places = {1: A, 2: A, 3: B, 4: C}
    found = {(one.one, one.other): one for one in densities(places, [(1, 2), (1, 3), (2, 3), (1, 4)])}
    assert (found["Agency", "Agency"].share, found["Agency", "Agency"].unit_pairs) == (1.0, 0)
    between = found["Agency", "Utility"]
    assert (between.ties, between.possible, between.share, between.unit_pairs) == (3, 4, 0.75, 2)
    assert found["Utility", "Utility"].share == 0.0
    assert densities({1: A}, [])[0].share is None


def test_who_alone_ties_two_organisations_takes_that_along():
    places = {1: A, 2: A, 3: B, 4: C}
    gone = without(1, places, [(1, 2), (1, 3), (3, 4)])
    assert (gone.ties, gone.alone, gone.parted, gone.pieces) == (2, (2,), (("Agency", "Utility"),), 1)


def test_who_is_tied_to_nobody_takes_nothing_along():
    gone = without(1, {1: A, 2: A, 3: B}, [(2, 3)])
    assert (gone.ties, gone.alone, gone.parted, gone.pieces) == (0, (), (), 0)


@given(st.sets(st.sampled_from(list(combinations(range(7), 2)))))
def test_pieces_are_what_networkx_counts_and_cut_vertices_make_more_of_them(pairs):
    graph = nx.Graph(list(pairs))
    graph.add_nodes_from(range(7))
    assert pieces(range(7), pairs) == nx.number_connected_components(graph)
    cut = set(nx.articulation_points(graph))
    for person in range(7):
        assert (without(person, dict.fromkeys(range(7), A), pairs).pieces > 0) == (person in cut)


def test_the_same_network_always_gets_the_same_picture_and_everybody_a_place():
    florence = nx.florentine_families_graph()
    ties = Ties(
        {str(one): "Florence" for one in florence},
        {(min(a, b), max(a, b)): 1.0 for a, b in florence.edges},
    )
    first = layout(ties)
    assert first == layout(ties)
    assert set(first) == set(ties.people)
    assert len(set(first.values())) == len(first)


def test_those_who_are_tied_are_drawn_nearer_than_those_who_are_not():
    groups = [[f"{letter}{number}" for number in range(5)] for letter in "ab"]
    weights = {pair: 1.0 for group in groups for pair in combinations(group, 2)}
    at = layout(Ties({one: one[0] for group in groups for one in group}, weights | {("a0", "b0"): 0.1}))

    def far(one, other):
        return sum((x - y) ** 2 for x, y in zip(at[one], at[other], strict=True)) ** 0.5

    inside = [far(*pair) for group in groups for pair in combinations(group, 2)]
    across = [far(one, other) for one in groups[0] for other in groups[1]]
    assert sum(inside) / len(inside) < sum(across) / len(across)


def test_nobody_needs_no_picture():
    assert layout(Ties({}, {})) == {}
