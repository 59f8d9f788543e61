"""Statements that are put together once and asked again: their text and values are kept, never what they found.

To put the rights of a page's queries together from models takes ten times as long as to run them, and comes out the
same for as long as somebody stands where they stood. So a function of a user and plain values, which gives rows, is
asked once for its statement; the statement is kept under the function, its values, and all that rights are made of:
the account, its person and their organisation as they are today, their roles, seats and memberships, the day, the
time zone and the language. Whatever of these changes makes another statement. Nothing is kept of who looks as another
role, of what changes something, of a function that asks the database while it puts rows together, and of a statement
that tells a moment.

A value that is another one each time (the key of the thing that a page shows) is handed over as a `Slot`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Hashable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, NoReturn

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.utils import timezone
from django.utils.translation import get_language

from partnering import access, guises, prepared, reach

MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:")
MOST = 1_000
"""So many statements, of about 35 kB each, are kept by a process; those go first that nobody asked for longest."""

OF_ROWS = ("_iterable_class", "_fields", "_prefetch_related_lookups", "_known_related_objects")
"""What Django's rows are beside their query, as it copies them itself."""

_kept: dict[Hashable, Kept | None] = {}
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Slot:
    """A key, or a text to filter by, that may be another one each time.

    A function gets a stand-in for it, to compare columns with it and, when it is a text, to look for it by `icontains`.
    """

    value: int | str

    def place(self, number: int) -> int | str:
        """The stand-in; no row has such a key, and nobody types such a text."""
        return 9_100_000_000_000_000_000 + number if isinstance(self.value, int) else f"\ue000{number}\ue000"


