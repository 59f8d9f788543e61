"""Frameworks in files: what comes with the product, and what a wrong file is told."""

import json
from decimal import Decimal

import pytest

from readiness.framework_files import (
    BUILT_IN,
    FrameworkError,
    from_data,
    parse_framework,
    read_framework,
    to_data,
)
from readiness.tests.frameworks import small, toml

GOOD = toml({"one": ["a1", "a2"], "two": ["b1"]})


@pytest.mark.parametrize(
    ("slug", "sizes"),
    [
        ("fit-for-partnering", [6] * 4),
        ("six-attributes", [5] * 6),
        ("engagement-plan", [3, 3, 4]),
        ("relationship-review", [2] * 6),
    ],
)
def test_a_built_in_framework_is_whole(slug, sizes):
    framework = read_framework(BUILT_IN[slug])

    assert framework.slug == slug
    assert [len(area.questions) for area in framework.areas] == sizes
    assert [band.lower for band in framework.bands] == [Decimal(1), Decimal(3), Decimal(4)]
    assert framework.introduction
    assert framework.source
    assert framework.licence
    for area in framework.areas:
        assert area.summary
        assert set(area.actions) == {"concern", "borderline", "strength"}
    for question in framework.questions:
        assert question.text.endswith("?")
        assert [level.value for level in question.levels] == [1, 2, 3, 4, 5]
        assert len({level.text for level in question.levels}) == 5


@pytest.mark.parametrize("slug", ["fit-for-partnering", "six-attributes"])
def test_leadership_is_asked_about_inside_and_outside_and_in_ones_own_management(slug):
    framework = read_framework(BUILT_IN[slug])
    leadership = next(area for area in framework.areas if area.key == "leadership")

    assert {question.side for question in leadership.questions} == {"internal", "external"}
    assert any("own management" in question.text for question in leadership.questions)
    assert all(
        not question.side for area in framework.areas if area != leadership for question in area.questions
    )


@pytest.mark.parametrize("slug", BUILT_IN)
def test_a_stored_framework_comes_back_as_it_was(slug):
    framework = read_framework(BUILT_IN[slug])

    assert from_data(json.loads(json.dumps(to_data(framework)))) == framework


def test_exact_bounds_survive_storing():
    framework = small({"one": ["a1"]}, top='aggregation = "first_at_or_below"\nbound = 2.95')

    assert from_data(json.loads(json.dumps(to_data(framework)))).bound == Decimal("2.95")


def test_what_an_earlier_release_stored_can_still_be_read():
    data = to_data(small({"one": ["a1"]}))
    del data["translations"], data["overall_bands"]

    assert from_data(data) == small({"one": ["a1"]})


def test_a_small_file_has_what_it_says():
    framework = small(
        {"one": ["a1"]}, extra={"a1": 'reversed = true\nweight = 2\nside = "external"', "one": "weight = 1.5"}
    )

    (question,) = framework.questions
    assert (question.reversed, question.weight, question.side) == (True, 2.0, "external")
    assert framework.areas[0].weight == 1.5


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('slug = "small"', 'slug = "Small One"', "slug", "use up to 50 small letters"),
        ('name = "Small"', "name = 7", "name", "a text in quotes"),
        ('name = "Small"', 'name = " "', "name", "is empty"),
        ("version = 1", "version = 0", "version", "must be 1 or more"),
        ("version = 1", "version = true", "version", "a whole number"),
        ("version = 1", 'version = 1\nbands_on = "total"', "bands_on", 'needs aggregation = "sum"'),
        ("version = 1", 'version = 1\naggregation = "median"', "aggregation", "use one of"),
        ("version = 1", "version = 1\nbound = 3", "bound", "give both or neither"),
        ("version = 1", "version = 1\nintro = 3", "intro", "isn't known here"),
        ("version = 1", 'version = 1\nlanguage = "English"', "language", "use a code in small letters"),
        ("version = 1", "version = 1\noverall_bands = []", "overall_bands", 'needs aggregation = "sum"'),
        ("maximum = 5", 'maximum = 5\nlevels = ["no", "yes"]', "scale.levels", "has 2 texts; write 5"),
        ("maximum = 5", "maximum = 1", "scale.maximum", "must be above minimum"),
        ("maximum = 5", "maximum = 40", "scale.maximum", "must be above minimum"),
        ("from = 3.0", "from = 1", "bands[2].from", "from the lowest up"),
        ("from = 3.0", "from = nan", "bands[2].from", "must be a number"),
        ("from = 3.0", 'from = "3"', "bands[2].from", "must be a number"),
        ("from = 1\n", "from = 1.5\n", "bands[1].from", "begin at 1"),
        ('key = "borderline"', 'key = "concern"', "bands[2].key", "is used twice"),
        ('key = "two"', 'key = "one"', "areas[2].key", "is used twice"),
        ('key = "b1"', 'key = "a1"', "areas[2].questions[1].key", "is used twice"),
        ('key = "a2"', 'key = "unit"', "areas[1].questions[2].key", "choose another"),
        ('text = "b1?"', "text = []", "areas[2].questions[1].text", "a text in quotes"),
        ('text = "b1?"', 'text = "b1?"\nweight = 0', "areas[2].questions[1].weight", "must be above 0"),
        ('text = "b1?"', 'text = "b1?"\nreversed = 1', "areas[2].questions[1].reversed", "true or false"),
        ('text = "b1?"', 'text = "b1?"\nside = "left"', "areas[2].questions[1].side", "use one of"),
        ('text = "b1?"', 'text = "b1?"\ncolour = 1', "areas[2].questions[1].colour", "isn't known here"),
    ],
)
def test_a_wrong_value_is_told_with_its_file_line_key_and_remedy(old, new, key, reason):
    text = GOOD.replace(old, new, 1)
    name = key.rpartition(".")[2]
    changed = line_of(GOOD, old) + next(
        place for place, line in enumerate(new.splitlines()) if line.startswith(name)
    )

    with pytest.raises(FrameworkError) as caught:
        parse_framework(text, "mine.toml")

    assert str(caught.value).startswith(f"mine.toml, line {changed}: {key}: ")
    assert reason in str(caught.value)


