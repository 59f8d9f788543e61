"""The simulation: fates that are what they say, a judge that counts right, and a table that can be read."""

import math
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from engagement.simulating.fates import FALLEN, FATES, HANG, LAST_DAY, RECOVER, SLOW, SPREAD, TROUBLED, draw
from engagement.simulating.foreseen import HORIZONS, fitted, judged, known_on, looks
from engagement.simulating.judging import bound_for, fit, least_squares, roc_area, told
from engagement.simulating.study import (
    EARLY,
    JUDGING,
    SIMPLE,
    TUNING,
    alarms,
    areas,
    days_since_last_meeting,
    few_meetings,
    look_at,
    share_late,
    tuned,
    worlds,
)
from engagement.simulating.worlds import SIGNED, day_of, simulate
from engagement.traction import partnership_traction
from engagement.warning import SIGNS

SEEDS = 4


@pytest.fixture(scope="module")
def seen():
    return [look_at(world) for world in worlds(JUDGING[:SEEDS])]


def mean_vigour(fate, day):
    return sum(one.vigour(day) for one in fate.courses) / len(fate.courses)


@pytest.mark.parametrize("seed", range(8))
def test_each_fate_ends_as_its_name_says(seed):
    fates = {kind: draw(kind, 4, Random(seed)) for kind in FATES}
    assert {kind for kind, fate in fates.items() if fate.falls_on is not None} == TROUBLED
    assert mean_vigour(fates[SPREAD], LAST_DAY) > FALLEN
    assert mean_vigour(fates[SLOW], 0) < FALLEN < mean_vigour(fates[SLOW], 200)
    assert mean_vigour(fates[RECOVER], LAST_DAY) > FALLEN
    leaving = {one.leaves_on for one in fates[HANG].courses if one.leaves_on is not None}
    assert leaving == {fates[HANG].falls_on}


def test_the_same_seed_makes_the_same_partnership_and_another_one_another():
    assert simulate(SPREAD, Random(1)) == simulate(SPREAD, Random(1))
    assert simulate(SPREAD, Random(1)) != simulate(SPREAD, Random(2))


def test_rows_are_in_order_and_those_of_a_joint_interaction_name_partners_only():
    for world in worlds([5]):
        for member in world.evidence.members:
            assert list(member.days) == sorted(member.days)
            assert all(unit[0] != member.pk for act in member.acts for unit in act.partners)
            assert not any(act.partners for act in member.acts if not act.joint)


def test_who_leaves_takes_part_no_more_and_is_no_longer_there():
    world = simulate(HANG, Random(3))
    left = day_of(world.falls_on)
    gone = [one for member in world.evidence.members for one in member.people if one.there.end == left]
    assert gone
    assert not any(day >= left for one in gone for day in one.trace.active)


def test_simple_rules_count_up_to_the_day_only():
    world = simulate(SPREAD, Random(4)).evidence
    days = [day for day in world.joint_days if day <= SIGNED]
    assert days_since_last_meeting(world, SIGNED) == (SIGNED - days[-1]).days
    assert few_meetings(world, SIGNED) == -sum((SIGNED - day).days < 90 for day in days)
    assert days_since_last_meeting(world, day_of(-400)) == 365.0
    assert share_late(world, day_of(-400)) == 0.0
    assert 0 < share_late(world, day_of(LAST_DAY)) < 1


@pytest.mark.parametrize(
    ("figures", "truth", "area"),
    [
        ([1, 2, 3, 4], [False, False, True, True], 1.0),
        ([4, 3, 2, 1], [False, False, True, True], 0.0),
        ([1, 1, 1, 1], [False, True, False, True], 0.5),
        ([1, 2, 2, 3], [False, False, True, True], 0.875),
        ([1, 2], [True, True], None),
    ],
)
def test_the_area_under_the_curve(figures, truth, area):
    assert roc_area(figures, truth) == area


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2))
def test_the_area_is_the_share_of_pairs_in_the_right_order(pairs):
    figures, truth = [one for one, _ in pairs], [one for _, one in pairs]
    good, bad = [f for f, t in pairs if t], [f for f, t in pairs if not t]
    area = roc_area(figures, truth)
    if not good or not bad:
        assert area is None
        return
    counted = sum((one > other) + 0.5 * (one == other) for one in good for other in bad)
    assert area == pytest.approx(counted / (len(good) * len(bad)))


def test_precision_and_recall_and_nothing_where_nothing_can_be_said():
    said = told([True, True, True, False], [True, False, False, True])
    assert (said.precision, said.recall) == (pytest.approx(1 / 3), 0.5)
    assert told([False], [True]).precision is None
    assert told([True], [False]).recall is None


