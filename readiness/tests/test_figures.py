"""What of a result may be shown, as plain data."""

from __future__ import annotations

from dataclasses import replace

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


def published(answers, minimum=5, **values):
    return publish(FRAMEWORK, answers, minimum=minimum, units=UNITS, levels=LEVELS, **values)


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


choices = st.one_of(st.integers(1, 5), st.sampled_from(["dk", "na"]))
drawn_answers = st.lists(
    st.tuples(
        st.tuples(st.sampled_from(["1", "2", "3", ""]), st.sampled_from(["staff", "manager", ""])),
        st.integers(1, 5),
        choices,
    ),
    max_size=30,
)


def test_a_unit_counts_those_below_it_and_stands_above_them():
    answers = [sheet(1, "2")] * 5 + [sheet(4, "3")] * 5 + [sheet(5, "1")] * 10

    result = published(answers, parents={"2": "1", "3": "2"})

    rows = [(row["name"], row["depth"], row["means"][0], row["ns"][0]) for row in result.figures["units"]]
    assert rows == [("Pumps", 0, 3.75, 20), ("Pipes", 1, 2.5, 10), ("Paper", 2, 4.0, 5)]
    # Partners see no units, so no tree weighs on what they get.
    assert [area["mean"] for area in result.shared_areas] == [3.75] * 4


def test_how_often_each_level_was_chosen_is_told_with_the_mean_and_held_back_with_it():
    answers = [sheet(2)] * 3 + [sheet(4, ls2="dk")] * 3

    result = published(answers)

    leadership = result.figures["areas"][0]
    assert (leadership["mean"], leadership["distribution"]) == (None, None)
    assert result.figures["areas"][1]["distribution"] == [[1, 0], [2, 18], [3, 0], [4, 18], [5, 0]]
    first, second = result.figures["questions"][:2]
    assert first["distribution"] == [[1, 0], [2, 3], [3, 0], [4, 3], [5, 0]]
    assert (second["n"], second["distribution"]) == (None, None)


def test_a_reversed_question_is_turned_in_its_area_and_told_as_it_was_chosen():
    text = BUILT_IN["six-attributes"].read_text(encoding="utf-8")
    framework = parse_framework(text, "test")
    area = framework.areas[0]
    turned = replace(area, questions=(replace(area.questions[0], reversed=True), *area.questions[1:]))
    framework = replace(framework, areas=(turned, *framework.areas[1:]))
    answers = [Answers({question.key: 5 for question in area.questions})] * 5

    figures = publish(framework, answers, minimum=5, units={}, levels={}).figures

    assert figures["questions"][0]["distribution"][-1] == [5, 5]
    assert figures["areas"][0]["distribution"] == [[1, 5], [2, 0], [3, 0], [4, 0], [5, 20]]


def test_unit_and_level_together_are_there_only_where_they_may_be_shown():
    answers = [
        *[sheet(2, "1", "staff")] * 6,
        *[sheet(4, "1", "manager")] * 5,
        *[sheet(3, "2", "staff")] * 9,
        *[sheet(1, "2", "manager")] * 4,
    ]

    result = published(answers)

    cells = {(row["unit"], row["level"]): (row["means"][0], row["ns"][0]) for row in result.figures["cells"]}
    # Pipes minus its staff would be its four managers, and so would all managers minus those of Pumps.
    assert cells == {}
    more = published([*answers, sheet(1, "2", "manager")])
    cells = {(row["unit"], row["level"]): (row["means"][0], row["ns"][0]) for row in more.figures["cells"]}
    assert cells == {
        ("1", "staff"): (2, 6),
        ("1", "manager"): (4, 5),
        ("2", "staff"): (3, 9),
        ("2", "manager"): (1, 5),
    }


@given(drawn_answers)
def test_groups_added_up_have_the_figures_that_their_own_answers_give(drawn):
    answers = [sheet(value, unit, level, ls1=other) for (unit, level), value, other in drawn]

    result = published(answers, parents={"2": "1"})

    own = {
        "units": lambda key: [one for one in answers if one.unit == key or (key == "1" and one.unit == "2")],
        "levels": lambda key: [one for one in answers if one.level == key],
    }
    for way, members in own.items():
        for row in result.figures[way]:
            areas = score(FRAMEWORK, members(row["key"])).areas
            for place, area in enumerate(areas):
                shown = [row[name][place] for name in ("means", "sds", "ns", "dont_know")]
                assert shown == [None] * 4 or (
                    shown == [float(area.mean), area.sd, area.n, area.dont_know]
                    and all(question.n == 0 or question.n >= 5 for question in area.questions)
                )
    for row in result.figures["cells"]:
        assert all(n is None or n >= 5 for n in row["ns"])
