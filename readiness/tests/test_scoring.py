"""Scores: means, spreads, shares, bands, and the ways in which frameworks differ."""

import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.bands import band_of, round_half_up
from readiness.framework_files import Framework
from readiness.scoring import Answers, Scores, Value, overall, score
from readiness.tests.frameworks import small

PLAIN = small({"one": ["a1", "a2"], "two": ["b1"]})


def scored(framework: Framework, *rows: dict[str, Value]) -> Scores:
    return score(framework, [Answers(row) for row in rows])


def numbers(framework: Framework, *values: Value) -> dict[str, Value]:
    return dict(zip((question.key for question in framework.questions), values, strict=True))


def test_an_areas_mean_is_the_mean_of_its_questions_means():
    one = scored(PLAIN, {"a1": 5, "a2": 1}, {"a1": 5}, {"a1": 5}).areas[0]

    assert [question.mean for question in one.questions] == [5, 1]
    assert one.mean == 3
    assert (one.n, one.fewest) == (3, 1)


def test_an_areas_spread_is_over_respondents_own_means():
    one = scored(PLAIN, {"a1": 5, "a2": 1}, {"a1": 5}, {"a1": 4, "a2": 4}).areas[0]

    assert one.sd == pytest.approx(statistics.stdev([3, 5, 4]))


def test_spread_is_a_samples_and_unknown_for_one_respondent():
    assert scored(PLAIN, {"b1": 2}, {"b1": 4}).areas[1].sd == pytest.approx(2**0.5)
    assert scored(PLAIN, {"b1": 2}).areas[1].sd is None


def test_dont_know_is_a_share_of_those_who_answered_anything_but_not_applicable():
    two = scored(PLAIN, {"b1": "dk"}, {"b1": "na"}, {}, {"b1": 3}, {"b1": 4}, {"b1": "dk"}).areas[1]

    assert two.dont_know == two.questions[0].dont_know == 0.5
    assert two.questions[0].answered == 4
    assert two.n == 2


def test_the_share_of_an_area_is_over_all_its_answers():
    one = scored(PLAIN, {"a1": "dk", "a2": 1}, {"a1": 3, "a2": "na"}, {"a1": 1}).areas[0]

    assert one.dont_know == 0.25


def test_no_answers_are_no_evidence_rather_than_zero():
    scores = scored(PLAIN, {}, {"a1": "na"})
    one = scores.areas[0]

    assert scores.respondents == 2
    assert (one.n, one.mean, one.sd, one.dont_know, one.band, one.fewest) == (0, None, None, None, None, 0)
    assert overall(scores) is None
    assert overall(scored(PLAIN)) is None


def test_overall_is_the_mean_of_the_areas_that_have_one():
    assert overall(scored(PLAIN, {"a1": 2, "b1": 5})) == Fraction(7, 2)
    assert overall(scored(PLAIN, {"a1": 2})) == 2


def test_weights_count_as_they_were_written():
    framework = small(
        {"one": ["a1", "a2"], "two": ["b1"]},
        extra={"a1": "weight = 0.1", "a2": "weight = 0.3", "two": "weight = 3"},
    )
    scores = scored(framework, {"a1": 1, "a2": 5, "b1": 2})

    assert scores.areas[0].mean == 4
    assert overall(scores) == Fraction(4 + 3 * 2, 4)


def test_the_distribution_counts_levels_as_they_were_chosen_with_those_nobody_chose():
    framework = small({"one": ["a1"]}, extra={"a1": "reversed = true"})
    question = scored(framework, {"a1": 1}, {"a1": 1}, {"a1": 2}, {"a1": "dk"}).areas[0].questions[0]

    assert question.distribution == {1: 2, 2: 1, 3: 0, 4: 0, 5: 0}
    assert question.mean == Fraction(14, 3)


@pytest.mark.parametrize(
    ("scale", "value", "turned"), [((1, 5), 2, 4), ((0, 4), 0, 4), ((1, 4), 2, 3), ((0, 1), 1, 0)]
)
def test_a_reversed_item_is_turned_on_any_scale(scale, value, turned):
    framework = small(
        {"one": ["a1"]}, scale=scale, bands=(("all", str(scale[0])),), extra={"a1": "reversed = true"}
    )

    assert scored(framework, {"a1": value}).areas[0].mean == turned


@pytest.mark.parametrize("value", [0, 6, -1])
def test_a_number_outside_the_scale_is_an_error(value):
    with pytest.raises(ValueError, match="a1: .* outside 1-5"):
        scored(PLAIN, {"a1": value})


