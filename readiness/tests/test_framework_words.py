"""Frameworks in other languages: complete, checked on load, and easy to read."""

import json
import re
import textwrap

import pytest
from django.conf import settings

from readiness.framework_files import (
    BUILT_IN,
    FrameworkError,
    from_data,
    parse_framework,
    read_framework,
    to_data,
)
from readiness.scoring import Answers, score
from readiness.tests.frameworks import toml

SMALL = toml(
    {"one": ["a1"]},
    top='introduction = "About us."',
    extra={"one": 'summary = "What?"\nactions = { concern = ["Talk.", "Listen."] }'},
)
FRENCH = """language = "fr"
name = "Petit"
introduction = "De nous."
[bands]
concern = "Préoccupant"
borderline = "Douteux"
strength = "Fort"
[areas.one]
name = "Un"
summary = "Quoi ?"
[areas.one.actions]
concern = ["Parlez.", "Écoutez."]
[questions.a1]
text = "Comment ?"
levels = ["un", "deux", "trois", "quatre", "cinq"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    return tmp_path


def read(folder, french: str):
    (folder / "small.fr.toml").write_text(french, encoding="utf-8")
    return read_framework(folder / "small.toml")


@pytest.mark.parametrize("slug", BUILT_IN)
@pytest.mark.parametrize("language", ["fr", "es"])
def test_a_built_in_framework_speaks_french_and_spanish_in_full(slug, language):
    english = read_framework(BUILT_IN[slug])
    other = english.in_language(language)

    assert other.language == language
    assert [question.key for question in other.questions] == [question.key for question in english.questions]
    for mine, theirs in zip(english.questions, other.questions, strict=True):
        assert theirs.text != mine.text
        assert theirs.text.endswith("?")
        assert [level.value for level in theirs.levels] == [1, 2, 3, 4, 5]
        assert len({level.text for level in theirs.levels}) == 5
    for mine, theirs in zip(english.areas, other.areas, strict=True):
        assert theirs.summary != mine.summary
        assert {band: len(texts) for band, texts in theirs.actions.items()} == {
            band: len(texts) for band, texts in mine.actions.items()
        }


def test_words_lie_beside_the_file_and_change_neither_keys_nor_figures(folder):
    framework = read(folder, FRENCH)
    french = framework.in_language("fr")
    answers = [Answers({"a1": 2}), Answers({"a1": "dk"})]

    assert framework.languages == ("en", "fr")
    assert (french.name, french.areas[0].name, french.bands[0].name) == ("Petit", "Un", "Préoccupant")
    assert french.areas[0].actions == {"concern": ("Parlez.", "Écoutez.")}
    assert french.questions[0].levels[4].text == "cinq"
    assert score(french, answers).areas[0].mean == score(framework, answers).areas[0].mean == 2


def test_words_may_stand_in_the_frameworks_own_file():
    inside = re.sub(r"^\[", "[translations.fr.", FRENCH, flags=re.M)
    inside = inside.replace('language = "fr"', "[translations.fr]")
    framework = parse_framework(SMALL + "\n" + inside, "small.toml")

    assert framework.in_language("fr").questions[0].text == "Comment ?"


def test_words_of_totals_over_all_areas_are_words_too(folder):
    bands = 'overall_bands = [{ key = "low", name = "Low", from = 1 }]'
    totals = toml({"one": ["a1"]}, top=f'aggregation = "sum"\n{bands}')
    (folder / "small.toml").write_text(totals, encoding="utf-8")
    french = FRENCH.replace('introduction = "De nous."\n', "").replace('summary = "Quoi ?"\n', "")
    french = french.replace('[areas.one.actions]\nconcern = ["Parlez.", "Écoutez."]\n', "")

    framework = read(folder, french + '[overall_bands]\nlow = "Bas"\n')

    assert framework.in_language("fr").overall_bands[0].name == "Bas"
    assert from_data(json.loads(json.dumps(to_data(framework)))) == framework


@pytest.mark.parametrize("asked", ["fr", "FR", "fr-ca", "fr_FR"])
def test_a_regional_wish_gets_the_language(folder, asked):
    assert read(folder, FRENCH).in_language(asked).name == "Petit"


@pytest.mark.parametrize("asked", ["en", "en-gb", "de", ""])
def test_a_language_that_is_not_there_gets_the_frameworks_own(folder, asked):
    framework = read(folder, FRENCH)

    assert framework.in_language(asked) is framework


def test_words_are_stored_with_the_framework(folder):
    framework = read(folder, FRENCH)

    assert from_data(json.loads(json.dumps(to_data(framework)))) == framework


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "reason"),
    [
        ('language = "fr"', 'language = "es"', 1, "language", "must be 'fr', as the file's name says"),
        ('name = "Petit"\n', "", None, "name", "is missing; add it as a text"),
        ('introduction = "De nous."', 'introduction = ""', 3, "introduction", "is empty"),
        ('introduction = "De nous."', 'source = "Nous."', None, "introduction", "is missing"),
        ('name = "Petit"', 'name = "Petit"\nsource = "x"', 3, "source", "is empty in the framework itself"),
        ('borderline = "Douteux"\n', "", 4, "bands.borderline", "is missing"),
        ("strength =", "stronger =", 7, "bands.stronger", "isn't known here"),
        ('summary = "Quoi ?"\n', "", 8, "areas.one.summary", "is missing"),
        ('["Parlez.", "Écoutez."]', '["Parlez."]', 12, "areas.one.actions.concern", "the framework has 2"),
        ("concern = [", "strength = [", 12, "areas.one.actions.strength", "isn't known here"),
        ("[questions.a1]", "[questions.a2]", 13, "questions.a2", "isn't known here"),
        ('text = "Comment ?"\n', "", 13, "questions.a1.text", "is missing"),
        ('"un", ', "", 15, "questions.a1.levels", "has 4 texts; write 5"),
    ],
)
def test_words_that_are_lacking_or_too_many_are_told_with_line_and_key(folder, old, new, line, key, reason):
    assert old in FRENCH
    with pytest.raises(FrameworkError) as caught:
        read(folder, FRENCH.replace(old, new, 1))

    place = f"small.fr.toml, line {line}: {key}: " if line else f"small.fr.toml: {key}: "
    assert place in str(caught.value)
    assert reason in str(caught.value)


def test_a_question_without_words_is_told_by_the_table_that_lacks_it(folder):
    with pytest.raises(FrameworkError, match=r"small.fr.toml: questions.a1.levels: is missing"):
        read(folder, FRENCH.partition("[questions.a1]")[0])


@pytest.mark.parametrize("language", ["en", "Français"])
def test_a_translation_names_another_language(language):
    with pytest.raises(FrameworkError, match=f"translations.{language}: isn't another language than 'en'"):
        parse_framework(f'{SMALL}\n[translations]\n"{language}" = {{}}', "small.toml")


def test_words_of_one_language_stand_in_one_place(folder):
    (folder / "small.en.toml").write_text('language = "en"', encoding="utf-8")

    with pytest.raises(FrameworkError, match="small.en.toml, line 1: language: is 'en', in which small.toml"):
        read_framework(folder / "small.toml")


def test_the_files_in_the_documentation_are_right(tmp_path):
    page = (settings.BASE_DIR / "docs" / "frameworks.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^ {4}.*\n|^\n)+", page, re.M)
    english, french = (textwrap.dedent(block) for block in blocks if " = " in block)
    (tmp_path / "our-check.toml").write_text(english, encoding="utf-8")
    (tmp_path / "our-check.fr.toml").write_text(french, encoding="utf-8")

    framework = read_framework(tmp_path / "our-check.toml")

    assert framework.in_language("fr").questions[0].levels[0].text == "Aucune"


VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """Groups of vowels; a silent e at the end counts for none."""
    word = word.lower()
    count = len(VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith("le") and count > 1
    return max(count - silent, 1)


def reading_age(text: str) -> float:
    """The age at which a pupil reads a text with ease: the grade of Flesch and Kincaid, and five years."""
    words = re.findall(r"[A-Za-z'’]+", text)
    sentences = max(len(re.findall(r"[.?!:]", text)), 1)
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade + 5


@pytest.mark.parametrize("slug", BUILT_IN)
def test_a_pupil_of_fourteen_can_read_the_questions(slug):
    framework = read_framework(BUILT_IN[slug])
    questions = " ".join(question.text for question in framework.questions)
    levels = " ".join(f"{level.text}." for question in framework.questions for level in question.levels)

    assert reading_age(questions) <= 14
    assert reading_age(levels) <= 12


def test_the_measure_tells_easy_from_hard():
    easy = "We tell them early. We ask for help. Most units are told in time."
    hard = (
        "Notwithstanding institutional heterogeneity, organisational capability necessitates collaborative "
        "operationalisation of interorganisational accountability mechanisms."
    )

    assert reading_age(easy) < 10
    assert reading_age(hard) > 20


@pytest.mark.parametrize("slug", BUILT_IN)
def test_a_question_asks_one_thing(slug):
    for question in read_framework(BUILT_IN[slug]).questions:
        assert question.text.count("?") == 1
        # 'When ..., and when not' asks for one judgement.
        assert not re.search(r"\b(and|or)\b(?! when not)", question.text), question.text
        assert len(question.text.split()) <= 17
