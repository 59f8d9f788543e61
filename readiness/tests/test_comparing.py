"""Results side by side, over the questions that are the same in both versions and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnering import access
from readiness.comparing import compare
from readiness.framework_drafts import draft_of
from readiness.framework_editing import remove_question, set_question
from readiness.framework_files import built_in, parse_framework
from readiness.services import own_frameworks as services
from readiness.templatetags.readiness import signed
from readiness.tests.builders import answer, close, closed_survey, staff, start
from readiness.tests.frameworks import small, toml

PLAIN = {"one": ["a1", "a2"], "two": ["b1"]}
SAME = small(PLAIN)


def reasons(comparison):
    return {one.key: one.reason for one in comparison.left_out}


def test_the_same_version_is_compared_over_all_its_questions():
    found = compare(SAME, SAME, {"a1": 2, "a2": 4, "b1": 1}, {"a1": 3, "a2": 4, "b1": 1})

    assert [(area.before, area.now, area.change) for area in found.areas] == [(3, 3.5, 0.5), (1, 1, 0)]
    assert [(area.compared, area.questions) for area in found.areas] == [(2, 2), (1, 1)]
    assert not found.left_out


@pytest.mark.parametrize(
    "extra",
    [
        {"a1": 'text = "other?"'},
        {"a1": "levels = ['a', 'b', 'c', 'd', 'e']"},
        {"a1": "reversed = true"},
    ],
)
def test_a_question_of_other_words_levels_or_direction_is_left_out(extra):
    text = extra["a1"]
    name = text.partition(" ")[0]
    changed = small(PLAIN, extra={"a1": "reversed = true"}) if name == "reversed" else changed_words(text)

    found = compare(SAME, changed, {"a1": 1, "a2": 4, "b1": 2}, {"a1": 5, "a2": 4, "b1": 2})

    assert reasons(found) == {"a1": "changed"}
    assert found.areas[0].change == 0
    assert (found.areas[0].compared, found.areas[0].questions) == (1, 2)


def changed_words(line: str):
    old = (
        'text = "a1?"'
        if line.startswith("text")
        else "levels = ['Level 1', 'Level 2', 'Level 3', 'Level 4', 'Level 5']"
    )
    return parse_framework(toml(PLAIN).replace(old, line, 1), "changed.toml")


def test_new_and_gone_questions_are_told_and_count_for_nothing():
    now = small({"one": ["a1", "a3"], "three": ["c1"]})

    found = compare(SAME, now, {"a1": 2, "a2": 5, "b1": 5}, {"a1": 3, "a3": 1, "c1": 1})

    assert reasons(found) == {"a3": "new", "c1": "new", "a2": "gone", "b1": "gone"}
    assert [(area.key, area.change) for area in found.areas] == [("one", 1), ("three", None)]


def test_a_question_that_went_to_another_area_is_still_the_same():
    now = small({"one": ["a1"], "two": ["b1", "a2"]})

    found = compare(SAME, now, {"a1": 1, "a2": 2, "b1": 4}, {"a1": 1, "a2": 4, "b1": 4})

    assert found.areas[1].before == 3
    assert found.areas[1].now == 4


def test_figures_held_back_in_one_of_the_two_are_left_out_of_both():
    found = compare(SAME, SAME, {"a1": None, "a2": 2, "b1": 3}, {"a1": 5, "a2": 3})

    assert reasons(found) == {"a1": "no figure", "b1": "no figure"}
    assert (found.areas[0].before, found.areas[0].now) == (2, 3)
    assert found.areas[1].before is None


def test_the_present_weights_count_in_both_figures():
    now = small(PLAIN, extra={"a1": "weight = 3"})

    found = compare(SAME, now, {"a1": 1, "a2": 5}, {"a1": 5, "a2": 5})

    assert (found.areas[0].before, found.areas[0].now) == (2, 5)


means = st.dictionaries(st.sampled_from(["a1", "a2", "b1"]), st.none() | st.floats(1, 5))


@given(means, means)
def test_swapping_the_two_turns_every_change_round(then, present):
    for there, back in zip(
        compare(SAME, SAME, then, present).areas, compare(SAME, SAME, present, then).areas, strict=True
    ):
        assert (there.before, there.now) == (back.now, back.before)


@pytest.mark.parametrize(
    ("value", "shown"), [(0.25, "+0.3"), (-0.25, "−0.3"), (0.04, "0.0"), (-0.04, "0.0"), (1, "+1.0")]
)
def test_a_change_is_shown_with_its_sign(value, shown):
    assert signed(value) == shown


@pytest.fixture
def two_versions(cast):
    """A survey with each of two versions: in the second a question is gone and one has other words."""
    lead = cast.users["amina"]
    staff(cast.utility, 5)
    draft = draft_of(built_in("engagement-plan"))
    own = services.make_framework(organisation=cast.utility, name="Ours", draft=draft, by=lead)
    campaigns = []
    for value in (2, 4):
        if campaigns:
            services.begin_next_version(own=own, by=lead)
            services.edit_draft(own=own, by=lead, verb="changed", do=_change)
        services.publish_framework(own=own, by=lead, on=access.today())
        campaign = start(cast.utility, framework=own.slug, title=f"Round {len(campaigns) + 1}")
        answer(campaign, 6, value)
        campaigns.append(close(campaign))
    return campaigns


def _change(draft):
    draft.pop("translations")
    remove_question(draft, "tools")
    area, question = draft["areas"][0], draft["areas"][0]["questions"][0]
    values = {"text": "Other words?", "levels": question["levels"], "side": "", "reversed": False}
    set_question(draft, "meaning", {**values, "weight": None, "area": area["key"]})


def test_the_page_of_a_result_tells_what_moved_and_what_was_left_out(client, cast, two_versions):
    client.force_login(cast.users["amina"])

    first, second = (client.get(one.get_absolute_url()).content.decode() for one in two_versions)

    assert "Since the last survey" not in first
    assert "That was version 1 of the framework, this is version 2." in second
    assert "+2.0" in second
    assert "2 of 3" in second
    assert "2 questions are left out" in second
    assert "Other words?" in second
    assert "no longer asked" in second


def test_a_comparison_is_nobodys_beside_the_readers_of_both_results(client, cast, two_versions):
    for who in ("chidi", "dana", "eve", "fola"):
        client.force_login(cast.users[who])
        assert client.get(two_versions[1].get_absolute_url()).status_code == 404


def test_two_frameworks_or_two_organisations_are_never_compared(client, cast):
    closed_survey(cast.utility, 2)
    closed_survey(cast.university, 3, framework="six-attributes")
    other = closed_survey(cast.utility, 4, framework="six-attributes")
    client.force_login(cast.users["amina"])

    assert "Since the last survey" not in client.get(other.get_absolute_url()).content.decode()
