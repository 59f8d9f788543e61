"""Many small questions, asked of the database in one statement.

A page of many parts has as many questions, most of which do not wait for each other's answers; each of them is a way
to the database and back. So what makes a part of a page is a *part*: a generator that yields the rows that it wants
to look at, as a list of querysets, and is sent these rows. Several parts go on together, and what all of them want
next is asked at once. Called alone, a part asks by itself:

    @at_once.part
    def sponsors_of(user, partnership):
        [roles] = yield [Role.objects.visible_to(user).filter(partnership=partnership)]
        return [role.person_id for role in roles]

    sponsors_of(user, partnership)
    sponsors, tasks = at_once.answer(sponsors_of.asking(user, partnership), tasks_of.asking(user, partnership))

The statement is a union of the querysets' own. SQLite keeps the type of each value; on PostgreSQL, where the columns
of a union have one type, a row travels as JSON.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import update_wrapper
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import Query

Given = ParamSpec("Given")
Made = TypeVar("Made")
Asking = Generator[list[QuerySet[Any]], Sequence[Iterable[Any]], Made]

FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "TimeField": time.fromisoformat,
    "DecimalField": Decimal,
    "FloatField": float,
    "UUIDField": UUID,
}
"""What makes of a value in JSON what PostgreSQL's library would have given, by the kind of the column."""


class Part(Generic[Given, Made]):
    """A part of a page; called, it asks by itself."""

    def __init__(self, asking: Callable[Given, Asking[Made]]) -> None:
        self.asking = asking
        update_wrapper(self, asking)

    def __call__(self, *args: Given.args, **kwargs: Given.kwargs) -> Made:
        """Ask alone, and answer what the part is made of."""
        return answer(self.asking(*args, **kwargs))[0]  # type: ignore[no-any-return]


part = Part


def answer(*parts: Asking[Any]) -> list[Any]:
    """What parts make of the rows that they ask for, all of them together; as many statements as the longest has."""
    return _go_on(together(*parts), ask)


def one_by_one(asking: Asking[Made]) -> Made:
    """What a part makes of rows that are fetched while it reads them, by one statement each: for very many rows."""
    return _go_on(asking, lambda wanted: [rows.iterator(chunk_size=10_000) for rows in wanted])


def _go_on(asking: Asking[Made], look: Callable[[list[QuerySet[Any]]], Sequence[Iterable[Any]]]) -> Made:
    try:
        wanted = next(asking)
        while True:
            wanted = asking.send(look(wanted))
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]


def together(*parts: Asking[Any]) -> Asking[list[Any]]:
    """Several parts as one. They go on in their order, so that a later one may use what an earlier one has noted."""
    made: list[Any] = [None] * len(parts)
    answers: dict[int, Sequence[Iterable[Any]] | None] = dict.fromkeys(range(len(parts)))
    while answers:
        wishes: dict[int, list[QuerySet[Any]]] = {}
        for number, rows in answers.items():
            try:
                # A generator begins by being sent nothing.
                wishes[number] = parts[number].send(rows)  # type: ignore[arg-type]
            except StopIteration as done:
                made[number] = done.value
        found = iter((yield [one for wanted in wishes.values() for one in wanted])) if wishes else iter(())
        answers = {number: [next(found) for _one in wanted] for number, wanted in wishes.items()}
    return made


def ask(wanted: Sequence[QuerySet[Any]]) -> list[list[Any]]:
    """The rows of each queryset, all of them by one statement."""
    statements = {number: one for number, rows in enumerate(wanted) if (one := _statement(rows)) is not None}
    if len(statements) <= 1:
        return [list(rows) if number in statements else [] for number, rows in enumerate(wanted)]
    found = _rows_of(statements, wanted[0].db)
    return [
        _as_asked(rows, statements[n], found[n]) if n in statements else [] for n, rows in enumerate(wanted)
    ]


