"""Statements that PostgreSQL plans once for each connection and then knows by a name.

To plan a statement with all that rights ask takes PostgreSQL ten times as long as to run it. A statement that is asked
for a second time on a connection is therefore given to it with marks for its keys; from then on its name and the keys
are sent. PostgreSQL plans it anew by itself when its tables change or have been looked at. SQLite needs none of
this: its library keeps plans by the text of a statement.

Behind a pooler that gives each transaction another session, names would be lost. Who sets `DISABLE_SERVER_SIDE_CURSORS`
for one, as Django asks for, goes without them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from itertools import count
from typing import Any

from django.db import connection
from psycopg2.extensions import AsIs  # type: ignore[import-untyped]

MOST = 200
"""So many plans, of up to half a megabyte, are known to a connection; the one goes first that was used longest ago."""

TYPES = ((int, "bigint"), (str, "text"), (date, "date"))
_numbers = count(1)


Marked = Callable[[], tuple[str, tuple[Any, ...] | dict[str, Any]]]
"""Gives a statement with marks, when it is to get its name."""


class Known:
    """What one session of the database was asked: the name of each statement, empty when it was asked for once."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.names: dict[Hashable, str] = {}

    def use(self, statement: Hashable, marked: Marked, types: str) -> str:
        """The name of a statement, which it gets when it is asked for the second time; until then none."""
        before = self.names.pop(statement, None)
        if before:
            name = before
        else:
            name = "" if before is None else self._named(*marked(), types)
        self.names[statement] = name  # the last to go
        if len(self.names) > MOST:
            self._forget(self.names.pop(next(iter(self.names))))
        return name

    def _named(self, sql: str, values: tuple[Any, ...] | dict[str, Any], types: str) -> str:
        name = f"kept_{next(_numbers)}"
        with self.session.cursor() as cursor:
            cursor.execute(f"PREPARE {name}{types} AS ".encode() + cursor.mogrify(sql, values))
        return name

    def _forget(self, name: str) -> None:
        if name:
            with self.session.cursor() as cursor:
                cursor.execute(f"DEALLOCATE {name}")


def mark(number: int) -> Any:
    """The place of a value in a statement that is to be named."""
    return AsIs(f"${number}")


def known_as(
    statement: Hashable, marked: Marked, values: tuple[int | str | date, ...]
) -> tuple[str, tuple[int | str | date, ...]] | None:
    """What to send instead of a statement; None when it must be sent itself."""
    if connection.vendor != "postgresql" or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return None
    connection.ensure_connection()
    known: Any = getattr(connection, "known_statements", None)
    if known is None or known.session is not connection.connection:
        known = Known(connection.connection)
        connection.known_statements = known  # type: ignore[attr-defined]
    types = _listed(next(name for kind, name in TYPES if isinstance(one, kind)) for one in values)
    name = known.use(statement, marked, types)
    return (f"EXECUTE {name}{_listed('%s' for _one in values)}", values) if name else None


def _listed(parts: Iterable[str]) -> str:
    listed = ", ".join(parts)
    return f" ({listed})" if listed else ""
