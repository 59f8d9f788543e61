"""What survey tools write: one row a respondent below one, two or three lines of headings, to a plain table.

SurveyMonkey writes two lines (a question, then *Response* or the row of a matrix), Qualtrics three (a short name, the
question, and what it calls an import id), others one. Pure: lines of text in, a table out.

Columns that tell who somebody is are dropped here, before anything is kept: by their heading, and by what is in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readiness.survey_words import plain

Line = tuple[int, Sequence[str]]

QUALTRICS = re.compile(r'^\{"ImportId"')
SUBHEADINGS = frozenset(
    {"response", "open ended response", "reponse", "reponse ouverte", "respuesta", "respuesta abierta"}
)
"""What SurveyMonkey writes below a question that has a single column."""
PERSONAL = frozenset(
    """name|full name|first name|last name|surname|email|e mail|email address|e mail address|your email|your name|
    ip address|ip|phone|phone number|mobile|recipient first name|recipient last name|recipient email|
    recipientfirstname|recipientlastname|recipientemail|external reference|externalreference|externaldatareference|
    custom data 1|respondent id|respondent|response id|responseid|id|collector id|user|username|user name|employee id|
    location latitude|location longitude|locationlatitude|locationlongitude|
    nom|prenom|nom complet|adresse e mail|adresse email|adresse ip|courriel|telephone|
    nombre|nombre completo|apellido|apellidos|correo electronico|correo|direccion ip|telefono""".replace(
        "\n", ""
    ).split("|")
)
"""Headings of columns that tell who answered, as `plain` makes them."""
TIMES = frozenset(
    """timestamp|date created|date modified|start date|end date|startdate|enddate|recorded date|recordeddate|
    start time|completion time|last modified time|date submitted|date last action|date started|submitted at|
    duration in seconds|duration|horodateur|heure de debut|heure de fin|marca temporal|hora de inicio|
    hora de finalizacion""".replace("\n", "").split("|")
)
"""Headings of columns that tell when, which could tell who."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
ADDRESS = re.compile(r"(\d{1,3}\.){3}\d{1,3}|([0-9a-f]{0,4}:){2,}[0-9a-f.:]*", re.IGNORECASE)
MOMENT = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}[ t]\d{1,2}[:.]\d{2}.*", re.IGNORECASE)
BY_CONTENT = (EMAIL, ADDRESS, MOMENT)


@dataclass(frozen=True)
class SurveyTable:
    """A file's answers: headings, and rows with the number of their line and as many cells as there are headings.

    `dropped` are the headings of columns that were left out because they tell who or when. `uneven` are lines with
    more cells than the headings have, which can't be read.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    dropped: tuple[str, ...]
    uneven: tuple[int, ...]


def table_of(lines: Sequence[Line], heading_lines: int | None = None) -> SurveyTable:
    """The table of a file's lines with content; `heading_lines` is found out unless it is told (1 to 3)."""
    cells = [tuple(row) for _number, row in lines[:3]]
    count = heading_lines or count_heading_lines(cells)
    headings = _headings(cells[:count])
    width = len(headings)
    rows = []
    uneven = []
    for number, row in lines[count:]:
        if any(row[width:]):
            uneven.append(number)
            continue
        rows.append((number, tuple(row[:width]) + ("",) * (width - len(row))))
    kept = [
        place for place in range(width) if not _is_dropped(headings[place], [row[place] for _n, row in rows])
    ]
    return SurveyTable(
        headings=tuple(headings[place] for place in kept),
        rows=tuple((number, tuple(row[place] for place in kept)) for number, row in rows),
        dropped=tuple(
            headings[place] for place in range(width) if place not in set(kept) and headings[place]
        ),
        uneven=tuple(uneven),
    )


def count_heading_lines(cells: Sequence[Sequence[str]]) -> int:
    """How many of the first lines are headings: 3 of Qualtrics, 2 of SurveyMonkey, else 1."""
    if len(cells) > 2 and any(QUALTRICS.match(cell) for cell in cells[2]):  # its third line
        return 3
    if len(cells) > 1 and _is_second_heading(cells[0], cells[1]):
        return 2
    return 1


def _is_second_heading(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether a second line goes on with the headings: it says so, or names columns that the first leaves empty."""
    if any(plain(cell) in SUBHEADINGS for cell in second):
        return True
    below_nothing = [
        cell for place, cell in enumerate(second) if cell and not "".join(first[place : place + 1])
    ]
    return bool(below_nothing) and not any(cell.isdigit() for cell in second)


def _headings(lines: Sequence[Sequence[str]]) -> list[str]:
    """One heading for each column, of up to three lines."""
    first = list(lines[0]) if lines else []
    if len(lines) == 1:
        return first
    second = list(lines[1])
    width = max(len(first), len(second))
    first += [""] * (width - len(first))
    second += [""] * (width - len(second))
    if len(lines) > 2:  # Qualtrics: the question stands in the second line
        return [below or above for above, below in zip(first, second, strict=True)]
    return _joined(first, second)


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """A matrix's question stands above its first column only; below it each column has its row."""
    headings = []
    question = ""
    for above, below in zip(first, second, strict=True):
        question = above or question
        alone = not below or plain(below) in SUBHEADINGS
        headings.append(question if alone else f"{question}: {below}" if question else below)
    return headings


def _is_dropped(heading: str, cells: Sequence[str]) -> bool:
    name = plain(heading)
    if name in PERSONAL or name in TIMES:
        return True
    given = [cell for cell in cells if cell]
    matches: list[Callable[[str], object]] = [pattern.fullmatch for pattern in BY_CONTENT]
    return bool(given) and any(2 * sum(bool(one(cell)) for cell in given) >= len(given) for one in matches)
