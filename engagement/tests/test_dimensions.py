"""The seven dimensions: examples worked out by hand, and what must hold for any history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.dimensions import (
    DIMENSIONS,
    breadth,
    delivery,
    depth,
    leadership,
    momentum,
    preparation,
    readiness,
    stages_on,
)
from engagement.evidence import Act, Human, Member, PlanEntry, Promise, Result, Sponsor, Target
from engagement.stages import Span, Stage, Trace
from engagement.tests.builders import DAY, PARTNER, days_before, member_of

TARGETS = tuple(Target(unit, Span(date(2025, 1, 1))) for unit in (0, 1, 2))
DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 1))
ACTS = st.lists(st.tuples(st.integers(1, 8), st.integers(-200, 500), st.integers(1, 20)), max_size=25)


@st.composite
def members(draw):
    """Any organisation: some acts, targets, sponsors, results, plan entries and promises."""
    member = member_of(draw(ACTS), people=draw(st.integers(1, 8)), joint=draw(st.booleans()))
    span = st.builds(Span, DAYS, st.none())
    acted = st.lists(DAYS, max_size=3).map(lambda days: tuple(sorted(days)))
    days = st.none() | DAYS
    return replace(
        member,
        targets=tuple(draw(st.lists(st.builds(Target, st.integers(0, 2), span), max_size=3))),
        sponsors=tuple(draw(st.lists(st.builds(Sponsor, st.integers(1, 3), span, acted), max_size=2))),
        own_results=tuple(
            draw(st.lists(st.builds(Result, st.floats(1, 5), DAYS, span, st.integers(5, 50)), max_size=2))
        ),
        plan=tuple(
            draw(
                st.lists(
                    st.builds(
                        PlanEntry,
                        st.sampled_from("abcdefghij"),
                        DAYS,
                        st.booleans(),
                        st.booleans(),
                        days,
                        st.booleans(),
                        st.booleans(),
                    ),
                    max_size=6,
                )
            )
        ),
        promises=tuple(
            draw(
                st.lists(
                    st.builds(Promise, st.just("action"), st.integers(1, 9), DAYS, DAYS, days), max_size=5
                )
            )
        ),
        appears_on=draw(days),
    )


@given(member=members(), on=DAYS)
def test_every_dimension_is_between_0_and_1_or_none(member, on):
    for measure in DIMENSIONS.values():
        value = measure(member, on, False).value
        assert value is None or 0 <= value <= 1


@given(member=members(), on=DAYS, seed=st.randoms())
def test_the_order_of_people_and_rows_is_irrelevant(member, on, seed):
    def mixed(rows):
        return tuple(seed.sample(rows, len(rows)))

    # Acts stay in the order of days; within a day any order will do.
    acts = tuple(sorted(mixed(member.acts), key=lambda act: act.on))
    other = replace(
        member,
        people=mixed(member.people),
        acts=acts,
        targets=mixed(member.targets),
        sponsors=mixed(member.sponsors),
        promises=mixed(member.promises),
    )
    for measure in DIMENSIONS.values():
        assert measure(other, on, False).value == pytest.approx(measure(member, on, False).value)


@given(member=members(), on=DAYS)
def test_nothing_later_than_the_day_asked_for_has_influence(member, on):
    past = replace(
        member,
        people=tuple(
            replace(one, trace=Trace(active=tuple(day for day in one.trace.active if day <= on)))
            for one in member.people
        ),
        acts=tuple(act for act in member.acts if act.on <= on),
        targets=tuple(one for one in member.targets if one.holds.start <= on),
        sponsors=tuple(
            replace(one, acted=tuple(day for day in one.acted if day <= on))
            for one in member.sponsors
            if one.holds.start <= on
        ),
        own_results=tuple(one for one in member.own_results if max(one.closed_on, one.holds.start) <= on),
        plan=tuple(one for one in member.plan if one.on <= on),
        promises=tuple(
            replace(one, done_on=one.done_on if one.done_on and one.done_on <= on else None)
            for one in member.promises
            if one.since <= on
        ),
    )
    for measure in DIMENSIONS.values():
        assert measure(past, on, False) == measure(member, on, False)


def test_without_evidence_every_dimension_is_none():
    for measure in DIMENSIONS.values():
        assert measure(Member(1), DAY, False).value is None


def test_breadth_is_the_mean_of_the_share_of_people_and_of_units():
    # Units 0, 1, 2 hold the people 3 6 9, 1 4 7 10, 2 5 8; the persons 1 and 4 of unit 1 took part.
    member = member_of([(1, 5, 1), (4, 5, 1)], people=10, targets=TARGETS)
    found = breadth(member, DAY)
    assert found.value == pytest.approx((2 / 10 + 1 / 3) / 2)
    assert found.evidence == {"wanted": 10, "involved": 2, "units": 3, "units_involved": 1}


def test_a_unit_below_a_targeted_one_belongs_to_it_unless_targeted_itself():
    above = {5: (5, 1), 1: (1,)}
    people = (Human(1, 1), Human(2, 5, trace=Trace(active=(days_before(3),))), Human(3, None))
    both = Member(1, people=people, above=above, targets=(Target(1), Target(5)))
    assert breadth(replace(both, targets=(Target(1),)), DAY).evidence["units"] == 1
    assert breadth(both, DAY).evidence == {"wanted": 2, "involved": 1, "units": 2, "units_involved": 1}


def test_people_who_have_left_are_not_needed_any_more():
    people = (Human(1, 1, there=Span(None, days_before(1))), Human(2, 1))
    assert breadth(Member(1, people=people, targets=(Target(1),)), DAY).evidence["wanted"] == 1


@given(acts=ACTS, person=st.integers(1, 8))
def test_one_more_involved_person_never_lowers_breadth(acts, person):
    before = breadth(member_of(acts, people=8, targets=TARGETS), DAY).value
    after = breadth(member_of([*acts, (person, 1, 30)], people=8, targets=TARGETS), DAY).value
    assert after >= before


def test_depth_is_1_when_all_take_part_alike_and_0_when_one_does_everything():
    alike = member_of([(person, 10, 1) for person in range(1, 11)], people=10)
    assert depth(alike, DAY).value == pytest.approx(1)
    assert depth(member_of([(1, 10, 1), (1, 20, 2)], people=10), DAY).value == 0


def test_few_people_who_share_all_the_work_are_not_a_whole_organisation():
    three = depth(member_of([(1, 5, 1), (2, 5, 1), (3, 5, 1)], people=60), DAY)
    assert three.value == pytest.approx((1 - 1 / 3) / (1 - 1 / 60))
    assert three.evidence["tie_holders"] == 3


@pytest.mark.parametrize(
    ("units", "held"), [((1, 2), 0.5), ((1,), 0.25), ((), 0.25), ((1, 1, 1), 0.75), ((1, 2, 3), 1)]
)
def test_depth_is_lowered_when_few_people_or_one_unit_hold_all_ties(units, held):
    def act(person, unit, tied):
        return Act(days_before(5), person, unit, frozenset({PARTNER} if tied else ()), tied, 1)

    untied = [act(person, person, False) for person in range(len(units) + 1, 6)]
    acts = (*(act(person, unit, True) for person, unit in enumerate(units, 1)), *untied)
    member = Member(1, people=tuple(Human(pk, pk) for pk in range(1, 6)), acts=acts)
    assert depth(member, DAY).value == pytest.approx(held)


@given(acts=ACTS)
def test_the_most_active_person_doing_twice_as_much_never_raises_depth(acts):
    member = member_of(acts, people=8)
    recent = list(member.acts_within(DAY, 180))
    if not recent:
        return
    counts = {act.person: sum(one.person == act.person for one in recent) for act in recent}
    most = max(counts, key=lambda person: counts[person])
    twice = [row for row in acts if row[0] == most and 0 <= row[1] < 180]
    assert depth(member_of([*acts, *twice], people=8), DAY).value <= depth(member, DAY).value + 1e-12


def test_who_took_part_long_ago_and_nobody_since_has_a_depth_of_0():
    assert depth(member_of([(1, 300, 1), (2, 300, 1)]), DAY).value == 0


def test_leadership_counts_sponsors_who_acted_in_90_days():
    sponsors = (
        Sponsor(1, Span(days_before(300)), (days_before(89),)),
        Sponsor(2, Span(days_before(300)), (days_before(90),)),
        Sponsor(3, Span(days_before(300), days_before(5)), (days_before(7),)),
    )
    found = leadership(Member(1, sponsors=sponsors), DAY)
    assert found.value == pytest.approx(0.25 + 0.75 / 2)
    assert found.evidence == {"sponsors": 2, "acted": 1}


def test_no_sponsor_counts_0_once_the_organisation_appears():
    assert leadership(Member(1, appears_on=days_before(-1)), DAY).value is None
    assert leadership(Member(1, appears_on=DAY), DAY).value == 0


@pytest.mark.parametrize(("age", "left"), [(0, 1), (274, 0.75), (548, 0.5), (2000, 0.5)])
def test_a_readiness_result_fades_to_half_over_18_months(age, left):
    closed = days_before(age)
    member = Member(1, own_results=(Result(4.0, closed, Span(closed)),))
    assert readiness(member, DAY).value == pytest.approx(0.75 * left)
    assert readiness(member, DAY, shared_only=True).value is None


def test_a_result_counts_while_it_is_shared_and_the_latest_counts():
    old = Result(5.0, days_before(200), Span(days_before(200)))
    new = Result(1.0, days_before(100), Span(days_before(50), days_before(10)))
    member = Member(1, shared_results=(old, new))
    assert readiness(member, days_before(60), True).evidence["mean"] == 5
    assert readiness(member, days_before(50), True).evidence["mean"] == 1
    assert readiness(member, days_before(10), True).evidence["mean"] == 5


def test_preparation_gives_a_half_for_an_answer_and_quarters_for_owner_and_time():
    plan = (
        PlanEntry("skills", days_before(50), answered=True),
        PlanEntry("skills", days_before(5), answered=True, owned=True, due_on=DAY),
        PlanEntry("tools", days_before(5), owned=True, due_on=days_before(1)),
        PlanEntry("capacity", days_before(5), answered=True, done=True),
    )
    assert preparation(Member(1, plan=plan), days_before(20)).value == pytest.approx(0.05)
    assert preparation(Member(1, plan=plan), DAY).value == pytest.approx((1 + 0.25 + 0.75) / 10)


def test_delivery_halves_what_is_late_every_30_days_and_gives_nothing_for_what_is_not_done():
    def promise(due, done):
        return Promise(
            "action", 1, days_before(400), days_before(due), None if done is None else days_before(done)
        )

    member = Member(
        1, promises=(promise(50, 60), promise(50, 20), promise(80, 20), promise(10, None), promise(0, None))
    )
    found = delivery(member, DAY)
    assert found.evidence == {"due": 4, "in_time": 1, "late": 2, "open": 1}
    assert found.value == pytest.approx((1 + 0.5 + 0.25 + 0) / 4)


def test_what_was_settled_more_than_a_year_ago_is_forgotten_but_never_what_is_still_open():
    long_ago = days_before(500)
    done = Promise("action", 1, long_ago, days_before(400), days_before(400))
    assert delivery(Member(1, promises=(done,)), DAY).value is None
    assert delivery(Member(1, promises=(replace(done, done_on=None),)), DAY).value == 0


def test_momentum_is_the_mean_of_pace_and_time_since_the_last_joint_interaction():
    steady = member_of([(1, 100, 1), (2, 100, 1), (1, 75, 2)])
    assert momentum(steady, DAY).value == pytest.approx((1 / 2 + (120 - 75) / 90) / 2)
    assert momentum(member_of([(1, 5, 1)]), DAY).value == 1
    assert momentum(member_of([(1, 5, 1)], joint=False), DAY).value == 0.5
    assert momentum(member_of([(1, 400, 1)]), DAY).value == 0


def test_stages_are_counted():
    member = member_of([(1, 5, 1)], people=3)
    assert stages_on(list(member.people), DAY) == {Stage.INVOLVED: 1, Stage.UNAWARE: 2}


@settings(max_examples=25)
@given(member=members(), on=DAYS, shift=st.integers(1, 400))
def test_a_history_moved_in_time_has_the_same_participation_figures(member, on, shift):
    later = timedelta(days=shift)
    moved = replace(member, acts=tuple(act._replace(on=act.on + later) for act in member.acts))
    for measure in (depth, momentum):
        assert measure(moved, on + later).value == measure(member, on).value
