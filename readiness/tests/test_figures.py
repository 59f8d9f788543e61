"""What of a result may be shown, as plain data."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readiness.figures import groups_to_keep, publish
from readiness.framework_files import BUILT_IN, parse_framework, read_framework
from readiness.scoring import Answers, score

FRAMEWORK = read_framework(BUILT_IN["fit-for-partnering"])
UNITS = {"1": "Pumps", "2": "Pipes", "3": "Paper"}
LEVELS = {"staff": "Staff", "manager": "Manager"}
KEYS = [question.key for question in FRAMEWORK.questions]


def sheet(value=3, unit="1", level="staff", **values):
    return Answers(dict.fromkeys(KEYS, value) | values, unit, level)


def published(answers, minimum=5):
    return publish(FRAMEWORK, answers, minimum=minimum, units=UNITS, levels=LEVELS)


def test_under_the_minimum_nothing_at_all_is_published():
    result = published([sheet()] * 4)

    assert (result.respondents, result.mean, result.shared_mean) == (None, None, None)
    for area in result.figures["areas"] + result.figures["questions"]:
        assert {area[name] for name in ("mean", "sd", "n", "band", "dont_know")} == {None}
    for row in result.figures["units"] + result.figures["levels"]:
        assert set(row["means"] + row["dont_know"]) == {None}


def test_a_question_that_too_few_could_score_holds_its_area_back_but_not_who_does_not_know():
    answers = [sheet(4)] * 3 + [sheet(4, ls1="dk")] * 17

    result = published(answers)

    leadership, systems = result.figures["areas"][:2]
    assert leadership["mean"] is None
    assert leadership["dont_know"] == 17 / 120
    assert systems["mean"] == 4
    question = result.figures["questions"][0]
    assert (question["mean"], question["n"], question["dont_know"]) == (None, None, 17 / 20)
    # The mean over all areas would give the one held back away.
    assert result.mean == 4
    assert result.shared_areas[0] == {
        "key": "leadership",
        "name": "Leadership and strategy",
        "mean": None,
        "band": None,
    }


def test_named_results_of_few_are_for_the_organisation_alone():
    result = published([sheet(5)] * 2, minimum=1)

    assert (result.respondents, result.mean) == (2, 5)
    assert result.shared_mean is None
    assert all(area["mean"] is None for area in result.shared_areas)


def test_a_mean_of_another_scale_is_told_from_one_to_five():
    text = BUILT_IN["six-attributes"].read_text(encoding="utf-8")
    text = text.replace("minimum = 1\nmaximum = 5", "minimum = 0\nmaximum = 4").replace(
        "from = 1.0", "from = 0"
    )
    framework = parse_framework(text, "test")
    answers = [Answers({question.key: 3 for question in framework.questions})] * 5

    assert publish(framework, answers, minimum=5, units={}, levels={}).mean == 4


def test_groups_of_enough_are_shown_with_their_own_means():
    answers = [sheet(2, "1")] * 6 + [sheet(5, "2", "manager")] * 7

    result = published(answers)

    units = {row["name"]: row["means"] for row in result.figures["units"]}
    assert units == {"Pumps": [2.0] * 4, "Pipes": [5.0] * 4, "Paper": [None] * 4}


def test_what_is_too_small_to_be_shown_is_not_kept_either():
    answers = [sheet(unit="1")] * 6 + [sheet(unit="2")] * 5 + [sheet(unit="3")] * 2

    kept = groups_to_keep(answers, 5)

    # Paper alone could be worked out, so one of the others is forgotten with it.
    assert {unit for unit, _level in kept} == {"1", ""}


places = st.tuples(st.sampled_from(["1", "2", "3", ""]), st.sampled_from(["staff", "manager", ""]))


@given(st.lists(places, max_size=40))
def test_each_group_that_is_kept_has_enough_members(drawn):
    kept = groups_to_keep([sheet(unit=unit, level=level) for unit, level in drawn], 5)

    assert len(kept) == len(drawn)
    for unit, level in set(kept):
        if level:
            assert kept.count((unit, level)) >= 5
        if unit:
            assert sum(one == unit for one, _level in kept) >= 5
    for (unit, level), (was_unit, was_level) in zip(kept, drawn, strict=True):
        assert unit in (was_unit, "")
        assert level in (was_level, "")


@given(st.lists(st.tuples(places, st.sampled_from([1, 3, 5, "dk", "na"])), max_size=30))
def test_a_figure_for_a_group_is_its_own_and_of_five_or_more(drawn):
    answers = [sheet(value, unit, level) for (unit, level), value in drawn]

    result = published(answers)

    for row in result.figures["units"]:
        own = [one for one in answers if one.unit == row["key"]]
        scores = score(FRAMEWORK, own)
        for mean, area in zip(row["means"], scores.areas, strict=True):
            assert mean is None or (area.fewest >= 5 and mean == float(area.mean))
