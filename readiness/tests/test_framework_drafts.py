"""Drafts of frameworks, as plain data: what editing does to them, and files that read back as the same."""

import copy
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness import framework_editing as editing
from readiness.framework_drafts import blank, draft_of, fault_of, framework_in, slug_of
from readiness.framework_editing import NotInDraft
from readiness.framework_files import BUILT_IN, built_in, parse_framework
from readiness.framework_tables import TableRefused, headings, read_areas, rows
from readiness.framework_writing import to_toml
from readiness.tests.frameworks import small

BANDS = [("low", "Low", 1), ("high", "High", 3.5)]
WORDS = {"name": "Money", "summary": "Have we enough?", "weight": None, "actions": {"low": ["Ask for more."]}}
ASKED = {
    "text": "How much money have we?",
    "levels": ["None", "Little", "Some", "Much", "Plenty"],
    "side": "",
    "reversed": False,
    "weight": None,
}


@pytest.fixture
def draft():
    made = blank("Our Check", (1, 5), BANDS, "en")
    area = editing.add_area(made, WORDS)
    editing.add_question(made, area["key"], ASKED)
    return made


@pytest.fixture
def translated():
    return draft_of(built_in("six-attributes"))


def keys(draft):
    return [question["key"] for area in draft["areas"] for question in area["questions"]]


@pytest.mark.parametrize("slug", BUILT_IN)
def test_a_framework_written_as_a_file_reads_back_as_the_same(slug):
    framework = built_in(slug)
    draft = json.loads(json.dumps(draft_of(framework)))

    assert framework_in(draft) == framework
    assert parse_framework(to_toml(draft), "again.toml") == framework


def test_every_kind_of_instrument_survives_being_written():
    framework = small(
        {"one": ["a1", "a2"], "two": ["b1"]},
        top='aggregation = "sum"\nbands_on = "total"\noverall_bands = [{ key = "all", name = "All", from = 2.5 }]',
        scale=(0, 4),
        bands=(("low", "0"), ("high", "7.5")),
        extra={"a1": 'reversed = true\nweight = 0.5\nside = "external"', "two": "weight = 3"},
    )
    gate = small({"one": ["a1"]}, top='aggregation = "first_at_or_below"\nbound = 2.95')

    for one in (framework, gate):
        assert parse_framework(to_toml(draft_of(one)), "again.toml") == one


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda text: text.strip() == text and text
    )
)
def test_any_text_survives_being_written(text):
    draft = blank(text, (1, 5), BANDS, "en")
    editing.add_area(draft, {**WORDS, "name": text, "actions": {"low": [text]}})
    editing.add_question(draft, "area1", {**ASKED, "text": text})

    assert parse_framework(to_toml(draft), "again.toml") == framework_in(draft)


def test_a_new_draft_says_what_it_lacks_and_then_nothing(draft):
    empty = blank("Our Check", (1, 5), BANDS, "en")

    assert "areas: is missing" in fault_of(empty)
    assert fault_of(draft) == ""
    assert framework_in(draft).bands[1].lower == Decimal("3.5")


@pytest.mark.parametrize(
    ("name", "slug"), [("Our Check 2", "our-check-2"), ("Évaluation", "evaluation"), ("我们", "framework")]
)
def test_a_name_makes_a_key(name, slug):
    assert slug_of(name) == slug


def test_keys_are_new_also_among_those_of_earlier_versions(draft):
    made = editing.add_question(draft, "area1", ASKED, ["q2", "q3"])

    assert made["key"] == "q4"
    assert editing.add_area(draft, WORDS)["key"] == "area2"


def test_a_question_takes_what_it_is_given_and_lets_go_what_is_taken_away(draft):
    editing.set_question(
        draft,
        "q1",
        {**ASKED, "area": "area1", "side": "internal", "reversed": True, "weight": Decimal("1.5")},
    )
    _area, question = editing.question_in(draft, "q1")
    assert (question["side"], question["reversed"], question["weight"]) == ("internal", True, 1.5)

    editing.set_question(draft, "q1", {**ASKED, "area": "area1"})

    assert set(question) == {"key", "text", "levels"}


