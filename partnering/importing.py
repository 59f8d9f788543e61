"""Reading a register from a file: CSV as any program writes it, or XLSX, to rows of plain text.

Pure: bytes in, rows out. Whether a row makes sense, and what it would change, is for `services.importing` to say.
Every cell is text with single spaces; a cell that starts with = + - or @ is text like any other.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from itertools import chain
from typing import Any
from xml.etree.ElementTree import ParseError

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 100
MAX_UNPACKED = 400 * 1024 * 1024
FIRST_LINE = 100_000  # characters; survey tools write whole questions into headings
DELIMITERS = ",;\t"
INVISIBLE = "\u200b\u200e\u200f\ufeff"  # what copying from mail programs leaves behind in addresses
GUARDED = re.compile(r"'[=+\-@]")  # as files that are taken from here keep cells from being formulas

# What openpyxl, and the libraries below it, raise for a file that is damaged, encrypted or no spreadsheet.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    OSError,
    EOFError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)


class Fault(StrEnum):
    """Why a whole file can't be read."""

    TOO_BIG = "too big"
    EMPTY = "empty"
    OLD_EXCEL = "old excel"
    NOT_TEXT = "not text"
    BROKEN_XLSX = "broken xlsx"
    BROKEN_CSV = "broken csv"
    NO_HEADER = "no header"
    DOUBLE_COLUMN = "double column"
    TOO_MANY_ROWS = "too many rows"


