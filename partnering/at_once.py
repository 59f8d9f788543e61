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
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import update_wrapper
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql import Query

from partnering import kept, prepared

Given = ParamSpec("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Rows:
    """Rows that a function gives for a user and plain values, by a statement that is kept (`partnering/kept.py`)."""

    give: Callable[..., QuerySet[Any]]
    user: Any
    values: tuple[Any, ...]


Wish = QuerySet[Any] | Rows
Asking = Generator[Sequence[Wish], Sequence[Iterable[Any]], Made]


def rows(give: Callable[..., QuerySet[Any]], user: Any, *values: Any) -> Rows:
    """A wish for the rows that a function gives; keys that are others each time are `kept.Slot`s."""
    return Rows(give, user, values)


def _rows(wish: Wish) -> QuerySet[Any]:
    return wish.give(wish.user, *map(kept.given, wish.values)) if isinstance(wish, Rows) else wish


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
    return _go_on(asking, lambda wanted: [_rows(one).iterator(chunk_size=10_000) for one in wanted])


def _go_on(asking: Asking[Made], look: Callable[[Sequence[Wish]], Sequence[Iterable[Any]]]) -> Made:
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
        wishes: dict[int, Sequence[Wish]] = {}
        for number, rows in answers.items():
            try:
                # A generator begins by being sent nothing.
                wishes[number] = parts[number].send(rows)  # type: ignore[arg-type]
            except StopIteration as done:
                made[number] = done.value
        found = iter((yield [one for wanted in wishes.values() for one in wanted])) if wishes else iter(())
        answers = {number: [next(found) for _one in wanted] for number, wanted in wishes.items()}
    return made


def ask(wanted: Sequence[Wish]) -> list[list[Any]]:
    """The rows of each wish, all of them by one statement."""
    statements = {number: one for number, wish in enumerate(wanted) if (one := _statement(wish)) is not None}
    if not statements:
        return [[] for _wish in wanted]
    found = _rows_of(statements)
    return [statements[n].made_of(found[n]) if n in statements else [] for n in range(len(wanted))]


class _Statement:
    """The statement of a wish, how many columns it has, and of what kinds those are that make a row."""

    def __init__(
        self,
        asked: Any,
        compiler: Any,
        statement: tuple[str, tuple[Any, ...]],
        known: kept.Kept | None = None,
        given: tuple[Any, ...] = (),
    ) -> None:
        self.asked, self.compiler, self.statement, self.known = asked, compiler, statement, known
        self.slots = [(number, one) for number, one in enumerate(given) if isinstance(one, kept.Slot)]
        self.width = len(compiler.select)
        if compiler.has_extra_select:  # columns that are only there to sort by
            self.width += len(compiler.get_extra_select(compiler.get_order_by(), compiler.select))
        shown = compiler.select[: compiler.col_count]
        self.kinds = [column.output_field.get_internal_type() for column, _sql, _alias in shown]

    def made_of(self, rows: list[Sequence[Any]]) -> list[Any]:
        """Rows as the queryset makes them: models with what belongs to them, or plain values."""
        query: Any = copy.copy(self.asked.query)
        query.__class__ = _AnsweredQuery
        query.answered = (self.compiler, self.known and self.known.converters, rows)
        filled: Any = type(self.asked)(self.asked.model, query, self.asked._db, self.asked._hints)
        for name in kept.OF_ROWS:
            setattr(filled, name, getattr(self.asked, name))
        return list(filled)


def _statement(wish: Wish) -> _Statement | None:
    """None where there can't be rows."""
    if isinstance(wish, Rows):
        found = kept.known(wish.give, wish.user, *wish.values)
        if found is not None:
            if found.rows is None:
                return None
            return _Statement(found.rows, found.compiler, found.filled(wish.values), found, wish.values)
    rows = _rows(wish)
    compiler: Any = rows.query.get_compiler(rows.db)
    try:
        return _Statement(rows, compiler, compiler.as_sql())
    except EmptyResultSet:
        return None


def _rows_of(statements: dict[int, _Statement]) -> dict[int, list[Sequence[Any]]]:
    """The rows of statements as the database's library would give them, by the statements' numbers."""
    found: dict[int, list[Sequence[Any]]] = {number: [] for number in statements}
    with connection.cursor() as cursor:
        cursor.execute(
            *(_known(statements) or _union(statements, {n: one.statement for n, one in statements.items()}))
        )
        for number, *row in cursor.fetchall():
            found[number].append(row)
    read = _read if connection.vendor == "postgresql" else _cut
    return {number: read(statements[number], rows) for number, rows in found.items()}


def _known(statements: dict[int, _Statement]) -> tuple[str, tuple[Any, ...]] | None:
    """What to send where PostgreSQL knows the whole by a name, which it may when each of these is kept."""
    if not all(one.known for one in statements.values()):
        return None
    marks, values = dict[int, dict[int | str, int]](), list[Any]()
    for number, one in statements.items():
        marks[number] = {}
        for place, slot in one.slots:
            values.append(slot.value)
            marks[number][slot.place(place)] = len(values)

    def marked() -> tuple[str, tuple[Any, ...]]:
        return _union(
            statements, {n: one.known.marked(marks[n]) for n, one in statements.items() if one.known}
        )

    key = ("at once", *((number, one.known) for number, one in statements.items()))
    return prepared.known_as(key, marked, tuple(values))


def _union(
    statements: dict[int, _Statement], texts: dict[int, tuple[str, tuple[Any, ...]]]
) -> tuple[str, tuple[Any, ...]]:
    """The statement of all of them; each row says of which it is."""
    as_json = connection.vendor == "postgresql"
    widest = max(len(one.kinds) for one in statements.values())
    asked, values = [], list[Any]()
    # What stands first tells no type of a column, which SQLite's library would believe of all that follows.
    shown = [] if as_json else [f"SELECT -1{', NULL' * widest} WHERE 0"]
    for number, one in statements.items():
        columns = ", ".join(f"c{place}" for place in range(one.width))
        sql, given = texts[number]
        # Materialized, or else the rows need not keep their order.
        asked.append(f"q{number}({columns}) AS MATERIALIZED ({sql})")
        values += given
        row = _in_json(one) if as_json else _padded(one, widest)
        shown.append(f"SELECT {number}, {row} FROM q{number}")  # noqa: S608  # of names of our own
    return f"WITH {', '.join(asked)} {' UNION ALL '.join(shown)}", tuple(values)


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

    answered: tuple[Any, Any, list[Sequence[Any]]]

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True) -> Any:
        """What gives the rows."""
        compiler, converters, rows = self.answered
        ready = copy.copy(compiler)
        ready.query = self
        ready.execute_sql = lambda *_how, **_more: iter([rows])
        if converters is not None:
            ready.get_converters = lambda _columns: converters
        return ready

    def clone(self) -> NoReturn:
        """Refused."""
        raise TypeError("Narrow rows before they are asked for.")
