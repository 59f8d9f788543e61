"""Files that hold what they should, whatever is in it."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from partnering.spreadsheets import Table, harmless, written


def as_csv(table: Table) -> list[list[str]]:
    with written(table, "csv") as file:
        content = file.read()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1", "＝1", "\x01=1"]
)
def test_a_text_that_a_spreadsheet_program_would_run_is_quoted(text):
    assert harmless(text).startswith("'")


@pytest.mark.parametrize(
    "value", [-5, 2.5, Decimal("-1.50"), True, date(2026, 3, 1), "Ann-Marie = a+b", "Øystein", ""]
)
def test_figures_days_and_ordinary_words_stay_as_they_are(value):
    assert harmless(value) == value


@given(st.text())
def test_no_text_at_all_begins_like_a_formula(text):
    assert harmless(text).lstrip()[:1] not in {*"=+-@"}


def test_both_files_hold_the_same_rows_and_the_notes_stand_apart():
    rows = [["Amina", None, 3, date(2026, 3, 1)], ["=HYPERLINK(1)", "two\nlines", 0, None]]
    table = Table("People: [all]", ["Name", "Unit", "Actions", "Day"], rows, ["Narrowed to: nothing"])

    lines = as_csv(table)
    with written(table, "xlsx") as file:
        book = load_workbook(io.BytesIO(file.read()))

    assert lines == [
        ["Name", "Unit", "Actions", "Day"],
        ["Amina", "", "3", "2026-03-01"],
        ["'=HYPERLINK(1)", "two\nlines", "0", ""],
        [],
        ["Narrowed to: nothing"],
    ]
    sheet, notes = book.worksheets
    assert [[cell.value for cell in row][:3] for row in sheet] == [
        ["Name", "Unit", "Actions"],
        ["Amina", None, 3],
        ["'=HYPERLINK(1)", "two\nlines", 0],
    ]
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "inlineStr", "n", "d"}
    assert notes["A1"].value == "Narrowed to: nothing"
    assert as_csv(Table("x", ["A"], [["b"]])) == [["A"], ["b"]]