def test_a_question_moves_to_another_area(draft):
    there = editing.add_area(draft, {**WORDS, "name": "Time", "weight": Decimal(2)})

    editing.set_question(draft, "q1", {**ASKED, "area": there["key"]})

    assert [len(area["questions"]) for area in draft["areas"]] == [0, 1]
    assert there["weight"] == 2
    assert editing.empty_areas(draft) == ["Money"]


@pytest.mark.parametrize("kind", ["area", "question"])
def test_moving_up_and_down_goes_one_place_and_stops_at_the_ends(draft, kind):
    for _time in range(2):
        editing.add_area(draft, WORDS)
        editing.add_question(draft, "area1", ASKED)

    def order():
        return [one["key"] for one in (draft["areas"] if kind == "area" else draft["areas"][0]["questions"])]

    first, second, third = before = order()
    editing.move(draft, kind, first, up=True)
    assert order() == before
    editing.move(draft, kind, first, up=False)
    assert order() == [second, first, third]
    editing.move(draft, kind, third, up=False)
    editing.move(draft, kind, first, up=True)
    assert order() == before


def test_dragging_puts_a_question_before_another_also_of_another_area(draft):
    editing.add_question(draft, "area1", ASKED)
    editing.add_area(draft, WORDS)
    editing.add_question(draft, "area2", ASKED)
    assert keys(draft) == ["q1", "q2", "q3"]

    editing.place(draft, "question", "q1", before="q3")
    assert [[one["key"] for one in area["questions"]] for area in draft["areas"]] == [["q2"], ["q1", "q3"]]
    editing.place(draft, "question", "q1")
    assert keys(draft) == ["q2", "q3", "q1"]
    editing.place(draft, "question", "q1", before="q1")
    editing.place(draft, "question", "q1", into="area1")
    assert [[one["key"] for one in area["questions"]] for area in draft["areas"]] == [["q2", "q1"], ["q3"]]
    editing.place(draft, "area", "area2", before="area1")
    assert [area["key"] for area in draft["areas"]] == ["area2", "area1"]
    editing.place(draft, "area", "area2")
    assert [area["key"] for area in draft["areas"]] == ["area1", "area2"]


@pytest.mark.parametrize(
    "do",
    [
        lambda draft: editing.area_in(draft, "gone"),
        lambda draft: editing.question_in(draft, "gone"),
        lambda draft: editing.remove_area(draft, "gone"),
        lambda draft: editing.place(draft, "question", "q1", before="gone"),
        lambda draft: editing.set_question(draft, "q1", {**ASKED, "area": "gone"}),
    ],
)
def test_what_is_not_there_any_more_is_told(draft, do):
    with pytest.raises(NotInDraft):
        do(draft)


def test_a_question_whose_words_change_has_no_translation_any_more(translated):
    _area, question = editing.question_in(translated, "le1")
    same = {**ASKED, "text": question["text"], "levels": question["levels"], "area": "leadership"}

    editing.set_question(translated, "le1", same)
    assert fault_of(translated) == ""

    editing.set_question(translated, "le1", {**same, "text": "How much room do leaders make?"})
    assert "translations" in fault_of(translated)
    assert "questions.le1" in fault_of(translated)

    editing.drop_translations(translated)
    assert fault_of(translated) == ""


def test_what_is_removed_goes_with_its_words(translated):
    editing.remove_question(translated, "le1")
    editing.remove_area(translated, "tools")

    framework = framework_in(translated)

    assert "le1" not in framework.translations["fr"].questions
    assert len(framework.in_language("es").areas) == 5


def test_a_changed_area_or_basic_text_loses_its_words(translated):
    area = editing.area_in(translated, "tools")
    values = {"name": area["name"], "summary": area["summary"], "weight": None, "actions": area["actions"]}
    editing.set_area(translated, "tools", values)
    assert fault_of(translated) == ""
    changed = copy.deepcopy(translated)
    editing.set_area(changed, "tools", {**values, "summary": "Anything new?"})
    assert "areas.tools" in fault_of(changed)

    basics = {key: translated[key] for key in ("name", "introduction", "source", "licence", "bands")}
    editing.set_basics(translated, {**basics, "name": "Mine"})
    assert "translations.es.name" in fault_of(translated)


