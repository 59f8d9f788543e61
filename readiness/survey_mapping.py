"""From a survey tool's table to answers: which column is which question, and which word is which level.

A map is plain data, so that it can wait in the database while its user looks at it. Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from readiness.framework_data import Framework
from readiness.scoring import Value
from readiness.survey_files import SurveyTable
from readiness.survey_words import NO_ANSWER, level_in_words, meaning_of, plain, same_name

LEFT_OUT, UNIT, LEVEL, COMMENT = "", "unit", "level", "comment"
QUESTION = "q:"
ALIKE = 0.86
"""From this likeness on (0-1, of `difflib`) a heading is taken for a question that was worded a little differently."""
LONGEST_WORD = 200
MOST_WORDS = 60
"""A column with more different words than this is no column of answers on a scale."""
UNIT_WORDS = frozenset(
    [
        "unit",
        "department",
        "team",
        "division",
        "unite",
        "service",
        "equipe",
        "departement",
        "unidad",
        "departamento",
        "equipo",
    ]
)
LEVEL_WORDS = frozenset(
    ["level", "grade", "seniority", "role", "position", "niveau", "grade hierarchique", "nivel", "cargo"]
)
OF_ONESELF = frozenset(["your", "you", "my", "votre", "vous", "su", "tu", "usted", "trabaja"])
"""A question with one of these and a word for units or levels asks where somebody is: “Which team are you in?”"""
LONGEST_QUESTION_OF_ONESELF = 8
COMMENT_WORDS = frozenset(
    [
        "comment",
        "comments",
        "anything else",
        "remarks",
        "commentaire",
        "commentaires",
        "remarques",
        "comentario",
        "comentarios",
    ]
)


class Fault(StrEnum):
    """Why a row can't be read."""

    UNEVEN = "uneven"
    WORD = "word"
    UNIT = "unit"
    LEVEL = "level"
    LONG = "long"


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line: in which column, with which word."""

    line: int
    fault: Fault
    heading: str = ""
    word: str = ""


@dataclass(frozen=True)
class Trouble:
    """The same problem of several lines."""

    fault: Fault
    heading: str
    word: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class ColumnMap:
    """How a table is to be read: by place of column what it is, by word what it means.

    Of `units` and `levels` '' means that the word's group is left out; a word that isn't there was not looked at yet.
    """

    columns: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, str] = field(default_factory=dict)

    def places(self, what: str) -> list[int]:
        """The places of the columns that are this."""
        return [place for place, one in enumerate(self.columns) if one == what]

    def questions(self) -> list[tuple[int, str]]:
        """Place and key of each column that is a question."""
        return [
            (place, one.removeprefix(QUESTION))
            for place, one in enumerate(self.columns)
            if one.startswith(QUESTION)
        ]


@dataclass(frozen=True)
class Given:
    """One respondent's answers as the file has them; `unit` is the key that the mapping gives, '' without one."""

    line: int
    answers: dict[str, Value]
    unit: str
    level: str
    comment: str


@dataclass(frozen=True)
class Reading:
    """What a table holds by a mapping. `empty` lines have no answer to any question, and are passed over."""

    given: tuple[Given, ...]
    problems: tuple[Problem, ...]
    empty: int


def troubles(problems: Sequence[Problem]) -> list[Trouble]:
    """Problems that are mended together, the one with the first line first."""
    lines: dict[tuple[Fault, str, str], list[int]] = {}
    for one in problems:
        lines.setdefault((one.fault, one.heading, one.word), []).append(one.line)
    return [Trouble(*key, tuple(found)) for key, found in lines.items()]


def guess_columns(headings: Sequence[str], framework: Framework) -> list[str]:
    """What each column seems to be; each question, and each other thing, once at most."""
    wordings = _wordings(framework)
    taken: set[str] = set()
    found = []
    for heading in headings:
        said = plain(heading)
        guess = _thing(said) or _question(said, wordings, taken) or _of_oneself(said)
        found.append(LEFT_OUT if guess in taken else guess)
        taken.add(guess)
    return found


def _thing(said: str) -> str:
    for what, names in ((UNIT, UNIT_WORDS), (LEVEL, LEVEL_WORDS), (COMMENT, COMMENT_WORDS)):
        if said in names:
            return what
    return LEFT_OUT


def _of_oneself(said: str) -> str:
    """Whether a heading that is no question of the framework asks for somebody's own unit or level."""
    words = set(said.split())
    if not words & OF_ONESELF or len(said.split()) > LONGEST_QUESTION_OF_ONESELF:
        return LEFT_OUT
    return next(
        (what for what, names in ((UNIT, UNIT_WORDS), (LEVEL, LEVEL_WORDS)) if words & names), LEFT_OUT
    )


