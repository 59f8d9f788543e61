"""How evenly partners carry a partnership: differences with what chance allows, and never a ranking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from engagement.evenness import Difference, Share, Tells, differences, newcombe, wilson
from engagement.queries.evenness import respects_of
from partnering import access
from partnering.models import Action

COUNTS = st.integers(1, 200).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ],
)
def test_intervals_are_those_that_newcombe_published(one, other, low, high):
    assert newcombe(*one, *other) == pytest.approx((low, high), abs=6e-5)


def test_wilsons_interval_of_a_share():
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=6e-5)


@given(COUNTS, COUNTS)
def test_an_interval_holds_its_difference_and_turned_around_is_its_mirror(one, other):
    low, high = newcombe(*one, *other)
    value = one[0] / one[1] - other[0] / other[1]

    assert -1 - 1e-9 <= low <= value + 1e-9
    assert value - 1e-9 <= high <= 1 + 1e-9
    assert newcombe(*other, *one) == pytest.approx((-high, -low))


@given(st.lists(COUNTS, min_size=2, max_size=6), st.randoms())
def test_each_stands_beside_all_others_whatever_their_order(counts, random):
    shares = [Share(number, *count) for number, count in enumerate(counts)]
    turned = random.sample(shares, len(shares))

    assert [one.organisation for one in differences(turned)] == [one.organisation for one in turned]
    assert sorted(differences(turned), key=lambda one: one.organisation) == differences(shares)
    for one in differences(shares):
        assert one.of + one.others_of == sum(of for _took, of in counts)


@pytest.mark.parametrize(
    ("shares", "tells"),
    [
        ([(4, 4), (0, 20)], Tells.TOO_FEW),
        ([(20, 20), (1, 4)], Tells.TOO_FEW),
        ([(0, 0), (5, 10)], Tells.TOO_FEW),
        ([(19, 20), (5, 20)], Tells.MORE),
        ([(5, 20), (19, 20)], Tells.LESS),
        ([(6, 10), (5, 10)], Tells.NOTHING),
    ],
)
def test_small_numbers_tell_nothing_and_a_difference_only_what_chance_does_not(shares, tells):
    found = differences([Share(number, *one) for number, one in enumerate(shares)])

    assert isinstance(found[0], Difference)
    assert found[0].tells == tells


def do(cast, organisation, in_time, late):
    """Actions of an organisation that were due lately: so many done in time, so many not at all."""
    due = access.today() - timedelta(days=10)
    for number in range(in_time + late):
        Action.objects.create(
            title=f"Step {number}",
            organisation=organisation,
            partnership=cast.partnership,
            due_on=due,
            created_on=due - timedelta(days=5),
            state="done" if number < in_time else "open",
            done_on=due if number < in_time else None,
        )


def sides(cast, who, key):
    found = respects_of(cast.users[who], cast.partnership, on=access.today())
    [respect] = [one for one in found if one.key == key]
    return respect, {side.name: side for side in respect.sides}


def test_actions_are_compared_by_share_and_all_members_see_the_same_by_name(cast):
    do(cast, cast.utility, 18, 2)
    do(cast, cast.university, 3, 12)
    do(cast, cast.agency, 5, 5)
    seen = {who: sides(cast, who, "actions")[1] for who in ("amina", "dana", "fola")}

    assert seen["amina"] == seen["dana"] == seen["fola"]
    assert list(seen["amina"]) == ["River Agency", "University", "Water Utility"]
    utility = seen["amina"]["Water Utility"]
    assert (utility.difference.took, utility.difference.of) == (18, 20)
    assert (utility.difference.others_took, utility.difference.others_of) == (8, 25)
    assert utility.words == "more than the others"
    assert seen["amina"]["University"].words == "less than the others"


def test_what_is_internal_or_cancelled_or_long_ago_does_not_count(cast):
    do(cast, cast.utility, 6, 0)
    Action.objects.filter(title="Step 0").update(partnership=None)
    Action.objects.filter(title="Step 1").update(state="cancelled", done_on=None)
    Action.objects.filter(title="Step 2").update(due_on="2024-03-01")

    utility = sides(cast, "amina", "actions")[1]["Water Utility"]

    assert (utility.difference.took, utility.difference.of) == (3, 3)


def test_without_enough_cases_the_page_says_that_they_tell_nothing(client, cast):
    do(cast, cast.utility, 1, 1)
    client.force_login(cast.users["dana"])

    page = client.get(reverse("engagement:balance", args=[cast.partnership.slug])).content.decode()

    assert "such small numbers tell nothing" in page
    assert "1 of 2" not in page


@pytest.mark.parametrize("who", ["chidi", "eve"])
def test_who_has_no_part_does_not_find_the_page(client, cast, who):
    client.force_login(cast.users[who])

    assert client.get(reverse("engagement:balance", args=[cast.partnership.slug])).status_code == 404


def test_the_page_costs_the_same_for_any_number_of_rows(client, cast):
    client.force_login(cast.users["amina"])
    address = reverse("engagement:balance", args=[cast.partnership.slug])
    client.get(address)
    costs = []
    for _round in range(2):
        do(cast, cast.utility, 6, 3)
        do(cast, cast.university, 3, 6)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 12, costs
