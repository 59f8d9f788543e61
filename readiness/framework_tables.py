"""The questions of a framework's draft as a table: one row a question, for spreadsheet programs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from readiness.framework_drafts import Draft, number
from readiness.framework_editing import values_of

AREA_KEY, AREA, KEY, QUESTION = "area key", "area", "question key", "question"
REVERSED, WEIGHT, SIDE = "reversed", "weight", "side"
PLAIN = (AREA_KEY, AREA, KEY, QUESTION, REVERSED, WEIGHT, SIDE)

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_GUARDED = re.compile(r"'[=+\-@]")  # as files that are taken from here keep cells from being formulas
_SHIFTED = "has more cells than there are columns; put a text that holds the separator in quotes."
_YES = {"yes": True, "no": False, "": False}


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a cell, or with a whole line where no column is named."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.reason}"


class TableRefused(ValueError):
    """A table can't be used; `faults` has every line that is wrong."""

    def __init__(self, *faults: RowFault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def headings(draft: Draft) -> list[str]:
    """The columns for a draft's scale."""
    return [AREA_KEY, AREA, KEY, QUESTION, *map("level {}".format, values_of(draft)), REVERSED, WEIGHT, SIDE]


def rows(draft: Draft) -> list[list[str]]:
    """A row for each question."""
    return [
        [
            area["key"],
            area["name"],
            question["key"],
            question["text"],
            *question["levels"],
            "yes" if question.get("reversed") else "",
            str(question.get("weight", "")),
            question.get("side", ""),
        ]
        for area in draft["areas"]
        for question in area["questions"]
    ]


def read_areas(text: str, draft: Draft) -> list[Draft]:
    """The areas of a CSV text, for a draft's scale; areas that the draft has keep their summary and actions.

    Raises TableRefused with everything that is wrong, line by line.
    """
    found = list(_lines(text))
    if not found:
        raise TableRefused(RowFault(1, "", "the file is empty; the first line must name the columns."))
    (first, padded), *body = found
    header = [*padded]
    while header and not header[-1]:
        header.pop()
    levels = [f"level {value}" for value in values_of(draft)]
    _check_header([one.lower() for one in header], first, levels)
    names = [one.lower() for one in header]
    known = {area["key"]: area for area in draft["areas"]}
    areas: dict[str, Draft] = {}
    faults: list[RowFault] = []
    seen: dict[str, int] = {}
    for line, cells in body:
        row = dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=False))
        is_shifted = len(cells) > len(padded) or any(cells[len(names) :])
        wrong = [RowFault(line, "", _SHIFTED)] if is_shifted else []
        if not wrong:
            wrong = [
                *_faults(row, line, levels, seen),
                *_twins(row, line, levels),
                *_renamed(row, line, areas),
            ]
        faults += wrong
        if not wrong:
            area = areas.setdefault(row[AREA_KEY], _area(row, known))
            area["questions"].append(_question(row, levels))
    if not body:
        faults.append(RowFault(first, "", "no question follows; write one a line."))
    if faults:
        raise TableRefused(*faults)
    return list(areas.values())


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines with content, each with the number at which it begins."""
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=";" if first.count(";") > first.count(",") else ",",
        strict=True,
    )
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise TableRefused(RowFault(line, "", f"isn't valid CSV: {error}.")) from error
        if cells is None:
            return
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield line, [cell[1:] if _GUARDED.match(cell) else cell for cell in stripped]


def _check_header(names: list[str], line: int, levels: list[str]) -> None:
    faults = [
        RowFault(line, name, "isn't a column here; correct or remove it.")
        for name in names
        if name not in (*PLAIN, *levels)
    ]
    faults += [
        RowFault(line, name, "is there twice; remove one.")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    needed = (AREA_KEY, AREA, KEY, QUESTION, *levels)
    faults += [RowFault(line, name, "is missing; add this column.") for name in needed if name not in names]
    if faults:
        raise TableRefused(*faults)


def _faults(row: dict[str, str], line: int, levels: list[str], seen: dict[str, int]) -> Iterator[RowFault]:
    for name in (AREA_KEY, KEY):
        if not _KEY.fullmatch(row[name]):
            yield RowFault(line, name, "use up to 50 small letters, digits, hyphens and underscores.")
    for name in (AREA, QUESTION, *levels):
        if not row[name]:
            yield RowFault(line, name, "is empty; write a text.")
    if row[KEY] in seen:
        yield RowFault(line, KEY, f"{row[KEY]!r} is on line {seen[row[KEY]]} already; give each its own key.")
    seen.setdefault(row[KEY], line)
    if row.get(REVERSED, "").lower() not in _YES:
        yield RowFault(line, REVERSED, "write yes, or leave it empty.")
    if row.get(SIDE, "") not in ("", "internal", "external"):
        yield RowFault(line, SIDE, "write internal or external, or leave it empty.")
    if row.get(WEIGHT) and _weight(row[WEIGHT]) is None:
        yield RowFault(line, WEIGHT, "must be a number above 0, or empty for the usual weight of 1.")


def _twins(row: dict[str, str], line: int, levels: list[str]) -> Iterator[RowFault]:
    """Two answers that read the same can't be told apart."""
    first: dict[str, str] = {}
    for name in filter(row.get, levels):
        if row[name] in first:
            yield RowFault(
                line, name, f"reads the same as {first[row[name]]}; describe each in its own words."
            )
        first.setdefault(row[name], name)


def _renamed(row: dict[str, str], line: int, areas: dict[str, Draft]) -> Iterator[RowFault]:
    area = areas.get(row[AREA_KEY])
    if area and row[AREA] and row[AREA] != area["name"]:
        yield RowFault(
            line, AREA, f"is {area['name']!r} on a line above; give an area one name, or its own key."
        )


def _weight(cell: str) -> int | float | None:
    try:
        weight = Decimal(cell)
    except InvalidOperation:
        return None
    return number(weight) if weight.is_finite() and weight > 0 else None


def _area(row: dict[str, str], known: dict[str, Draft]) -> Draft:
    """A new area, or the one that was there, without its questions; the name is the file's."""
    old = known.get(row[AREA_KEY], {"summary": "", "actions": {}})
    return {**old, "key": row[AREA_KEY], "name": row[AREA], "questions": []}


def _question(row: dict[str, str], levels: list[str]) -> Draft:
    question: Draft = {"key": row[KEY], "text": row[QUESTION], "levels": [row[name] for name in levels]}
    if side := row.get(SIDE):
        question["side"] = side
    if _YES[row.get(REVERSED, "").lower()]:
        question["reversed"] = True
    weight = _weight(row.get(WEIGHT, ""))
    if weight is not None and weight != 1:
        question["weight"] = weight
    return question