class _Statement:
    """The statement of a queryset, how many columns it has, and of what kinds those are that make a row."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.compiler: Any = rows.query.get_compiler(rows.db)
        self.sql, self.values = self.compiler.as_sql()
        self.width = len(self.compiler.select)
        if self.compiler.has_extra_select:  # columns that are only there to sort by
            self.width += len(
                self.compiler.get_extra_select(self.compiler.get_order_by(), self.compiler.select)
            )
        shown = self.compiler.select[: self.compiler.col_count]
        self.kinds = [column.output_field.get_internal_type() for column, _sql, _alias in shown]


def _statement(rows: QuerySet[Any]) -> _Statement | None:
    """None of a queryset that can't have rows."""
    try:
        return _Statement(rows)
    except EmptyResultSet:
        return None


def _rows_of(statements: dict[int, _Statement], db: str) -> dict[int, list[Sequence[Any]]]:
    """The rows of statements as the database's library would give them, by the statements' numbers."""
    connection = connections[db]
    as_json = connection.vendor == "postgresql"
    widest = max(len(one.kinds) for one in statements.values())
    # What stands first tells no type of a column, which SQLite's library would believe of all that follows.
    asked, values = [], []
    shown = [] if as_json else [f"SELECT -1{', NULL' * widest} WHERE 0"]
    for number, one in statements.items():
        columns = ", ".join(f"c{place}" for place in range(one.width))
        # Materialized, or else the rows need not keep their order.
        asked.append(f"q{number}({columns}) AS MATERIALIZED ({one.sql})")
        values += one.values
        row = _in_json(one) if as_json else _padded(one, widest)
        shown.append(f"SELECT {number}, {row} FROM q{number}")  # noqa: S608  # of names of our own
    found: dict[int, list[Sequence[Any]]] = {number: [] for number in statements}
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(asked)} {' UNION ALL '.join(shown)}", values)
        for number, *row in cursor.fetchall():
            found[number].append(row)
    return {number: (_read if as_json else _cut)(statements[number], rows) for number, rows in found.items()}


def _in_json(one: _Statement) -> str:
    columns = (f"c{n}::text" if kind == "JSONField" else f"c{n}" for n, kind in enumerate(one.kinds))
    return f"json_build_array({', '.join(columns)})::text"


def _padded(one: _Statement, widest: int) -> str:
    columns = [f"c{place}" for place in range(len(one.kinds))]
    return ", ".join([*columns, *["NULL"] * (widest - len(columns))])


def _read(one: _Statement, rows: Iterable[Sequence[str]]) -> list[Sequence[Any]]:
    """Rows in JSON as they were."""
    read = [(place, FROM_JSON[kind]) for place, kind in enumerate(one.kinds) if kind in FROM_JSON]
    found = []
    for (text,) in rows:
        row = json.loads(text, parse_float=str)  # a number with a point is exact, or it is none of ours
        for place, make in read:
            if row[place] is not None:
                row[place] = make(row[place])
        found.append(row)
    return found


def _cut(one: _Statement, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    return [row[: len(one.kinds)] for row in rows]


class _AnsweredQuery(Query):
    """A query of which the rows are known already. It is only there to make of them what was asked for."""

    answered: tuple[Any, list[Sequence[Any]]]

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True) -> Any:
        """What gives the rows."""
        compiler, rows = self.answered
        ready = copy.copy(compiler)
        ready.query = self
        ready.execute_sql = lambda *_how, **_more: iter([rows])
        return ready

    def clone(self) -> NoReturn:
        """Refused."""
        raise TypeError("Narrow rows before they are asked for.")


def _as_asked(asked: Any, one: _Statement, rows: list[Sequence[Any]]) -> list[Any]:
    """Rows as the queryset makes them: models with what belongs to them, or plain values."""
    query: Any = copy.copy(asked.query)
    query.__class__ = _AnsweredQuery
    query.answered = (one.compiler, rows)
    filled: Any = asked._chain()
    filled._query = query
    return list(filled)