class UnreadableFile(Exception):
    """The file can't be read; `fault` says why, `detail` names the line or column."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault} {detail}".strip())
        self.fault = fault
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: a person with their unit and organisation; without a person only these two."""

    line: int
    organisation: str = ""
    sector: str = ""
    country: str = ""
    unit: str = ""
    parent_unit: str = ""
    name: str = ""
    email: str = ""
    job_title: str = ""
    level: str = ""
    phone: str = ""
    language: str = ""
    time_zone: str = ""
    joined_on: str = ""

    def cells(self) -> dict[str, str]:
        """What the row holds, by column."""
        return {name: value for name, value in asdict(self).items() if name != "line"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a file of another kind: its cells by column; one that the file has not is empty."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def cells(self) -> Mapping[str, str]:
        """What the row holds, by column."""
        return self.values


@dataclass(frozen=True)
class Shape:
    """What the files of one kind look like: their columns, one that must be there, and an example row."""

    columns: tuple[str, ...]
    required: str
    example: Mapping[str, str]
    build: Callable[[int, dict[str, str]], Any] = Entry


COLUMNS = tuple(column.name for column in fields(Row) if column.name != "line")
REQUIRED = "organisation"
EXAMPLE = Row(
    line=2,
    organisation="Example Water Agency",
    sector="government",
    country="Ireland",
    unit="River monitoring",
    parent_unit="Operations",
    name="Alex Example",
    email="alex.example@water-agency.example",
    job_title="Hydrologist",
    level="staff",
    phone="+353 1 555 0100",
    language="English",
    time_zone="Europe/Dublin",
    joined_on="2024-03-31",
)
REGISTER = Shape(COLUMNS, REQUIRED, EXAMPLE.cells(), lambda line, values: Row(line=line, **values))


@dataclass(frozen=True)
class Register:
    """What a file holds: its rows, and the headings of columns that nobody knows here."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Opened:
    """A file whose headings are read; its rows come one by one, and what is wrong with one of them then.

    `expected` is about how many rows there are, to say how far one has come.
    """

    rows: Iterator[Any]
    ignored: tuple[str, ...]
    expected: int


@dataclass(frozen=True)
class Rereadable:
    """The rows of a file, which can be gone through more than once without holding them."""

    content: bytes
    shape: Shape

    def __iter__(self) -> Iterator[Any]:
        return open_register(self.content, self.shape).rows


def heading(column: str) -> str:
    """A column as it is headed in the templates: 'job_title' is 'job title'."""
    return column.replace("_", " ")


def key_of(text: str) -> str:
    """A heading without case, spaces, hyphens and underscores, under which columns are recognised."""
    return re.sub(r"[\s_\-]+", "", text).casefold()


def cleaned(value: Any) -> str:
    """A cell as text: composed characters, single spaces, no line breaks, no characters that can't be seen."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()
    text = str(value)
    if GUARDED.match(text):
        text = text[1:]
    if text.isascii() and text.isprintable():  # most cells: nothing to compose, nothing unseen
        return " ".join(text.split())
    seen = (char for char in text if char.isspace() or not _is_unseen(char))
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def _is_unseen(char: str) -> bool:
    """Whether a character leaves no trace on the page."""
    return char in INVISIBLE or unicodedata.category(char) in ("Cc", "Cs")


def read_register(content: bytes) -> Register:
    """All rows of a CSV or XLSX file; raises UnreadableFile."""
    opened = open_register(content)
    return Register(tuple(opened.rows), opened.ignored)


def open_register(content: bytes, shape: Shape = REGISTER) -> Opened:
    """A CSV or XLSX file, told apart by what is in it, without holding its rows; raises UnreadableFile.

    Empty lines, and the template's example row where it was left in, are passed over.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(Fault.TOO_BIG)
    if content.startswith(b"PK\x03\x04"):
        return _opened(_xlsx_lines(content, shape), _xlsx_length(content), shape)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(Fault.OLD_EXCEL)
    encoding = _encoding_of(content)
    lines = _csv_lines(content, encoding, _delimiter_of(content, encoding, shape))
    return _opened(lines, content.count(b"\n"), shape)


Line = tuple[int, list[str]]


def read_lines(content: bytes) -> list[Line]:
    """All lines with content of a CSV or XLSX file whose columns nobody knows; raises UnreadableFile."""
    if len(content) > MAX_BYTES:
        raise UnreadableFile(Fault.TOO_BIG)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(Fault.OLD_EXCEL)
    if content.startswith(b"PK\x03\x04"):
        lines = _xlsx_lines(content, ANYTHING)
    else:
        encoding = _encoding_of(content)
        lines = _csv_lines(content, encoding, _likeliest_delimiter(content, encoding))
    return list(lines)


ANYTHING = Shape((), "", {})


def _likeliest_delimiter(content: bytes, encoding: str) -> str:
    """The delimiter by which the first line with content has the most cells."""
    with _text_of(content, encoding) as text:
        sample = text.read(FIRST_LINE).lstrip()
    if found := re.match(r"sep=(.)\s", sample):
        return found[1]

    def cells(delimiter: str) -> int:
        return len(next(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), []))

    return max(DELIMITERS, key=cells)


def _opened(lines: Iterator[Line], expected: int, shape: Shape) -> Opened:
    first = next(lines, None)
    if first is None:
        raise UnreadableFile(Fault.EMPTY)
    places, ignored = _columns_of(first[1], shape)
    rows = _rows_of(lines, places, shape)
    # The first is looked at now, so that a file without any is refused while its user is still there.
    beginning = next(rows, None)
    if beginning is None:
        raise UnreadableFile(Fault.EMPTY)
    return Opened(chain([beginning], rows), ignored, expected)


def _rows_of(lines: Iterator[Line], places: dict[str, int], shape: Shape) -> Iterator[Any]:
    count = 0
    example = {name: value for name, value in shape.example.items() if value}
    for number, cells in lines:
        values = {name: cells[place] for name, place in places.items() if place < len(cells)}
        held = {name: value for name, value in values.items() if value}
        if not held or held == example:
            continue
        if count == MAX_ROWS:
            raise UnreadableFile(Fault.TOO_MANY_ROWS)
        count += 1
        yield shape.build(number, values)


def _columns_of(headings: list[str], shape: Shape) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each known column stands, and the headings of the others."""
    known = {key_of(name): name for name in shape.columns}
    places: dict[str, int] = {}
    ignored: list[str] = []
    for place, text in enumerate(headings):
        name = known.get(key_of(text))
        if name in places:
            raise UnreadableFile(Fault.DOUBLE_COLUMN, text)
        if name:
            places[name] = place
        elif text:
            ignored.append(text)
    if shape.required not in places:
        raise UnreadableFile(Fault.NO_HEADER, heading(shape.required))
    return places, tuple(ignored)


def _encoding_of(content: bytes) -> str:
    """The first of the encodings that programs write in which the whole file makes sense."""
    if not content.strip():
        raise UnreadableFile(Fault.EMPTY)
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return encoding
    raise UnreadableFile(Fault.NOT_TEXT)


def _text_of(content: bytes, encoding: str) -> io.TextIOWrapper:
    """The file as text, decoded while it is read."""
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")


def _delimiter_of(content: bytes, encoding: str, shape: Shape) -> str:
    """The delimiter that splits the first line with content into the most known columns; a comma when none does."""
    with _text_of(content, encoding) as text:
        lines = (part for line in text for part in line.splitlines())
        first = next((line for line in lines if line.strip(f' "{DELIMITERS}')), "")
    if re.fullmatch(r"sep=.", first.strip()):
        return first.strip()[-1]
    known = {key_of(name) for name in shape.columns}

    def recognised(delimiter: str) -> int:
        return sum(key_of(cell.strip(' "')) in known for cell in first.split(delimiter))

    return max(DELIMITERS, key=recognised)


def _csv_lines(content: bytes, encoding: str, delimiter: str) -> Iterator[Line]:
    """Lines with content, each under the number at which it starts in the file."""
    reader = csv.reader(_text_of(content, encoding), delimiter=delimiter, strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableFile(Fault.BROKEN_CSV, str(start)) from error
        if cells is None:
            return
        if start == 1 and re.fullmatch(r"sep=.?", "".join(cells).strip()):
            continue
        yield from _with_content(start, cells)


def _with_content(number: int, cells: Iterable[Any]) -> Iterator[Line]:
    texts = [cleaned(cell) for cell in cells]
    if any(texts):
        yield number, texts


def _xlsx_length(content: bytes) -> int:
    """About how many rows the longest sheet holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheets = [part for part in archive.infolist() if part.filename.startswith("xl/worksheets/sheet")]
            return max((_rows_in(archive, part) for part in sheets), default=0)
    except DAMAGE as error:
        raise UnreadableFile(Fault.BROKEN_XLSX) from error


def _rows_in(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    if part.file_size > MAX_UNPACKED:
        raise UnreadableFile(Fault.TOO_BIG)
    count = 0
    with archive.open(part) as sheet:
        while piece := sheet.read(2**20):
            count += piece.count(b"<row ")
    return count


def _xlsx_lines(content: bytes, shape: Shape) -> Iterator[Line]:
    """Lines with content of the first sheet that has the column that must be there, else of the first sheet."""
    # openpyxl takes longer to import than most requests take; only an import of XLSX needs it.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise UnreadableFile(Fault.TOO_BIG)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        first, *others = book.worksheets
        sheet = next((sheet for sheet in (first, *others) if _has_header(sheet, shape)), first)
        yield from _sheet_lines(sheet)
    except (InvalidFileException, *DAMAGE) as error:
        raise UnreadableFile(Fault.BROKEN_XLSX) from error


def _sheet_lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1):
        yield from _with_content(number, cells)


def _has_header(sheet: Any, shape: Shape) -> bool:
    _number, cells = next(_sheet_lines(sheet), (0, []))
    return bool(shape.required) and any(key_of(cell) == key_of(shape.required) for cell in cells)
