"""The early warning: its signs, and what they add up to."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.evidence import Evidence
from engagement.tests.builders import DAY, days_before, member_of
from engagement.warning import SIGNS, Model, Weight, closed, hanging, risk_of, risk_on, signs_on, thinning

ACTS = st.lists(st.tuples(st.integers(1, 10), st.integers(-60, 300), st.integers(1, 40)), max_size=40)


def evidence_of(acts):
    return Evidence(members=(member_of(acts),))


def test_half_as_many_people_as_before_is_one_halving():
    before = [(person, 90, 1) for person in range(1, 8)]
    assert thinning(evidence_of([*before, *((person, 10, 2) for person in (1, 2, 3))]), DAY) == 1.0


def test_more_people_than_before_is_below_zero():
    assert thinning(evidence_of([(1, 90, 1), *((person, 10, 2) for person in (1, 2, 3))]), DAY) == -1.0


def test_one_person_who_comes_again_and_again_is_one_person():
    assert thinning(evidence_of([(1, 90, 1), (1, 10, 2), (1, 11, 3), (1, 12, 4)]), DAY) == 0.0


def test_it_is_closed_to_the_share_of_those_who_had_come_before():
    assert closed(evidence_of([(1, 200, 1), (1, 10, 2), (2, 10, 2), (3, 10, 2), (4, 10, 2)]), DAY) == 0.25


def test_it_hangs_less_the_more_people_share_the_work():
    one = evidence_of([(1, ago, ago) for ago in range(1, 6)])
    five = evidence_of([(person, 5, 1) for person in range(1, 6)])
    assert hanging(one, DAY) == 1.0
    assert hanging(five, DAY) < 0.2


def test_without_anybody_who_ever_took_part_there_are_no_signs_and_the_risk_is_the_usual():
    nothing = evidence_of([])
    assert signs_on(nothing, DAY) == dict.fromkeys(SIGNS)
    assert risk_on(nothing, DAY).value == pytest.approx(
        risk_of(dict.fromkeys(SIGNS), Model({}, usual=0.56, warn_from=0.5)).value
    )


def test_an_organisation_that_left_gives_no_sign():
    left = member_of([(person, 10, 1) for person in range(1, 6)], member=())
    assert signs_on(Evidence(members=(left,)), DAY)["closed"] is None


def test_the_worst_sign_comes_first_and_the_bound_decides_on_warning():
    model = Model({"thinning": Weight(0, 1, 1), "closed": Weight(0.5, 0.1, 1)}, usual=0, warn_from=0.9)
    risk = risk_of({"thinning": 1.0, "closed": 0.9}, model)
    assert [sign.key for sign in risk.signs] == ["closed", "thinning"]
    assert risk.warns
    assert not risk_of({"thinning": 1.0, "closed": 0.5}, model).warns


def test_a_partnership_that_ran_dry_is_warned_of_and_one_that_spreads_is_not():
    dry = evidence_of(
        [
            *((1, 70 + 10 * ago, ago) for ago in range(10)),
            *((person, 100, 50) for person in range(2, 9)),
            (1, 5, 60),
        ]
    )
    spread = evidence_of(
        [(person, ago, ago) for ago in (5, 20, 40) for person in range(ago % 3 + 1, ago % 3 + 8)]
    )
    assert risk_on(dry, DAY).warns
    assert not risk_on(spread, DAY).warns


@given(ACTS)
def test_a_risk_is_between_0_and_1_and_nothing_later_has_any_influence(acts):
    past = [act for act in acts if act[1] >= 0]
    risk = risk_on(evidence_of(acts), DAY)
    assert 0 <= risk.value <= 1
    assert risk == risk_on(evidence_of(past), DAY)


@given(ACTS, st.permutations(range(1, 11)))
def test_who_is_who_is_irrelevant(acts, names):
    renamed = [(names[person - 1], ago, meeting) for person, ago, meeting in acts]
    for sign in (thinning, closed):
        assert sign(evidence_of(acts), DAY) == sign(evidence_of(renamed), DAY)


@given(ACTS)
def test_a_newcomer_never_makes_it_thinner_or_more_closed(acts):
    past = [act for act in acts if act[1] >= 0 and act[0] != 10]
    more = [*past, (10, 1, 99)]
    for sign in (thinning, closed):
        before = sign(evidence_of(past), DAY)
        assert before is None or sign(evidence_of(more), DAY) <= before


def test_a_day_is_told_the_same_whenever_it_is_told():
    acts = [(1, 10, 1), (2, 70, 2), (3, 130, 3)]
    later = DAY - timedelta(days=40)
    assert risk_on(evidence_of(acts), later) == risk_on(
        evidence_of([act for act in acts if act[1] >= 40]), later
    )
    assert days_before(40) == later