class AskedMeanwhile(Exception):  # no error: then nothing is kept
    """A function asked the database while it put rows together, so that they depend on more than is known."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A statement; of rows with what makes models of what it finds, and nothing at all where rights leave nothing."""

    sql: str
    values: tuple[Any, ...]
    rows: QuerySet[Any] | None = None
    compiler: Any = None
    converters: Any = None
    is_empty: bool = False

    def asked(self, given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """What to send to the database: the statement, or the name under which it knows its plan."""
        slots = [(number, one) for number, one in enumerate(given) if isinstance(one, Slot)]
        marks = {one.place(number): mark for mark, (number, one) in enumerate(slots, start=1)}
        if any(f"%{place}%" in self.values for place in marks):
            return self.filled(given)  # how many rows hold a text decides how best to look for them
        known = prepared.known_as(
            self, lambda: self.marked(marks), tuple(one.value for _number, one in slots)
        )
        return known or self.filled(given)

    def marked(self, marks: dict[int | str, int]) -> tuple[str, tuple[Any, ...]]:
        """The statement with marks in the places of its slots, as PostgreSQL has them."""
        sql = self.sql
        for place, number in marks.items():
            sql = sql.replace(str(place), f"${number}")
        return sql, tuple(prepared.mark(marks[one]) if one in marks else one for one in self.values)

    def filled(self, given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """The statement with the values of slots in their places."""
        sql, values = self.sql, self.values
        for number, one in enumerate(given):
            if isinstance(one, Slot):
                place = one.place(number)
                if isinstance(one.value, int):
                    sql = sql.replace(str(place), str(int(one.value)))
                    values = tuple(one.value if value == place else value for value in values)
                else:
                    looked_for = f"%{connection.ops.prep_for_like_query(one.value)}%"
                    texts = {place: one.value, f"%{place}%": looked_for}
                    values = tuple(texts.get(v, v) if isinstance(v, str) else v for v in values)
        return sql, values


class _KeptQuery(Query):
    """A query whose statement is known. It is only there to be run: who narrows it further would get the old one."""

    statement: tuple[Any, Any, str, tuple[Any, ...]]

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True) -> Any:
        """What runs the statement."""
        compiler, converters, sql, values = self.statement
        ready = copy.copy(compiler)
        ready.query, ready.using, ready.connection = self, using, connection or connections[using]
        ready.as_sql = lambda *_how, **_more: (sql, values)
        ready.get_converters = lambda _columns: converters
        return ready

    def clone(self) -> NoReturn:
        """Refused."""
        raise TypeError("Narrow rows in the function that gives them, before they are kept.")


def forget() -> None:
    """Begin anew, as a process does that has just started."""
    _kept.clear()


def rows(give: Callable[..., QuerySet[Any]], user: Any, *values: Any) -> list[Any]:
    """The rows that a function gives for a user and these values, by a statement that is kept."""
    found = _find(give, _of_rows, user, values)
    if found is None or found.rows is None:
        return [] if found else list(give(user, *_as_given(values)))
    return list(_asked_anew(found, values))


def _asked_anew(found: Kept, values: tuple[Any, ...]) -> QuerySet[Any]:
    """The rows of a statement, not yet asked for; they share all but the statement with the first ones."""
    first: Any = found.rows
    query: Any = copy.copy(first.query)
    query.__class__ = _KeptQuery
    query.statement = (found.compiler, found.converters, *found.asked(values))
    rows: Any = type(first)(first.model, query, first._db, first._hints)
    for name in OF_ROWS:
        setattr(rows, name, getattr(first, name))
    return rows  # type: ignore[no-any-return]


def known(give: Callable[..., QuerySet[Any]], user: Any, *values: Any) -> Kept | None:
    """The statement of these rows, if it is kept, to be asked together with others."""
    return _find(give, _of_rows, user, values)


def one(give: Callable[..., QuerySet[Any]], user: Any, *values: Any) -> Any:
    """The only row that a function gives for a user and these values; None where there is none."""
    return next(iter(rows(give, user, *values)), None)


def count(give: Callable[..., QuerySet[Any]], user: Any, *values: Any) -> int:
    """How many rows these are."""
    found = _find(give, _of_count, user, values)
    if found is None:
        return int(give(user, *_as_given(values)).count())
    if found.is_empty:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(*found.asked(values))
        return int(cursor.fetchone()[0])


def statement(
    give: Callable[..., tuple[str, tuple[Any, ...]]], user: Any, *values: Any
) -> tuple[str, tuple[Any, ...]]:
    """The statement that a function writes for a user and these values; an empty one where there is nothing."""
    found = _find(give, _as_written, user, values)
    return give(user, *_as_given(values)) if found is None else found.filled(values)


def asked(
    give: Callable[..., tuple[str, tuple[Any, ...]]], user: Any, *values: Any
) -> tuple[str, tuple[Any, ...]]:
    """The same, to be sent as it is: where the database knows the statement by a name, that is all there is to send."""
    found = _find(give, _as_written, user, values)
    return give(user, *_as_given(values)) if found is None else found.asked(values)


def _find(give: Any, keep: Callable[[Any], Kept], user: Any, values: tuple[Any, ...]) -> Kept | None:
    """The statement that is kept, or is from now on; None where none may be."""
    rights = _rights(user)
    if rights is None or not _is_plain((give, *values)):
        return None
    key = (give, keep, rights, tuple(type(one.value) if isinstance(one, Slot) else one for one in values))
    with _one_at_a_time:
        if key in _kept:
            _kept[key] = found = _kept.pop(key)  # the last to go
            return found
    made = _made(give, keep, user, values)
    with _one_at_a_time:
        while len(_kept) >= MOST:
            del _kept[next(iter(_kept))]
        _kept[key] = made
    return made


def _made(give: Any, keep: Callable[[Any], Kept], user: Any, values: tuple[Any, ...]) -> Kept | None:
    given = [one.place(number) if isinstance(one, Slot) else one for number, one in enumerate(values)]
    try:
        alone = access.remembering_standing(user) if user is not None else nullcontext()
        with alone, connection.execute_wrapper(_refuse):
            made = keep(give(user, *given))
    except AskedMeanwhile:
        return None
    places = [place for place, one in zip(given, values, strict=True) if isinstance(one, Slot)]
    if any(map(_tells_a_moment, made.values)) or not all(_has_place(made, place) for place in places):
        return None
    return made


def _has_place(made: Kept, place: int | str) -> bool:
    """Whether a stand-in is in the statement, and only as it can be filled.

    One that is nowhere was used for something else, or made it an empty one.
    """
    if isinstance(place, int):
        return place in made.values or str(place) in made.sql
    found = [value for value in made.values if isinstance(value, str) and place in value]
    return bool(found) and set(found) <= {place, f"%{place}%"}


def _of_rows(asked: QuerySet[Any]) -> Kept:
    compiler = asked.query.get_compiler(asked.db)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return Kept("", (), is_empty=True)
    converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
    return Kept(sql, tuple(values), asked, compiler, converters)


def _of_count(asked: QuerySet[Any]) -> Kept:
    try:
        sql, values = asked.query.sql_with_params()
    except EmptyResultSet:
        return Kept("", (), is_empty=True)
    return Kept(f"SELECT COUNT(*) FROM ({sql}) counted", tuple(values))  # noqa: S608  # which Django wrote


def _as_written(made: tuple[str, tuple[Any, ...]]) -> Kept:
    return Kept(*made)


def _refuse(*_statement: Any) -> NoReturn:
    raise AskedMeanwhile


def _rights(user: Any) -> Hashable | None:
    """All that rights are made of; None where nothing may be kept.

    What is counted of a partnership is asked for without a user, and is the same for everybody.
    """
    if user is None:
        return ("nobody", reach.only(), *_when()) if access.is_remembering() else None
    person = access.person_of(user)
    if person is None or not access.is_remembering() or guises.guise_of(user) is not None:
        return None
    return (reach.only(), access.remembered("rights", user, lambda: Rights(_made_of(user, person))))


def _made_of(user: Any, person: Any) -> tuple[Any, ...]:
    rows = (user, person, person.organisation)
    return (*_when(), *map(_fields, rows), access.standing_of(user))


def _when() -> tuple[Any, ...]:
    when = (access.today(), timezone.localdate(), timezone.get_current_timezone_name())
    return (connection.vendor, get_language(), *when)


class Rights:
    """All that rights are made of, which a page asks for many times: it is hashed once."""

    def __init__(self, made_of: tuple[Any, ...]) -> None:
        self.made_of = made_of
        self.hash = hash(made_of)

    def __hash__(self) -> int:
        return self.hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Rights) and self.made_of == other.made_of)


def _fields(row: Any) -> tuple[Any, ...]:
    return tuple(str(row.__dict__.get(field.attname)) for field in row._meta.concrete_fields)


def _tells_a_moment(value: Any) -> bool:
    """Whether a value is a moment, which is another one the next time."""
    return isinstance(value, datetime) or (isinstance(value, str) and MOMENT.match(value) is not None)


def _is_plain(value: Any) -> bool:
    """Whether a value is no more than it says: a row, for instance, is another one when it was changed."""
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    if callable(value):
        return getattr(value, "__closure__", None) is None
    return value is None or isinstance(value, str | int | date | Slot)


def given(value: Any) -> Any:
    """A value as a function gets it whose statement isn't kept."""
    return value.value if isinstance(value, Slot) else value


def _as_given(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(map(given, values))