def test_wrong_levels_are_told():
    with pytest.raises(FrameworkError, match=r"areas\[1\].questions\[1\].levels: has 4 texts; write 5"):
        parse_framework(GOOD.replace("'Level 1', ", "", 1), "mine.toml")
    with pytest.raises(FrameworkError, match=r"levels: must be a list of texts"):
        parse_framework(GOOD.replace("'Level 1'", "''", 1), "mine.toml")


def test_questions_without_levels_of_their_own_share_those_of_the_scale():
    text = GOOD.replace("maximum = 5", 'maximum = 5\nlevels = ["a", "b", "c", "d", "e"]')
    first = next(line for line in text.splitlines() if line.startswith("levels = ['Level 1'"))

    framework = parse_framework(text.replace(first, "", 1), "mine.toml")

    assert [level.text for level in framework.questions[0].levels] == ["a", "b", "c", "d", "e"]
    assert framework.questions[1].levels[0].text == "Level 1"


def test_something_missing_is_told_at_the_table_that_lacks_it():
    text = GOOD.replace('text = "b1?"', "")

    with pytest.raises(FrameworkError) as caught:
        parse_framework(text, "mine.toml")

    line = line_of(text, 'key = "b1"') - 1
    assert str(caught.value).startswith(f"mine.toml, line {line}: areas[2].questions[1].text: is missing")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "mine.toml: version: is missing; add it as a whole number"),
        ("version = 1\nscale = 5", "line 2: scale: must be a table; begin it with a line \\[scale\\]"),
        (GOOD.replace("from = 3.0", ""), "is missing; add the lowest figure"),
        (GOOD.partition("[[areas]]")[0], "begins with \\[\\[areas\\]\\]"),
        (GOOD.partition("[[areas.questions]]")[0], "begins with \\[\\[areas.questions\\]\\]"),
        (GOOD + "\n[scale.more]", "line \\d+: scale.more: isn't known here"),
        ("version = = 1", "isn't valid TOML: .*line 1.* Correct that line"),
        (GOOD + "\n[areas.actions]\ngreat = ['Go on']", "areas\\[2\\].actions.great: isn't known here"),
    ],
)
def test_a_file_without_its_parts_is_told_what_to_add(text, reason):
    with pytest.raises(FrameworkError, match=reason):
        parse_framework(text, "mine.toml")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(FrameworkError, match="nothing.toml: can't be read .*; check the path"):
        read_framework(tmp_path / "nothing.toml")
    (tmp_path / "old.toml").write_bytes(b'name = "caf\xe9"')
    with pytest.raises(FrameworkError, match="old.toml: isn't UTF-8"):
        read_framework(tmp_path / "old.toml")
