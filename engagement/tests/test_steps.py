"""The step that would raise each dimension most."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from engagement.choices import PlanQuestion
from engagement.dimensions import DIMENSIONS
from engagement.evidence import Member, PlanEntry, Promise, Result, Sponsor, Target
from engagement.stages import Span
from engagement.steps import best_steps
from engagement.tests.builders import DAY, days_before, member_of
from engagement.tests.test_dimensions import DAYS, members

QUESTIONS = PlanQuestion.values
TARGETS = (Target(0), Target(1), Target(2))


def steps(member, **options):
    return best_steps(member, DAY, QUESTIONS, **options)


@settings(max_examples=40)
@given(member=members(), on=DAYS)
def test_a_step_never_lowers_its_own_dimension_and_one_at_its_best_needs_none(member, on):
    found = best_steps(member, on, QUESTIONS)
    for key, measure in DIMENSIONS.items():
        if measure(member, on, False).value == 1:
            assert key not in found


def test_an_organisation_without_anything_is_told_how_to_begin():
    found = steps(Member(1))
    assert {key: (step.kind, step.gain is None) for key, step in found.items()} == {
        "breadth": ("name targets", True),
        "leadership": ("name sponsor", False),
        "readiness": ("measure readiness", True),
        "preparation": ("complete question", False),
        "delivery": ("set days", True),
    }


def test_breadth_rises_most_by_the_unit_that_nobody_comes_from():
    member = member_of([(1, 5, 1), (2, 5, 1)], people=10, targets=TARGETS)
    step = steps(member)["breadth"]
    assert step.kind == "involve unit"
    assert step.facts == {"unit": 0, "people": 3}
    assert step.gain > 0


def test_depth_rises_by_newcomers_in_joint_meetings():
    step = steps(member_of([(1, 5, 1), (1, 6, 2)], people=10))["depth"]
    assert (step.kind, step.facts) == ("bring newcomers", {"people": 3})
    assert step.gain > 0


def test_two_people_of_one_unit_are_newcomers_enough():
    member = member_of([(3, 5, 1)], people=6)
    small = replace(member, people=tuple(one for one in member.people if one.unit == 0))
    assert steps(small)["depth"].facts == {"people": 2}


def test_leadership_rises_by_a_sponsor_or_by_the_quiet_one():
    quiet = Sponsor(7, Span(days_before(300)))
    active = Sponsor(8, Span(days_before(300)), (days_before(3),))
    assert steps(Member(1, appears_on=DAY))["leadership"].kind == "name sponsor"
    step = steps(Member(1, sponsors=(active, quiet)))["leadership"]
    assert (step.kind, step.facts) == ("ask sponsor", {"person": 7})
    assert "leadership" not in steps(Member(1, sponsors=(active,)))


def test_readiness_rises_by_asking_again_when_old_and_by_the_weakest_area_when_fresh():
    old = Member(1, own_results=(Result(4.5, days_before(500), Span(days_before(500))),))
    fresh = Member(1, own_results=(Result(3.0, days_before(5), Span(days_before(5))),))
    assert steps(old)["readiness"].kind == "measure again"
    assert steps(fresh)["readiness"].kind == "raise weakest area"
    assert steps(fresh, shared_only=True)["readiness"].kind == "share readiness"


def test_preparation_rises_by_the_question_that_lacks_most():
    full = [PlanEntry(question, DAY, True, True, DAY, True) for question in QUESTIONS]
    plan = (
        *full[:3],
        PlanEntry(QUESTIONS[3], DAY, True),
        PlanEntry(QUESTIONS[4], DAY, owned=True),
        *full[5:],
    )
    step = steps(Member(1, plan=plan))["preparation"]
    assert step.facts == {"question": QUESTIONS[4], "missing": "answer,time"}
    assert step.gain == pytest.approx(7.5)


def test_delivery_rises_most_by_what_is_least_late():
    def late(pk, days):
        return Promise("commitment", pk, days_before(200), days_before(days))

    step = steps(Member(1, promises=(late(1, 90), late(2, 10), late(3, 40))))["delivery"]
    assert (step.kind, step.facts) == ("deliver", {"commitment": 2, "late": 10})
    in_time = Promise("action", 1, days_before(9), days_before(5), days_before(6))
    assert "delivery" not in steps(Member(1, promises=(in_time,)))


def test_momentum_rises_by_a_joint_interaction_with_as_many_as_usual():
    acts = [(person, 200, 1) for person in (1, 2, 3, 4)]
    step = steps(member_of(acts))["momentum"]
    assert (step.kind, step.facts) == ("hold interaction", {"people": 4})
    assert step.gain > 0


def test_a_gain_is_what_the_score_would_gain():
    member = Member(1, promises=(Promise("action", 1, days_before(60), days_before(30)),))
    assert steps(member)["delivery"].gain == pytest.approx(50)
    assert steps(member, weights=dict.fromkeys(DIMENSIONS, 2.0))["delivery"].gain == pytest.approx(50)


def test_steps_look_at_nothing_that_comes_later():
    member = member_of([(1, 5, 1)], people=10, targets=TARGETS)
    later = member_of([(1, 5, 1), (5, -20, 2)], people=10, targets=TARGETS)
    assert steps(member) == steps(later)
    assert (
        steps(replace(member, targets=(Target(1, Span(DAY + timedelta(days=1))),)))["breadth"].kind
        == "name targets"
    )
