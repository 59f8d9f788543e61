"""Answers to a framework's questions from a CSV file, checked cell by cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from readiness.framework_files import Framework, Scale
from readiness.scoring import Answers, Value

RESPONDENT, UNIT, LEVEL = "respondent", "unit", "level"
LISTED = 100
"""So many things that are wrong are told, as where a survey's file is imported in the browser."""


class AnswersError(ValueError):
    """A file of answers can't be used; the message says the line, the column and the reason."""

    @classmethod
    def together(cls, faults: list[AnswersError]) -> AnswersError:
        """All that is wrong, one to a line; of very many the first, and how many more there are."""
        lines = [str(one) for one in faults[:LISTED]]
        if more := len(faults) - len(lines):
            lines.append(f"… and {more} more.")
        whole = cls.__new__(cls)
        whole.args = ("\n".join(lines),)
        return whole

    def __init__(self, name: str, line: int | None, column: str | None, reason: str) -> None:
        place = name if line is None else f"{name}, line {line}"
        super().__init__(f"{place}, column {column}: {reason}" if column else f"{place}: {reason}")


def read_answers(path: Path | str, framework: Framework) -> list[Answers]:
    """The answers in a file; raises AnswersError where it can't be read or a cell is wrong."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AnswersError(
            str(path), None, None, f"can't be read ({error.strerror}); check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise AnswersError(str(path), None, None, "isn't UTF-8 text; save it as CSV in UTF-8.") from error
    return parse_answers(text, framework, str(path))


def parse_answers(text: str, framework: Framework, name: str) -> list[Answers]:
    """One Answers for each row of a CSV text; `name` is how errors call the file.

    Columns: respondent, unit, level (the last two may be absent) and one for each key of a question. Cells: a
    number of the scale, dk (don't know), na (not applicable), or empty. Blank lines are passed over. All rows are
    looked at, also after one that is no CSV, so that one mending is enough.
    """
    faults: list[AnswersError] = []
    lines = _lines(text, name, faults)
    start, header = next(lines, (None, None))
    if start is not None and header is not None and not faults:
        faults.extend(_faults_of_header(header, start, framework, name))
    elif not faults:
        faults.append(AnswersError(name, None, None, "is empty; the first line must name the columns."))
    if faults or header is None:
        raise AnswersError.together(faults)
    answers: list[Answers] = []
    seen: dict[str, int] = {}
    for line, cells in lines:
        if len(cells) != len(header):
            reason = f"has {len(cells)} cells, but the first line names {len(header)} columns."
            faults.append(AnswersError(name, line, None, reason))
            continue
        row = dict(zip(header, cells, strict=True))
        who = row[RESPONDENT]
        if not who:
            reason = "is empty; give each respondent a name or number."
            faults.append(AnswersError(name, line, RESPONDENT, reason))
        elif who in seen:
            reason = f"{who!r} is on line {seen[who]} already; remove one."
            faults.append(AnswersError(name, line, RESPONDENT, reason))
        seen.setdefault(who, line)
        answers.append(_answers(row, framework, name, line, faults))
    if faults:
        raise AnswersError.together(faults)
    return answers


def _lines(text: str, name: str, faults: list[AnswersError]) -> Iterator[tuple[int, list[str]]]:
    """Lines with content, stripped, each with the number at which it begins; what is no CSV goes to `faults`."""
    first = text.lstrip().partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            faults.append(AnswersError(name, line, None, f"isn't valid CSV: {error}."))
            continue
        if cells is None:
            return
        stripped = [cell.strip() for cell in cells]
        if any(stripped):
            yield line, stripped


def _faults_of_header(
    header: list[str], line: int, framework: Framework, name: str
) -> Iterator[AnswersError]:
    """What is wrong with the names of the columns, which are put in small letters."""
    header[:] = [column.lower() for column in header]
    keys = [question.key for question in framework.questions]
    for position, column in enumerate(header, start=1):
        if not column:
            yield AnswersError(name, line, str(position), "has no name; name or remove the column.")
        elif column not in (RESPONDENT, UNIT, LEVEL, *keys):
            reason = f"isn't a question of {framework.slug}; correct or remove it (known: {', '.join(keys)})."
            yield AnswersError(name, line, column, reason)
        elif column in header[: position - 1]:
            yield AnswersError(name, line, column, "is there twice; remove one.")
    for column in (RESPONDENT, *keys):
        if column not in header:
            yield AnswersError(
                name, line, column, "is missing; add it (its cells may be empty for a question)."
            )


def _answers(
    row: dict[str, str], framework: Framework, name: str, line: int, faults: list[AnswersError]
) -> Answers:
    """The answers of a row; what can't be read goes to `faults`."""
    values: dict[str, Value] = {}
    for question in framework.questions:
        if cell := row[question.key]:
            value = _value(cell.lower(), framework.scale)
            if value is None:
                scale = f"{framework.scale.minimum} to {framework.scale.maximum}"
                reason = f"{cell!r} isn't a whole number from {scale}, dk, na or empty."
                faults.append(AnswersError(name, line, question.key, reason))
                continue
            values[question.key] = value
    return Answers(values, row.get(UNIT, ""), row.get(LEVEL, ""))


def _value(cell: str, scale: Scale) -> Value | None:
    """What a cell says; None where it can't be read."""
    if cell == "dk":
        return "dk"
    if cell == "na":
        return "na"
    return next((value for value in range(scale.minimum, scale.maximum + 1) if cell == str(value)), None)
