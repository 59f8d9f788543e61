"""Files of the big survey tools are read as they come, and who answered when is never kept."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnering.importing import Fault, UnreadableFile, read_lines
from readiness.framework_files import built_in
from readiness.survey_files import count_heading_lines, table_of
from readiness.survey_mapping import (
    ColumnMap,
    guess_columns,
    guess_names,
    guess_words,
    names_in,
    read_answers,
    words_of,
)
from readiness.survey_words import level_in_words, meaning_of, plain

FIT = built_in("fit-for-partnering")
FIRST, SECOND = FIT.questions[:2]
SCALE = FIT.scale


def written(rows, *, delimiter=",", encoding="utf-8") -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


SURVEYMONKEY = [
    [
        "Respondent ID",
        "Start Date",
        "IP Address",
        "Email Address",
        "How much do you agree?",
        "",
        "Department",
    ],
    ["", "", "", "", FIRST.text, SECOND.text, "Response"],
    ["118", "02/03/2026 09:12", "10.0.0.7", "ana@utility.example", "Agree", "Strongly agree", "Operations"],
    ["119", "02/03/2026 10:30", "10.0.0.8", "", "Don't know", "Disagree", "Operations"],
]
QUALTRICS = [
    ["StartDate", "ResponseId", "RecipientLastName", "Q1_1", "Q1_2"],
    ["Start Date", "Response ID", "Recipient Last Name", FIRST.text, SECOND.text],
    [
        '{"ImportId":"startDate"}',
        '{"ImportId":"_recordId"}',
        '{"ImportId":"x"}',
        '{"ImportId":"QID1_1"}',
        "{}",
    ],
    ["2026-03-02 09:12:00", "R_1", "Silva", "4", "5"],
]
FORMS = [
    ["Timestamp", "Email Address", FIRST.text, f"{SECOND.key}"],
    ["3/2/2026 9:12:30", "a@b.example", "3", "2"],
]
FRENCH = [
    ["Horodateur", "Adresse e-mail", FIT.in_language("fr").questions[0].text],
    ["02/03/2026 09:12", "", "4"],
]


@pytest.mark.parametrize(
    ("rows", "lines", "questions", "dropped"),
    [
        (
            SURVEYMONKEY,
            2,
            [FIRST.key, SECOND.key],
            ["Respondent ID", "Start Date", "IP Address", "Email Address"],
        ),
        (QUALTRICS, 3, [FIRST.key, SECOND.key], ["Start Date", "Response ID", "Recipient Last Name"]),
        (FORMS, 1, [FIRST.key, SECOND.key], ["Timestamp", "Email Address"]),
        (FRENCH, 1, [FIRST.key], ["Horodateur", "Adresse e-mail"]),
    ],
    ids=["surveymonkey", "qualtrics", "forms", "french forms"],
)
@pytest.mark.parametrize(
    "how", [{}, {"delimiter": ";", "encoding": "utf-8-sig"}, {"delimiter": "\t", "encoding": "utf-16"}]
)
def test_each_tools_headings_are_understood(rows, lines, questions, dropped, how):
    found = read_lines(written(rows, **how))
    assert count_heading_lines([row for _line, row in found[:3]]) == lines
    table = table_of(found)
    assert list(table.dropped) == dropped
    guessed = guess_columns(table.headings, FIT)
    assert [one.removeprefix("q:") for one in guessed if one.startswith("q:")] == questions


def test_nothing_of_a_dropped_column_stays_in_the_table():
    table = table_of(read_lines(written(SURVEYMONKEY)))
    kept = repr(table.rows)
    assert not [word for word in ("ana@", "10.0.0", "09:12", "118") if word in kept]


@pytest.mark.parametrize(
    "cells", [["x@y.example", ""], ["192.168.1.4", "10.0.0.1"], ["2026-03-02 09:12", "2026-03-03T10:00"]]
)
def test_columns_that_tell_who_or_when_are_known_by_what_is_in_them(cells):
    rows = [["Sent to", FIRST.text], *[[cell, "4"] for cell in cells]]
    table = table_of(read_lines(written(rows)))
    assert table.headings == (FIRST.text,)
    assert table.dropped == ("Sent to",)


def test_lines_of_headings_can_be_told_instead():
    rows = [["A note about this file", ""], [FIRST.text, SECOND.text], ["4", "5"]]
    assert table_of(read_lines(written(rows)), heading_lines=2).rows == ((3, ("4", "5")),)


@pytest.mark.parametrize(
    ("heading", "what"),
    [
        ("Your unit", "unit"),
        ("Which team are you in?", "unit"),
        ("What is your role?", "level"),
        ("À quel service appartenez-vous ?", "unit"),
        ("Su nivel", "level"),
        ("How good is the service?", ""),
        ("What would you and your colleagues in the team change about all this?", ""),
    ],
)
def test_a_question_for_ones_own_unit_or_level_is_known(heading, what):
    assert guess_columns([heading, FIRST.text], FIT) == [what, f"q:{FIRST.key}"]


def test_a_matrix_repeats_its_question_over_its_rows():
    rows = [["Rate us", "", "Other"], ["speed", "care", "Response"], ["4", "5", "3"]]
    assert table_of(read_lines(written(rows))).headings == ("Rate us: speed", "Rate us: care", "Other")


def test_shorter_lines_are_filled_up_and_longer_ones_named():
    table = table_of([(1, ["a", "b"]), (2, ["1"]), (3, ["1", "2", "3"])])
    assert table.rows == ((2, ("1", "")),)
    assert table.uneven == (3,)


def test_a_line_of_numbers_below_empty_headings_is_an_answer():
    assert count_heading_lines([[FIRST.text, ""], ["4", "5"]]) == 1
    assert count_heading_lines([]) == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"", Fault.EMPTY), (b"\xd0\xcf\x11\xe0old", Fault.OLD_EXCEL), (b"a\x00b\n", Fault.NOT_TEXT),
     (b"PK\x03\x04broken", Fault.BROKEN_XLSX), (b"x" * (20 * 1024**2 + 1), Fault.TOO_BIG)],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_the_reason(content, fault):
    with pytest.raises(UnreadableFile) as refused:
        read_lines(content)
    assert refused.value.fault == fault


def test_a_delimiter_may_be_told_in_the_first_line():
    assert read_lines(b"sep=;\na,x;b\n1;2\n") == [(2, ["a,x", "b"]), (3, ["1", "2"])]


# --- Words


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Strongly agree", "5"),
        ("neither agree nor disagree", "3"),
        ("Rarely", "2"),
        ("Tout à fait d'accord", "5"),
        ("Pas d’accord", "2"),
        ("Muy malo", "1"),
        ("4", "4"),
        ("4 - Good", "4"),
        ("5. Always", "5"),
        ("9", None),
        ("Don’t know", "dk"),
        ("No sé", "dk"),
        ("N/A", "na"),
        ("Prefer not to say", "none"),
        ("Purple", None),
    ],
)
def test_usual_words_are_understood_in_three_languages(word, meaning):
    assert meaning_of(word, SCALE) == meaning


def test_a_questions_own_words_are_its_levels_in_any_language():
    level = FIT.in_language("es").questions[0].levels[1]
    assert level_in_words(level.text.upper(), FIT, FIRST.key) == str(level.value)
    assert level_in_words("something else", FIT, FIRST.key) is None


@given(st.text(max_size=60))
def test_a_plain_text_is_plain(text):
    once = plain(text)
    assert plain(once) == once


def test_names_are_the_same_whatever_their_case_and_accents():
    assert guess_names(["OPERATIONS", "Unité 2", "Other"], [("1", "Operations"), ("2", "unite 2")]) == {
        "OPERATIONS": "1",
        "Unité 2": "2",
    }


# --- Reading by a map


def read(rows, columns, words=None, units=None, levels=None, longest=50):
    table = table_of(read_lines(written(rows)))
    mapped = ColumnMap(tuple(columns), words or {}, units or {}, levels or {})
    return read_answers(table, mapped, FIT, longest)


COLUMNS = [f"q:{FIRST.key}", f"q:{SECOND.key}", "unit", "level", "comment"]
HEADINGS = ["One", "Two", "Department", "Grade", "Remarks"]


def test_each_line_becomes_somebodys_answers():
    reading = read(
        [HEADINGS, ["Agree", "dk", "Ops", "Boss", "Well done"], ["", "", "Ops", "", "only a remark"]],
        COLUMNS,
        words={"Agree": "4", "dk": "dk"},
        units={"Ops": "7"},
        levels={"Boss": "executive"},
    )
    (one,) = reading.given
    assert one.answers == {FIRST.key: 4, SECOND.key: "dk"}
    assert (one.unit, one.level, one.comment, one.line) == ("7", "executive", "Well done", 2)
    assert (reading.problems, reading.empty) == ((), 1)


def test_what_nobody_has_said_yet_is_named_line_by_line():
    reading = read(
        [
            HEADINGS,
            ["Purple", "4", "Ops", "Boss", ""],
            ["4", "", "", "", "x" * 51],
            ["4", "", "", "", "", "more"],
        ],
        COLUMNS,
        words={"4": "4"},
    )
    assert [(one.line, one.fault, one.word) for one in reading.problems] == [
        (2, "word", "Purple"),
        (2, "unit", "Ops"),
        (2, "level", "Boss"),
        (3, "long", ""),
        (4, "uneven", ""),
    ]


def test_left_out_words_and_groups_are_no_problem():
    reading = read(
        [HEADINGS, ["skipped", "4", "Ops", "Boss", ""]],
        COLUMNS,
        words={"4": "4", "skipped": "none"},
        units={"Ops": ""},
        levels={"Boss": ""},
    )
    assert reading.given[0].answers == {SECOND.key: 4}
    assert (reading.given[0].unit, reading.given[0].level, reading.problems) == ("", "", ())


def test_words_are_counted_but_for_those_that_a_question_describes():
    rows = [
        HEADINGS,
        ["Agree", FIRST.levels[0].text, "Ops", "", ""],
        [FIRST.levels[2].text, "Agree", "", "", ""],
    ]
    table = table_of(read_lines(written(rows)))
    columns = ColumnMap(tuple(COLUMNS))
    assert words_of(table, columns, FIT) == {"Agree": 2, FIRST.levels[0].text: 1}
    assert names_in(table, columns.places("unit")) == {"Ops": 1}
    assert guess_words(["Agree", "Purple"], FIT) == {"Agree": "4"}


def test_no_question_is_guessed_twice_and_nonsense_is_left_out():
    assert guess_columns([FIRST.text, FIRST.text, "Shoe size", "", "Team", "Unit"], FIT) == [
        f"q:{FIRST.key}", "", "", "", "unit", "",
    ]  # fmt: skip


def test_a_question_worded_a_little_differently_is_recognised():
    assert guess_columns([f"3. {FIRST.text.rstrip('?')}"], FIT) == [f"q:{FIRST.key}"]