def test_the_bound_parts_the_two_kinds_best_and_equals_stay_together():
    assert bound_for([0.1, 0.2, 0.7, 0.8], [False, False, True, True]) == 0.7
    assert bound_for([0.5, 0.5, 0.5, 0.1], [True, True, False, False]) == 0.5
    assert bound_for([0.9, 0.1], [False, True]) == math.inf


def test_a_fit_finds_what_tells_and_leaves_out_what_speaks_against_itself():
    dice = Random(7)
    rows = [[dice.gauss(0, 1), dice.gauss(0, 1), dice.gauss(0, 1)] for _ in range(400)]
    truth = [row[0] - row[2] + dice.gauss(0, 0.5) > 0 for row in rows]
    _, weights = fit(rows, truth)
    assert weights[0] > 1
    assert weights[1] < 0.4
    assert weights[2] == 0.0


def test_tuning_weighs_each_sign_and_never_against_itself():
    model = tuned(TUNING[:3])
    assert set(model.weights) == set(SIGNS)
    assert all(one.weight >= 0 for one in model.weights.values())
    assert 0 < model.warn_from < 1


def test_seeds_of_tuning_and_of_judging_are_not_the_same():
    assert not set(TUNING) & set(JUDGING[: len(TUNING)])


def test_the_early_warning_tells_fates_apart_far_better_than_the_best_simple_rule(seen):
    by_rule = {line.rule: line.areas[120] for line in areas(seen)}
    assert by_rule[EARLY] > max(by_rule[rule] for rule in SIMPLE) + 0.1


def test_alarms_tell_how_early_and_for_which_fates(seen):
    by_kind = {one.kind: one for one in alarms(seen, 120)}
    early = by_kind[EARLY]
    assert early.told.precision > 0.7
    assert early.told.recall > 0.7
    assert early.days_of_warning > 30
    assert early.held_by_fate[HANG] > early.held_by_fate[SPREAD]
    assert by_kind["hangs on one person"].held_by_fate[HANG] > 0.8


def test_what_was_known_on_a_day_makes_the_same_scores_until_then_and_tells_nothing_of_later():
    for world in worlds([6]):
        on = day_of(150)
        known = known_on(world.evidence, on)
        for day in (60, 120, 150):
            assert partnership_traction(known, day_of(day)) == partnership_traction(
                world.evidence, day_of(day)
            )
        assert max(known.joint_days) <= on
        for member in known.members:
            assert all(
                one.since <= on and (one.done_on is None or one.done_on <= on) for one in member.promises
            )
            assert all(act.on <= on for act in member.acts)


def test_least_squares_finds_the_weights_that_made_the_figures():
    dice = Random(3)
    rows = [[1.0, dice.gauss(0, 1), dice.gauss(5, 2)] for _ in range(50)]
    wanted = [2 + 3 * row[1] - row[2] for row in rows]
    assert least_squares(rows, wanted) == pytest.approx([2, 3, -1])


@pytest.fixture(scope="module")
def foreseen():
    return list(looks(worlds(JUDGING[:SEEDS])))


def test_the_forecast_misses_by_less_than_the_guess_that_it_goes_on_like_that(foreseen):
    for one in judged(foreseen):
        assert one.missed < one.goes_on
        assert 0.6 < one.held < 0.95
        assert set(one.held_by_fate) == set(FATES)


def test_fitting_gives_a_rule_for_each_horizon_with_a_band_around_what_is_expected(foreseen):
    rules = fitted(foreseen)
    assert tuple(rule.days for rule in rules) == HORIZONS
    assert all(rule.low < 0 < rule.high for rule in rules)
    assert all(rule.fading > 0 for rule in rules)


def test_the_command_prints_tables_and_the_same_ones_again(capsys):
    call_command("simulate", seeds=1)
    once = capsys.readouterr().out
    call_command("simulate", seeds=1)
    assert capsys.readouterr().out == once
    assert once.startswith("5 partnerships, 1 of each fate.")
    assert "| early warning |" in once
    assert "| days since the last meeting |" in once
    assert "| the band held |" in once


def test_the_command_tunes_when_told(capsys):
    call_command("simulate", seeds=1, tune=True)
    printed = capsys.readouterr().out
    assert "warn from:" in printed
    assert "Rule(days=90" in printed


@pytest.mark.parametrize("seeds", [0, 1_001])
def test_a_number_of_seeds_that_cant_be_is_refused(seeds):
    with pytest.raises(CommandError, match="from 1 to 1000"):
        call_command("simulate", seeds=seeds)
