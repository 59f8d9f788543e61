"""Scores: of an organisation, of a partnership."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.dimensions import DIMENSIONS, Dimension
from engagement.evidence import Evidence, Member
from engagement.stages import Span
from engagement.tests.builders import DAY, days_before, member_of
from engagement.tests.test_dimensions import DAYS, members
from engagement.traction import (
    DEFAULT_WEIGHTS,
    OrganisationTraction,
    as_members_see_it,
    combine,
    confidence_of,
    organisation_traction,
    partnership_score,
    partnership_traction,
    score_of,
)

SCORES = st.none() | st.floats(0, 100)


def test_the_weights_cover_the_seven_dimensions_and_sum_to_1():
    assert list(DEFAULT_WEIGHTS) == list(DIMENSIONS)
    assert sum(DEFAULT_WEIGHTS.values()) == pytest.approx(1)


def test_a_score_is_the_weighted_mean_over_the_dimensions_with_evidence():
    dimensions = [Dimension("breadth", 0.5), Dimension("depth", None), Dimension("momentum", 1.0)]
    weights = {"breadth": 3.0, "depth": 4.0, "momentum": 1.0}
    assert score_of(dimensions, weights) == pytest.approx(100 * (1.5 + 1) / 4)
    assert confidence_of(dimensions, weights) == pytest.approx(0.5)


def test_without_evidence_or_weight_there_is_no_score():
    nothing = organisation_traction(Member(1), DAY)
    assert nothing.score is None
    assert nothing.confidence == 0
    assert score_of([Dimension("breadth", 0.5)], {"breadth": 0.0}) is None
    assert confidence_of([Dimension("breadth", 0.5)], {"breadth": 0.0}) == 0


@given(member=members(), on=DAYS)
def test_a_score_is_between_0_and_100_and_lies_among_its_dimensions(member, on):
    found = organisation_traction(member, on)
    values = [one.value for one in found.dimensions if one.value is not None]
    assert (found.score is None) is (not values)
    if found.score is not None:
        assert 100 * min(values) - 1e-9 <= found.score <= min(100 * max(values) + 1e-9, 100)
    assert 0 <= found.confidence <= 1


def test_a_partnerships_score_is_the_geometric_mean():
    assert partnership_score([80, 20]) == pytest.approx(40)
    assert partnership_score([80, None, 20]) == pytest.approx(40)
    assert partnership_score([80, 0]) == 0
    assert partnership_score([None]) is None


@given(scores=st.lists(SCORES, min_size=1, max_size=6), seed=st.randoms())
def test_a_partnerships_score_never_exceeds_the_plain_mean_nor_depends_on_order(scores, seed):
    found = partnership_score(scores)
    known = [score for score in scores if score is not None]
    if found is None:
        assert not known
    else:
        assert min(known) - 1e-9 <= found <= sum(known) / len(known) + 1e-9
        assert partnership_score(seed.sample(scores, len(scores))) == pytest.approx(found)


def test_a_partnership_counts_its_members_of_the_day():
    gone = member_of([(1, 5, 1)], member=(Span(days_before(300), days_before(10)),))
    here = member_of([(1, 5, 1), (2, 5, 1)], member=(Span(days_before(300)),))
    found = partnership_traction(Evidence(members=(gone, here)), DAY)
    assert len(found.organisations) == 1
    assert found.score == pytest.approx(organisation_traction(here, DAY).score)
    depth = next(one for one in found.dimensions if one.key == "depth")
    assert depth.evidence == {"people": 2, "acts": 2, "tie_holders": 2, "ties": 2, "organisations": 1}


def test_a_dimension_of_a_partnership_is_the_mean_over_organisations_with_evidence():
    def organisation(pk, value):
        found = (Dimension(key, value if key == "breadth" else None) for key in DIMENSIONS)
        return OrganisationTraction(pk, None, 0.2, tuple(found))

    whole = combine([organisation(1, 0.2), organisation(2, 0.6), organisation(3, None)])
    assert whole.dimensions[0].value == pytest.approx(0.4)
    assert whole.dimensions[0].evidence["organisations"] == 2
    assert whole.confidence == pytest.approx(0.2)
    assert combine([]).confidence == 0


@given(member=members(), on=DAYS)
def test_what_members_see_is_the_same_as_counting_without_unshared_results(member, on):
    own = organisation_traction(member, on)
    assert as_members_see_it(own, member, on) == organisation_traction(member, on, shared_only=True)