def test_a_band_that_goes_takes_its_actions_along_in_every_language(translated):
    basics = {key: translated[key] for key in ("name", "introduction", "source", "licence")}

    editing.set_basics(translated, {**basics, "bands": translated["bands"][:2]})

    assert fault_of(translated) == ""
    assert set(framework_in(translated).areas[0].actions) == {"concern", "borderline"}


def as_csv(draft) -> str:
    table = [headings(draft), *rows(draft)]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in table)


def test_a_table_reads_back_as_the_same_questions(translated):
    assert read_areas(as_csv(translated), translated) == translated["areas"]


def test_a_table_with_semicolons_marks_and_every_column_is_read(draft):
    line = "money;Money;m1;'=How much?;a;b;c;d;e;yes;2;external"

    (area,) = read_areas(";".join(headings(draft)) + "\n" + line, draft)

    assert area == {
        "key": "money",
        "name": "Money",
        "summary": "",
        "actions": {},
        "questions": [
            {
                "key": "m1",
                "text": "=How much?",
                "levels": ["a", "b", "c", "d", "e"],
                "side": "external",
                "reversed": True,
                "weight": 2,
            }
        ],
    }


def test_questions_that_a_table_changes_lose_their_words(translated):
    table = as_csv(translated).replace("How present are our leaders", "How seen are our leaders")

    editing.set_areas(translated, read_areas(table, translated))

    assert "questions.le4" in fault_of(translated)


def test_an_area_that_a_table_renames_loses_its_words(translated):
    table = as_csv(translated).replace('"New skills"', '"Skills"')

    editing.set_areas(translated, read_areas(table, translated))

    assert "areas.skills" in fault_of(translated)


GOOD = "money,Money,m1,How much?,a,b,c,d,e,,,"


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (GOOD.replace("money,", "The money,"), "area key", "small letters"),
        (GOOD.replace("Money", ""), "area", "is empty"),
        (GOOD.replace("m1", ""), "question key", "small letters"),
        (GOOD.replace("How much?", " "), "question", "is empty"),
        (GOOD.replace(",c,", ",,"), "level 3", "is empty"),
        (GOOD.replace(",,,", ",perhaps,,"), "reversed", "write yes"),
        (GOOD.replace(",,,", ",,heavy,"), "weight", "above 0"),
        (GOOD.replace(",,,", ",,-1,"), "weight", "above 0"),
        (GOOD + "left", "side", "internal or external"),
        (GOOD + "\n" + GOOD, "question key", "is on line 2 already"),
        (GOOD.replace("b", "a"), "level 2", "reads the same as level 1"),
        (
            GOOD + "\n" + GOOD.replace("m1", "m2").replace("Money", "Cash"),
            "area",
            "is 'Money' on a line above",
        ),
        (GOOD.replace("How much?", "How much, and when?"), "", "more cells than there are columns"),
    ],
)
def test_a_wrong_cell_is_told_with_line_and_column(draft, line, column, reason):
    with pytest.raises(TableRefused) as caught:
        read_areas(",".join(headings(draft)) + "\n" + line, draft)

    fault = caught.value.faults[-1]
    assert (fault.line, fault.column) == (1 + len(line.splitlines()), column)
    assert reason in str(caught.value)


def test_empty_columns_that_a_spreadsheet_adds_are_no_fault(draft):
    padded = f"{','.join(headings(draft))},,\n{GOOD},,"

    assert read_areas(padded, draft) == read_areas(f"{','.join(headings(draft))}\n{GOOD}", draft)


def test_all_wrong_lines_of_a_table_are_told_at_once(draft):
    with pytest.raises(TableRefused) as caught:
        read_areas(",".join(headings(draft)) + "\n,,,\n" + GOOD.replace("m1", "!") + "\nx", draft)

    assert {fault.line for fault in caught.value.faults} == {3, 4}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the file is empty"),
        ("area key,area,question key,question,level 1,level 2", "level 5: is missing"),
        ("colour", "colour: isn't a column here"),
        ("area,area", "area: is there twice"),
        (
            "area key,area,question key,question,level 1,level 2,level 3,level 4,level 5",
            "no question follows",
        ),
        ('area\n"x', "isn't valid CSV"),
    ],
)
def test_a_table_that_is_none_is_told(draft, text, reason):
    with pytest.raises(TableRefused, match=reason):
        read_areas(text, draft)
