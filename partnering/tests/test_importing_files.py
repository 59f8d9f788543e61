"""Reading a register from a file: any usual encoding, delimiter and spreadsheet; nothing but text comes out."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnering import exports, importing
from partnering.importing import COLUMNS, Fault, Row, UnreadableFile, cleaned, heading, read_register
from partnering.registry import importers


def csv_of(*lines: list[str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return text.getvalue().encode(encoding)


def xlsx_of(*sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, lines in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number}")
        for line in lines:
            sheet.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fault_of(content: bytes) -> Fault:
    with pytest.raises(UnreadableFile) as caught:
        read_register(content)
    return caught.value.fault


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_encoding_and_delimiter_gives_the_same_rows(encoding, delimiter):
    content = csv_of(
        ["organisation", "name", "email"],
        ["Élan, Vital; & Co", "Zoë Šimon", "zoe@elan.example"],
        delimiter=delimiter,
        encoding=encoding,
    )

    row = Row(line=2, organisation="Élan, Vital; & Co", name="Zoë Šimon", email="zoe@elan.example")
    assert read_register(content).rows == (row,)


def test_headings_are_recognised_whatever_their_case_spaces_and_underscores_and_others_are_named():
    content = csv_of(
        ["ORGANISATION", "Job_Title", "parentunit", "E-mail", "Shoe size"], ["A", "B", "C", "D", "41"]
    )

    register = read_register(content)

    assert register.rows == (Row(line=2, organisation="A", job_title="B", parent_unit="C", email="D"),)
    assert register.ignored == ("Shoe size",)


def test_a_row_is_known_by_the_line_at_which_it_starts():
    content = b'organisation,job title\n\nA,"two\nlines"\n,\n\nB,x\n'

    rows = read_register(content).rows

    assert [(row.line, row.job_title) for row in rows] == [(3, "two lines"), (7, "x")]


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-5", "@home", "=HYPERLINK(1)"])
def test_a_cell_that_looks_like_a_formula_stays_text(text):
    assert read_register(csv_of(["organisation", "phone"], ["A", text])).rows[0].phone == text


def test_a_formula_in_a_spreadsheet_is_read_as_the_value_that_was_saved():
    content = xlsx_of([["organisation", "phone"], ["A", "=1+1"]])
    parts = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(parts, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))

    assert read_register(parts.getvalue()).rows[0].phone == "2"


def test_a_spreadsheet_is_read_from_the_sheet_with_the_organisations():
    content = xlsx_of([["Notes"]], [["Organisation", "phone", "country"], [None], ["A", 3531.0, True]])

    assert read_register(content).rows == (Row(line=3, organisation="A", phone="3531", country="True"),)


def test_the_line_with_which_excel_names_the_delimiter_is_understood():
    assert read_register(b"sep=;\norganisation;name\nA;B\n").rows == (
        Row(line=3, organisation="A", name="B"),
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"  \n\n", Fault.EMPTY),
        (b",,\n,,\n", Fault.EMPTY),
        (b"organisation\n", Fault.EMPTY),
        (b"name,email\nA,b@c.example\n", Fault.NO_HEADER),
        (b"organisation,Organisation\nA,B\n", Fault.DOUBLE_COLUMN),
        (b"\x81\x8d\x8f", Fault.NOT_TEXT),
        (b"organisation\nA\0B\n", Fault.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0 old", Fault.OLD_EXCEL),
        (b"PK\x03\x04 broken", Fault.BROKEN_XLSX),
        (b'organisation\n"' + b"x" * 200_000, Fault.BROKEN_CSV),
        (b'organisation,unit\nA,"Ops\nB,Field\n', Fault.BROKEN_CSV),
    ],
)
def test_a_file_that_cant_be_read_says_why(content, fault):
    assert fault_of(content) == fault


def test_a_zip_that_is_no_spreadsheet_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert fault_of(buffer.getvalue()) == Fault.BROKEN_XLSX


def test_files_that_are_too_large_packed_or_unpacked_or_too_long_are_refused(monkeypatch):
    content = csv_of(["organisation"], ["A"], ["B"], ["C"])
    monkeypatch.setattr(importing, "MAX_ROWS", 3)
    assert len(read_register(content).rows) == 3
    monkeypatch.setattr(importing, "MAX_ROWS", 2)
    assert fault_of(content) == Fault.TOO_MANY_ROWS
    monkeypatch.setattr(importing, "MAX_UNPACKED", 100)
    assert fault_of(xlsx_of([["organisation"], ["A"]])) == Fault.TOO_BIG
    monkeypatch.setattr(importing, "MAX_BYTES", 5)
    assert fault_of(content) == Fault.TOO_BIG


@pytest.mark.parametrize("template", [exports.import_template_csv, exports.import_template_xlsx])
def test_a_template_holds_every_column_and_its_example_is_not_imported(template):
    with pytest.raises(UnreadableFile) as caught:
        read_register(template(importers["register"]))

    assert caught.value.fault == Fault.EMPTY


def test_the_spreadsheet_template_explains_each_column_on_a_second_sheet():
    book = openpyxl.load_workbook(io.BytesIO(exports.import_template_xlsx(importers["register"])))

    assert [cell.value for cell in book.worksheets[0][1]] == [heading(column) for column in COLUMNS]
    explained = [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)]
    assert explained[: len(COLUMNS)] == [heading(column) for column in COLUMNS]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (7.0, "7"), (7.5, "7.5"), (datetime(2026, 3, 1), "2026-03-01T00:00:00"), (" a\n b ", "a b")],
)
def test_cells_of_any_kind_become_text(value, text):
    assert cleaned(value) == text


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_leaves_one_line(text):
    once = cleaned(text)

    assert cleaned(once) == once
    assert "\n" not in once
    assert "\0" not in once


# Writing a text and reading it must give it back; what cp1252 and CSV can't hold at all is left out.
cells = st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=12).map(cleaned)
tables = st.lists(st.lists(cells, min_size=len(COLUMNS), max_size=len(COLUMNS)), min_size=1, max_size=5)


@given(
    tables,
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.permutations(COLUMNS),
)
def test_what_was_written_is_read_whatever_the_order_of_columns(table, delimiter, encoding, columns):
    written = [dict(zip(columns, line, strict=True)) for line in table]
    content = csv_of([heading(name) for name in columns], *table, delimiter=delimiter, encoding=encoding)
    expected = [values for values in written if any(values.values())]

    if not expected:
        assert fault_of(content) == Fault.EMPTY
    else:
        read = [{name: getattr(row, name) for name in COLUMNS} for row in read_register(content).rows]
        assert read == expected


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_a_fault_and_nothing_else(content):
    with suppress(UnreadableFile):
        assert read_register(content).rows


@given(st.binary(max_size=200), st.integers(0, 2000))
def test_a_damaged_spreadsheet_gives_rows_or_a_fault_and_nothing_else(damage, place):
    content = bytearray(SPREADSHEET)
    content[place + 4 : place + 4 + len(damage)] = damage
    with suppress(UnreadableFile):
        assert read_register(bytes(content)).rows


SPREADSHEET = xlsx_of([["organisation", "name"], ["A", "B"], ["C", "D"]])
