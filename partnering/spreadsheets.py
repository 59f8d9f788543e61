"""Tables as CSV and XLSX files, of any length in little memory, and harmless in the program that opens them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.utils import timezone

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
IN_MEMORY = 2**20
LONGEST = 32_000  # characters; a cell of a spreadsheet holds 32,767
FORMULA = re.compile(
    r"\s*[=+\-@\t\r＝＋－＠]"
)  # the wide forms too, which some programs take for the narrow ones
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class Table:
    """What goes into a file: headings, rows, and what the reader should know about them."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = ()


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet program takes for a formula; numbers and days stay what they are.

    A moment is told as the clocks of the reader's time zone show it.
    """
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        # Neither kind of file knows time zones; the notes say which one is meant.
        return timezone.make_naive(value).replace(microsecond=0)
    if isinstance(value, bool | int | float | Decimal | date):
        return value
    text = UNPRINTABLE.sub("", str(value))[:LONGEST]
    return f"'{text}" if FORMULA.match(text) or text.startswith("\n") else text


def written(table: Table, kind: str) -> IO[bytes]:
    """The file, at its beginning; a big one lies on the disk. `kind` is 'csv' or 'xlsx'."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the answer closes it when it is sent
    {"csv": _write_csv, "xlsx": _write_xlsx}[kind](table, file)
    file.seek(0)
    return file


def _write_csv(table: Table, file: IO[bytes]) -> None:
    # With the mark by which spreadsheet programs recognise the encoding.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(one) for one in table.headings])
    for row in table.rows:
        writer.writerow([harmless(one) for one in row])
    if table.notes:
        writer.writerow([])
        writer.writerows([harmless(note)] for note in table.notes)
    text.detach()


def _write_xlsx(table: Table, file: IO[bytes]) -> None:
    # openpyxl takes longer to import than most requests take.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", table.title)[:31])
    sheet.freeze_panes = "A2"
    for number in range(len(table.headings)):
        sheet.column_dimensions[chr(ord("A") + number)].width = 28
    bold = []
    for heading in table.headings:
        cell = WriteOnlyCell(sheet, value=harmless(heading))
        cell.font = Font(bold=True)
        bold.append(cell)
    sheet.append(bold)
    for row in table.rows:
        sheet.append([harmless(one) for one in row])
    if table.notes:
        notes = book.create_sheet("Notes")
        notes.column_dimensions["A"].width = 90
        for note in table.notes:
            notes.append([harmless(note)])
    book.save(file)
