"""Alerts and the episodes that they form."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.alerts import (
    EARLY,
    HANGS,
    NEW_LEAD,
    NO_SPONSOR,
    NOT_SPREAD,
    SLIPPING,
    STALLED,
    Episode,
    changed,
    early,
    episodes,
    hangs_on_one_person,
    not_spread,
    organisation_alerts,
    partnership_alerts,
    slipping,
    stalled,
    vacant,
)
from engagement.dimensions import DIMENSIONS, Dimension
from engagement.evidence import Act, Evidence, Member, Sponsor, Target
from engagement.stages import Span
from engagement.tests.builders import DAY, days_before, member_of
from engagement.traction import OrganisationTraction, combine, organisation_traction, partnership_traction
from engagement.wording import Names, alert_in_words, alert_title, mend_in_words
from engagement.wording_of_parts import PARTS

FOR_LONG = (Span(days_before(200)),)


@pytest.mark.parametrize(("last", "held"), [(61, True), (60, True), (59, False)])
def test_a_partnership_stalls_when_nothing_joint_happened_for_60_days(last, held):
    evidence = Evidence(joint_days=(days_before(150), days_before(last)), managing=FOR_LONG)
    found = stalled(evidence, DAY)
    assert (found is not None) is held
    if found:
        assert found == {"last": days_before(last).isoformat(), "days": last}


def test_a_partnership_stalls_only_while_it_is_managed_and_not_before_60_days_of_that():
    assert stalled(Evidence(), DAY) is None
    assert stalled(Evidence(managing=(Span(days_before(59)),), joint_days=(days_before(90),)), DAY) is None
    assert stalled(Evidence(managing=(Span(days_before(200), days_before(1)),)), DAY) is None
    assert stalled(Evidence(managing=(Span(days_before(60)),)), DAY) == {"last": None, "days": 60}


def test_a_joint_day_to_come_doesnt_end_a_stall_before_it_comes():
    evidence = Evidence(joint_days=(days_before(70), DAY + timedelta(days=1)), managing=FOR_LONG)
    assert stalled(evidence, DAY) is not None
    assert stalled(evidence, DAY + timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("score", "before", "held"), [(50, 60, True), (50.1, 60, False), (None, 60, False), (50, None, False)]
)
def test_ten_points_down_is_slipping(score, before, held):
    assert (slipping(score, before) is not None) is held


def test_half_of_all_participation_by_one_person_hangs_on_them():
    found = hangs_on_one_person(member_of([(1, 5, 1), (1, 6, 2), (2, 5, 1), (3, 5, 1)]), DAY)
    assert found == {"person": 1, "share": 0.5, "acts": 4, "ties": 3}


def test_less_than_half_by_anybody_and_several_holders_hang_on_nobody():
    acts = [(1, 5, 1), (1, 6, 2), (2, 5, 1), (3, 5, 1), (4, 5, 1)]
    assert hangs_on_one_person(member_of(acts), DAY) is None
    assert hangs_on_one_person(member_of([(1, 5, 1), (1, 6, 2), (1, 7, 3)]), DAY) is None


def test_the_only_one_who_met_a_partner_holds_all_ties_however_much_others_do_inside():
    inside = member_of([(person, 5, 1) for person in (2, 3, 4, 5)], joint=False)
    outside = member_of([(1, 5, 2)])
    acts = tuple(sorted((*inside.acts, *outside.acts), key=lambda act: act.on))
    found = hangs_on_one_person(member_of(people=8).__class__(1, acts=acts), DAY)
    assert found == {"person": 1, "share": 0.2, "acts": 5, "ties": 1}


@pytest.mark.parametrize(
    ("breadth", "days", "held"), [(0.19, 60, True), (0.2, 60, False), (0.1, 59, False), (None, 90, False)]
)
def test_an_agreement_in_force_for_60_days_with_little_breadth_is_not_spread(breadth, days, held):
    assert (not_spread(breadth, [Span(days_before(days))], DAY) is not None) is held
    assert not_spread(breadth, [], DAY) is None


def test_an_organisations_alerts_come_with_their_facts():
    member = member_of([(1, 5, 1), (1, 6, 2), (1, 7, 3), (2, 7, 3)], people=30, targets=(Target(0),))
    found = organisation_alerts(member, organisation_traction(member, DAY), 100.0, FOR_LONG, DAY)
    assert set(found) == {SLIPPING, HANGS, NOT_SPREAD}
    assert found[NOT_SPREAD] == {"since": days_before(200).isoformat(), "breadth": 0.0}


def held(person, start, end=None):
    return Sponsor(person, Span(days_before(start), None if end is None else days_before(end)))


def test_a_sponsor_who_went_without_a_successor_leaves_a_vacuum():
    since = days_before(20).isoformat()
    assert vacant([held(1, 300, 20)], DAY) == {"since": since, "person": 1}
    assert vacant([held(1, 300, 200), held(2, 200, 20)], DAY) == {"since": since, "person": 2}
    assert vacant([held(1, 300, 20), held(2, 100)], DAY) is None
    assert vacant([held(1, 300, -5)], DAY) is None  # is still there
    assert vacant([], DAY) is None


def test_who_took_over_in_the_last_30_days_is_new_and_a_first_or_further_one_is_not():
    taken_over = [held(1, 300, 20), held(2, 20)]
    assert changed(taken_over, DAY) == {"since": days_before(20).isoformat(), "person": 2}
    assert changed([held(1, 300, 40), held(2, 40)], DAY) is None
    assert changed([held(2, 20)], DAY) is None
    assert changed([held(1, 300), held(2, 20)], DAY) is None
    assert changed([held(1, 300, 20), held(1, 20)], DAY) is None
    assert changed([held(1, 300, 20), held(2, 20, 10)], DAY) is None


def test_the_parts_of_an_organisation_have_alerts_with_words_of_their_own():
    member = Member(1, sponsors=(held(1, 300, 20),), leads=(held(3, 300, 9), held(4, 9)))
    found = organisation_alerts(member, organisation_traction(member, DAY), None, (), DAY)
    assert set(found) == {NO_SPONSOR, NEW_LEAD}
    words = {
        kind: alert_in_words(kind, facts, Names(people={4: "Dana"}), on=DAY) for kind, facts in found.items()
    }
    assert words[NO_SPONSOR].endswith("when Somebody ceased to: whom do people turn to?")
    assert words[NEW_LEAD].startswith("Dana leads the partnering since")
    for kind in PARTS:
        assert alert_title(kind)
        assert mend_in_words(kind) == (
            "Name somebody" if kind.startswith("no ") else "See who holds which role"
        )
        assert "–" in alert_in_words(kind, {}, Names(), on=DAY)


def test_a_partnership_says_of_its_organisations_only_what_three_or_more_share():
    member = member_of([(1, 5, 1), (1, 6, 2), (1, 7, 3), (2, 7, 3)], people=30, targets=(Target(0),))
    for count, seen in ((2, set()), (3, {HANGS, NOT_SPREAD})):
        evidence = Evidence(members=(member,) * count, in_force=FOR_LONG)
        found = partnership_alerts(evidence, partnership_traction(evidence, DAY), None, DAY)
        assert set(found) == seen


def test_a_partnership_stalls_and_slips_as_a_whole():
    whole = combine([OrganisationTraction(1, 20.0, 1.0, tuple(Dimension(key, 0.2) for key in DIMENSIONS))])
    found = partnership_alerts(Evidence(managing=FOR_LONG), whole, 40.0, DAY)
    assert set(found) == {STALLED, SLIPPING}


def fading(count, *, inside=()):
    """Organisations of which many took part half a year ago, and one person does now."""
    acts = [*((person, 100, 1) for person in range(2, 9)), *((1, ago, ago) for ago in (5, 20, 40, 75, 150))]
    members = []
    for number in range(count):
        member = member_of(acts)
        own = (Act(days_before(ago), person, 0, joint=False, interaction=ago) for person, ago in inside)
        everything = sorted([*member.acts, *own], key=lambda act: act.on)
        members.append(replace(member, pk=number + 1, acts=tuple(everything)))
    return Evidence(members=tuple(members), in_force=FOR_LONG)


def test_signs_that_come_before_a_loss_are_warned_of_once_an_agreement_is_90_days_old():
    facts = early(fading(3), DAY)
    assert facts["risk"] > 0.5
    assert facts["signs"] == "thinning, closed"
    young = replace(fading(3), in_force=(Span(days_before(89)),))
    assert early(young, DAY) is None
    assert early(replace(fading(3), in_force=()), DAY) is None


def test_words_of_an_early_warning_name_its_signs():
    said = alert_in_words(EARLY, early(fading(3), DAY), Names(), on=DAY)
    assert "hardly anybody new comes" in said
    assert "fewer people take part" in said
    assert "too few people take part" in alert_in_words(EARLY, {}, Names(), on=DAY)


def test_of_two_organisations_what_goes_on_inside_one_makes_no_early_warning_nor_takes_one_away():
    busy_inside = [(person, ago) for person in range(1, 9) for ago in (3, 30)]
    assert early(fading(2, inside=busy_inside), DAY) == early(fading(2), DAY)
    assert early(fading(3, inside=busy_inside), DAY) != early(fading(3), DAY)


def test_days_in_a_row_form_an_episode_with_the_facts_of_its_last_day():
    days = [(days_before(number), {STALLED: {"days": 100 - number}}) for number in (30, 29, 28)]
    assert episodes(days, DAY) == [Episode(STALLED, days_before(30), days_before(27), {"days": 72})]


def test_an_episode_that_holds_today_lasts_and_a_short_break_is_bridged():
    held = [(days_before(number), {SLIPPING: {}}) for number in (20, 12, 4, 0)]
    assert episodes(held, DAY) == [Episode(SLIPPING, days_before(20), None, {})]
    apart = [(days_before(number), {SLIPPING: {}}) for number in (20, 11)]
    assert [one.began_on for one in episodes(apart, DAY)] == [days_before(20), days_before(11)]
    assert episodes([], DAY) == []


@given(numbers=st.sets(st.integers(0, 120), max_size=40))
def test_episodes_cover_every_alarming_day_and_never_overlap(numbers):
    days = [(days_before(number), {HANGS: {}}) for number in numbers]
    found = episodes(days, DAY)
    for on, _held in days:
        assert any(one.began_on <= on and (one.ended_on is None or on < one.ended_on) for one in found)
    for one, other in pairwise(found):
        assert one.ended_on is not None
        assert one.ended_on < other.began_on