def _wordings(framework: Framework) -> list[tuple[str, str]]:
    """Each question's key and texts, in all languages, as `plain` makes them."""
    reads = (framework, *(framework.in_language(code) for code in framework.translations))
    texts = [(question.key, plain(question.text)) for read in reads for question in read.questions]
    return texts + [(question.key, plain(question.key)) for question in framework.questions]


def _question(said: str, wordings: Sequence[tuple[str, str]], taken: set[str]) -> str:
    free = [(key, text) for key, text in wordings if QUESTION + key not in taken]
    for key, text in free:
        # Tools write a number before a question and a matrix's heading before its rows.
        if said == text or (len(text) > len(key) and said.endswith(f" {text}")):
            return QUESTION + key
    best = max(((SequenceMatcher(None, said, text).ratio(), key) for key, text in free), default=(0.0, ""))
    return QUESTION + best[1] if said and best[0] >= ALIKE else LEFT_OUT


def words_of(table: SurveyTable, mapping: ColumnMap, framework: Framework) -> Counter[str]:
    """The words in columns of questions that no question describes itself, and how often each is there."""
    found: Counter[str] = Counter()
    for place, key in mapping.questions():
        column = Counter(row[place] for _line, row in table.rows if row[place])
        for word, count in column.items():
            if level_in_words(word, framework, key) is None:
                found[word] += count
    return found


def names_in(table: SurveyTable, places: Sequence[int]) -> Counter[str]:
    """The different words in the column of units or levels."""
    return Counter(row[place] for place in places for _line, row in table.rows if row[place])


def guess_words(words: Sequence[str], framework: Framework) -> dict[str, str]:
    """What words seem to mean; those that only a person can tell are not in it."""
    guesses = {word: meaning_of(word, framework.scale) for word in words}
    return {word: guess for word, guess in guesses.items() if guess is not None}


def guess_names(words: Sequence[str], names: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Which unit or level (key, name) words are; those without one of the same name are not in it."""
    guesses = {word: same_name(word, names) for word in words}
    return {word: guess for word, guess in guesses.items() if guess is not None}


def read_answers(
    table: SurveyTable, mapping: ColumnMap, framework: Framework, longest_comment: int
) -> Reading:
    """The answers of each line, and what is wrong with lines, in their order."""
    described: dict[tuple[str, str], str | None] = {}

    def meaning(key: str, word: str) -> str | None:
        if (key, word) not in described:
            described[key, word] = level_in_words(word, framework, key) or mapping.words.get(word)
        return described[key, word]

    given: list[Given] = []
    problems = [Problem(line, Fault.UNEVEN) for line in table.uneven]
    empty = 0
    for line, row in table.rows:
        answers: dict[str, Value] = {}
        for place, key in mapping.questions():
            said = meaning(key, row[place]) if row[place] else NO_ANSWER
            if said is None:
                problems.append(Problem(line, Fault.WORD, table.headings[place], row[place][:LONGEST_WORD]))
            elif said != NO_ANSWER:
                answers[key] = said if said in ("dk", "na") else int(said)  # type: ignore[assignment]
        if not answers:
            empty += 1
            continue
        unit, level, comment, wrong = _beside(table, mapping, line, row, longest_comment)
        problems += wrong
        given.append(Given(line, answers, unit, level, comment))
    return Reading(tuple(given), tuple(sorted(problems, key=lambda one: one.line)), empty)


def _beside(
    table: SurveyTable, mapping: ColumnMap, line: int, row: Sequence[str], longest: int
) -> tuple[str, str, str, list[Problem]]:
    """Unit, level and comment of a line, and what is wrong with them."""
    problems = []
    names: dict[str, str] = {}
    for what, known, fault in ((UNIT, mapping.units, Fault.UNIT), (LEVEL, mapping.levels, Fault.LEVEL)):
        place = next(iter(mapping.places(what)), None)
        word = row[place] if place is not None else ""
        if place is not None and word and word not in known:
            problems.append(Problem(line, fault, table.headings[place], word[:LONGEST_WORD]))
        names[what] = known.get(word, "")
    comment = "\n".join(row[place] for place in mapping.places(COMMENT) if row[place])
    if len(comment) > longest:
        problems.append(Problem(line, Fault.LONG, table.headings[mapping.places(COMMENT)[0]]))
    return names[UNIT], names[LEVEL], comment, problems


def to_data(table: SurveyTable) -> dict[str, Any]:
    """A table as plain data for JSON."""
    return {
        "headings": list(table.headings),
        "rows": [[line, list(cells)] for line, cells in table.rows],
        "dropped": list(table.dropped),
        "uneven": list(table.uneven),
    }


def from_data(data: Mapping[str, Any]) -> SurveyTable:
    """The table that `to_data` wrote."""
    return SurveyTable(
        headings=tuple(data["headings"]),
        rows=tuple((line, tuple(cells)) for line, cells in data["rows"]),
        dropped=tuple(data["dropped"]),
        uneven=tuple(data["uneven"]),
    )