@pytest.mark.parametrize(
    ("mean", "band"),
    [
        (Fraction(1), "concern"),
        (Fraction(294, 100), "concern"),
        (Fraction(295, 100), "borderline"),
        (Fraction(3949, 1000), "borderline"),
        (Fraction(395, 100), "strength"),
        (Fraction(5), "strength"),
    ],
)
def test_a_band_is_decided_on_the_mean_rounded_half_up(mean, band):
    assert band_of(PLAIN, mean, None).key == band


def test_a_mean_of_2_95_reaches_the_band_at_3():
    # 59 / 20 is below 2.95 as a binary float, and would be rounded down.
    rows = [{"b1": 3}] * 19 + [{"b1": 2}]

    two = scored(PLAIN, *rows).areas[1]

    assert two.mean == Fraction(59, 20)
    assert two.band.key == two.questions[0].band.key == "borderline"


TOTALS = 'aggregation = "sum"\nbands_on = "total"'


@pytest.mark.parametrize(
    ("total", "band"), [(35, "low"), (84, "low"), (85, "middle"), (126, "middle"), (127, "high")]
)
def test_bands_on_a_total_have_lower_bounds_only(total, band):
    keys = [f"q{number}" for number in range(35)]
    framework = small({"one": keys}, top=TOTALS, bands=(("low", "35"), ("middle", "85"), ("high", "127")))
    values = [1 + (total - 35) // 35 + (place < (total - 35) % 35) for place in range(35)]

    one = scored(framework, numbers(framework, *values)).areas[0]

    assert (one.total, one.band.key) == (total, band)
    assert one.questions[0].band is None


def test_a_total_between_two_whole_numbers_is_not_rounded():
    framework = small({"one": ["a1", "a2"]}, top=TOTALS, bands=(("low", "2"), ("high", "7.5")))

    exact = scored(framework, {"a1": 4, "a2": 3}, {"a1": 4, "a2": 4}).areas[0]
    below = scored(framework, *[{"a1": 4, "a2": 4}] * 24, *[{"a1": 4, "a2": 3}] * 25).areas[0]

    assert (exact.total, exact.band.key) == (Fraction(15, 2), "high")
    assert below.band.key == "low"


@pytest.mark.parametrize("answer", ["dk", None])
def test_a_total_waits_for_a_relevant_question_that_nobody_could_answer(answer):
    framework = small({"one": ["a1", "a2"]}, top=TOTALS, bands=(("low", "2"), ("high", "7.5")))

    one = scored(framework, {"a1": 4} | ({"a2": answer} if answer else {})).areas[0]

    assert (one.total, one.band, one.mean) == (None, None, 4)


def test_a_question_that_is_not_relevant_is_left_out_of_total_and_bounds_alike():
    framework = small({"one": ["a1", "a2"]}, top=TOTALS, bands=(("low", "2"), ("high", "7.5")))

    high = scored(framework, {"a1": 4, "a2": "na"}).areas[0]
    low = scored(framework, {"a1": 3, "a2": "na"}, {"a1": 4}).areas[0]

    assert (high.total, high.of, high.band.key, high.mean) == (4, Fraction(1, 2), "high", 4)
    assert (low.total, low.band.key) == (Fraction(7, 2), "low")
    assert [question.not_applicable for question in high.questions] == [0, 1]


def test_a_question_is_relevant_as_soon_as_it_applies_to_anybody():
    framework = small({"one": ["a1", "a2"]}, top=TOTALS, bands=(("low", "2"),))

    one = scored(framework, {"a1": 4, "a2": "na"}, {"a1": 4, "a2": 2}).areas[0]

    assert (one.total, one.of) == (6, 1)


def test_an_area_that_is_not_relevant_has_neither_total_nor_band():
    framework = small({"one": ["a1"], "two": ["b1"]}, top=TOTALS, bands=(("low", "1"),))
    scores = scored(framework, {"a1": "na", "b1": 2})

    assert (scores.areas[0].total, scores.areas[0].of, scores.areas[0].band) == (None, 0, None)
    assert scores.total == 2
    assert scored(framework, {"a1": "na", "b1": "na"}).total is None


SEVEN = {f"d{domain}": [f"d{domain}q{number}" for number in range(5)] for domain in range(7)}
OVERALL = """aggregation = "sum"
bands_on = "total"
overall_bands = [
  { key = "question", name = "Question it", from = 35 },
  { key = "attend", name = "Attend to it", from = 85 },
  { key = "go_on", name = "Go on", from = 127 },
]"""


@pytest.mark.parametrize(
    ("total", "band"), [(35, "question"), (84, "question"), (85, "attend"), (126, "attend"), (127, "go_on")]
)
def test_a_checklist_of_several_areas_has_bands_on_the_total_over_all_of_them(total, band):
    framework = small(SEVEN, top=OVERALL, bands=(("all", "5"),))
    values = [1 + (total - 35) // 35 + (place < (total - 35) % 35) for place in range(35)]

    scores = scored(framework, numbers(framework, *values))

    assert (scores.total, scores.band.key) == (total, band)


def test_the_same_checklist_from_nought_has_bounds_of_its_own():
    top = OVERALL.replace("35", "0").replace("85", "50").replace("127", "92")
    framework = small(SEVEN, top=top, scale=(0, 4), bands=(("all", "0"),))

    assert scored(framework, numbers(framework, *[2] * 35)).band.key == "attend"
    assert scored(framework, numbers(framework, *[3] * 35)).band.key == "go_on"


def test_a_domain_that_is_not_relevant_leaves_the_overall_band_where_the_others_put_it():
    framework = small(SEVEN, top=OVERALL, bands=(("all", "5"),))
    values: list[Value] = [4] * 30 + ["na"] * 5

    scores = scored(framework, numbers(framework, *values))

    assert (scores.total, scores.band.key) == (120, "go_on")


def test_there_is_no_total_over_all_areas_while_one_lacks_its_own():
    framework = small(SEVEN, top=OVERALL, bands=(("all", "5"),))

    scores = scored(framework, numbers(framework, *[4] * 34, "dk"))

    assert (scores.total, scores.band) == (None, None)


def test_areas_weigh_in_the_total_over_all_of_them():
    framework = small({"one": ["a1"], "two": ["b1"]}, top='aggregation = "sum"', extra={"two": "weight = 2"})

    assert scored(framework, {"a1": 1, "b1": 5}).total == 11


def test_means_have_no_total():
    assert scored(PLAIN, {"a1": 1, "a2": 2, "b1": 5}).total is None


def test_four_points_without_a_middle_add_up_by_principle_and_in_all():
    framework = small(
        {f"p{principle}": [f"p{principle}q{number}" for number in range(6)] for principle in range(6)},
        top=TOTALS
        + """
overall_bands = [
  { key = "badly", name = "Badly", from = 36 },
  { key = "concerns", name = "Concerns", from = 37 },
  { key = "attention", name = "Attention", from = 73 },
  { key = "well", name = "Well", from = 109 },
]""",
        scale=(1, 4),
        bands=(("badly", "6"), ("concerns", "7"), ("attention", "13"), ("well", "19")),
    )

    scores = scored(framework, numbers(framework, *[4] * 6, *[1] * 6, *[3] * 24))

    assert [area.band.key for area in scores.areas] == ["well", "badly", *["attention"] * 4]
    assert (scores.total, scores.band.key) == (102, "attention")


def test_the_mean_of_yes_and_no_is_the_share_of_those_who_said_yes():
    framework = small({"one": ["a1"]}, scale=(0, 1), bands=(("few", "0"), ("most", "0.6")))

    one = scored(framework, {"a1": 1}, {"a1": 0}, {"a1": 1}, {"a1": "dk"}).areas[0]

    assert (one.mean, one.band.key, one.dont_know) == (Fraction(2, 3), "most", 0.25)


def test_a_total_under_the_lowest_bound_has_no_band():
    framework = small({"one": ["a1"]}, top=TOTALS, bands=(("low", "2"),))

    assert scored(framework, {"a1": 1}).areas[0].band is None


@pytest.mark.parametrize(
    ("questions", "total", "band"),
    [
        (20, 50, "problem"),
        (20, 75, "healthy"),
        (20, 74, "middle"),
        (12, 45, "healthy"),
        (10, 37, "middle"),
        (10, 38, "healthy"),
    ],
)
def test_bands_per_item_serve_any_number_of_items(questions, total, band):
    # The handshake-to-compact scorecard: healthy from 3.75 an item, serious problems at 2.5 or less.
    framework = small(
        {"one": [f"q{number}" for number in range(questions)]},
        top=TOTALS,
        bands=(
            ("problem", str(questions)),
            ("middle", str(2.5 * questions + 0.0001)),
            ("healthy", str(3.75 * questions)),
        ),
    )
    values = [total // questions + (place < total % questions) for place in range(questions)]

    assert scored(framework, numbers(framework, *values)).areas[0].band.key == band


@pytest.mark.parametrize(
    ("values", "first"),
    [
        ((2, 5, 5, 5, 5), "s1"),
        ((4, 3, 2, 4, 4), "s2"),
        ((4, 4, 4, 4, 4), None),
        (("dk", "na", 4, 1, 5), "s4"),
    ],
)
def test_the_first_area_at_or_below_the_bound_is_the_one_to_mend(values, first):
    framework = small(
        {f"s{number}": [f"q{number}"] for number in range(1, 6)},
        top='aggregation = "first_at_or_below"\nbound = 3',
    )

    assert scored(framework, numbers(framework, *values)).first_low == first


@given(st.fractions(min_value=-100, max_value=100), st.integers(0, 4))
def test_rounding_half_up_agrees_with_the_rule_of_school(value, places):
    rounded = round_half_up(value, places)

    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**places)
    assert rounded == rounded.quantize(Decimal(1).scaleb(-places))


@given(st.integers(-(10**6), 10**6))
def test_rounding_half_up_agrees_with_decimal_arithmetic(thousandths):
    exact = Decimal(thousandths).scaleb(-3)

    assert round_half_up(Fraction(thousandths, 1000)) == exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


values = st.sampled_from([1, 2, 3, 4, 5, "dk", "na"])
rows = st.lists(st.dictionaries(st.sampled_from(["a1", "a2", "b1"]), values), max_size=12)


@given(rows)
def test_scores_agree_with_the_definitions(answered):
    for area in scored(PLAIN, *answered).areas:
        for question in area.questions:
            given_ = [row[question.key] for row in answered if isinstance(row.get(question.key), int)]
            unknown = sum(row.get(question.key) == "dk" for row in answered)
            assert question.n == len(given_) == sum(question.distribution.values())
            assert question.mean == (statistics.mean(map(Fraction, given_)) if given_ else None)
            if len(given_) > 1:
                assert question.sd == pytest.approx(statistics.stdev(given_))
            if given_ or unknown:
                assert question.dont_know == pytest.approx(unknown / (unknown + len(given_)))
        assert area.fewest <= area.n


@given(rows, st.randoms())
def test_the_order_of_respondents_makes_no_difference(answered, random):
    shuffled = list(answered)
    random.shuffle(shuffled)

    assert scored(PLAIN, *answered) == scored(PLAIN, *shuffled)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=8), st.data())
def test_leaving_a_question_out_puts_an_area_where_a_shorter_list_with_its_bounds_would(given_, data):
    keys = [f"q{number}" for number in range(len(given_))]
    gone = data.draw(st.sets(st.sampled_from(keys), max_size=len(keys) - 1))
    kept = [key for key in keys if key not in gone]

    def band(names: list[str], answers: dict[str, Value]) -> str:
        bounds = (
            ("low", str(len(names))),
            ("middle", str(2.5 * len(names))),
            ("high", str(3.75 * len(names))),
        )
        return scored(small({"one": names}, top=TOTALS, bands=bounds), answers).areas[0].band.key

    answers: dict[str, Value] = dict(zip(keys, given_, strict=True))
    assert band(keys, answers | dict.fromkeys(gone, "na")) == band(kept, {key: answers[key] for key in kept})


@given(rows, st.sampled_from(["a1", "a2", "b1"]))
def test_turning_a_question_and_its_answers_changes_no_mean(answered, key):
    low_is_best = small({"one": ["a1", "a2"], "two": ["b1"]}, extra={key: "reversed = true"})
    turned = [row | ({key: 6 - row[key]} if isinstance(row.get(key), int) else {}) for row in answered]

    assert [area.mean for area in scored(low_is_best, *turned).areas] == [
        area.mean for area in scored(PLAIN, *answered).areas
    ]


@given(rows, st.integers(1, 50))
def test_only_the_proportions_of_weights_count(answered, factor):
    def weighted(by: int) -> Framework:
        return small({"one": ["a1", "a2"]}, extra={"a1": f"weight = {by}", "a2": f"weight = {3 * by}"})

    assert scored(weighted(1), *answered).areas == scored(weighted(factor), *answered).areas


@given(st.fractions(min_value=1, max_value=5), st.fractions(min_value=1, max_value=5))
def test_a_higher_mean_is_never_in_a_lower_band(one, other):
    lower, higher = sorted([one, other])

    assert band_of(PLAIN, lower, None).lower <= band_of(PLAIN, higher, None).lower
