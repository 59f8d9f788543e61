"""How an import writes what it has prepared: batch by batch, or held back until all of it is known.

SQLite has one writer at a time. So there everything is prepared without a transaction, as the parameters of statements
on the disk, and written in one go: others wait only for that. Before it is written it is looked whether anything that
it rests on was changed meanwhile, of which the record of changes tells.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Protocol, Self

from django.db import connection, models

from partnering import noting
from partnering.models import Organisation, Person, Role, RowChange, Seat, Unit, User

BATCH = 500
RESTS_ON = [model._meta.label_lower for model in (Organisation, Unit, Person, Role, Seat, User)]
"""The tables on which the check of a register's rows, and the right to import them, rest."""


class Writer(Protocol):
    """Writes new and changed rows, and the record of that."""

    def make(self, model: type[models.Model], things: Sequence[Any]) -> None:
        """Write new rows; they have their keys from now on."""

    def alter(
        self, model: type[models.Model], things: Sequence[Any], names: dict[int, set[str]], before: Any
    ) -> None:
        """Write fields of rows: `names` by the row's identity, `before` what they held, of rows that are not new."""


class AtOnce:
    """Writes each batch, inside a transaction."""

    def make(self, model: type[models.Model], things: Sequence[Any]) -> None:
        """As in the protocol."""
        model._default_manager.bulk_create(things, batch_size=BATCH)

    def alter(
        self, model: type[models.Model], things: Sequence[Any], names: dict[int, set[str]], before: Any
    ) -> None:
        """As in the protocol."""
        every = sorted({name for thing in things for name in names[id(thing)]})
        model._default_manager.bulk_update(things, every, batch_size=BATCH)


class HeldBack:
    """Holds back what is to be written until `write`. For SQLite alone, which counts keys by the table.

    It rests on what the record tells of the tables in `rests_on`, or of any table.
    """

    def __init__(self, rests_on: Collection[str] | None = RESTS_ON) -> None:
        self._rests_on = rests_on
        self._seen = newest_change()
        self._keys: dict[type[models.Model], int] = {}
        self._held = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115  # closed by __exit__
        self._again: dict[type[models.Model], dict[int, tuple[Any, set[str]]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def make(self, model: type[models.Model], things: Sequence[Any]) -> None:
        """As in the protocol. The keys are those that the table would give next."""
        last = self._keys.get(model) or last_keys().get(model._meta.db_table, 0)
        for key, thing in enumerate(things, start=last + 1):
            _tie(model, thing)
            thing.pk = key
        self._keys[model] = last + len(things)
        self._hold_rows(model, things)
        self._hold_changes(noting.bulk_noters[model].of_new(things))

    def alter(
        self, model: type[models.Model], things: Sequence[Any], names: dict[int, set[str]], before: Any
    ) -> None:
        """As in the protocol. What is new itself is given its later values after it is written."""
        noter, others = noting.bulk_noters[model], _pointed_at(model, before.values())
        for thing in things:
            mine = sorted(names[id(thing)])
            if id(thing) not in before:
                self._again.setdefault(model, {}).setdefault(id(thing), (thing, set()))[1].update(mine)
                continue
            _tie(model, thing)
            fields: list[Any] = [model._meta.get_field(name) for name in mine]
            values = [one.get_db_prep_save(getattr(thing, one.attname), connection) for one in fields]
            self._hold(_update_of(model, tuple(one.column for one in fields)), [[*values, thing.pk]])
            self._hold_changes(
                noter.of_changed([(_as_it_was(thing, before[id(thing)], others), thing)], mine)
            )

    def remove(self, model: type[models.Model], things: Sequence[Any]) -> None:
        """Hold back that rows go to which nothing points any more."""
        noter = noting.bulk_noters.get(model)
        if noter is not None:
            self._hold_changes(noter.of_gone(things))
        self._hold(_delete_of(model), [[thing.pk] for thing in things])

    def _hold_changes(self, changes: Sequence[Any]) -> None:
        self._hold_rows(RowChange, changes)

    def _hold_rows(self, model: type[models.Model], things: Sequence[Any]) -> None:
        if things:
            sql, row_of = _insert_of(model)
            self._hold(sql, [row_of(thing) for thing in things])

    def _hold(self, sql: str, rows: list[list[Any]]) -> None:
        self._held.write(json.dumps([sql, rows], default=_decimal) + "\n")

    def write(self) -> bool:
        """Write it all, inside a transaction. False, and nothing is written, when what it rests on was changed."""
        if self.is_outdated():
            return False
        self.put()
        return True

    def is_outdated(self) -> bool:
        """Whether what it rests on was changed since it was begun."""
        return changed_since(self._seen, self._rests_on)

    def put(self) -> None:
        """Write it all, inside a transaction that has looked whether it is outdated."""
        self._held.seek(0)
        with connection.cursor() as cursor:
            for sql, rows in _together(json.loads(line) for line in self._held):
                cursor.executemany(sql, rows)
        for model, things in self._again.items():
            every = sorted({name for _thing, names in things.values() for name in names})
            rows = [thing for thing, _names in things.values()]
            model._default_manager.bulk_update(rows, every, batch_size=BATCH)


def _decimal(value: Any) -> str:
    """A number as SQLite is given it."""
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{value!r} can't be held back.")


AT_ONCE = 10_000
"""Rows of one statement that are brought from the disk together."""


def _together(held: Iterator[tuple[str, list[Any]]]) -> Iterator[tuple[str, list[Any]]]:
    """What is held, with rows of the same statement put together; each of the statements keeps its order."""
    waiting: dict[str, list[Any]] = {}
    for sql, rows in held:
        waiting.setdefault(sql, []).extend(rows)
        if len(waiting[sql]) >= AT_ONCE:
            yield sql, waiting.pop(sql)
    yield from waiting.items()


def newest_change() -> int:
    """The newest entry in the record of changes."""
    return RowChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def changed_since(seen: int, tables: Iterable[str] | None) -> bool:
    """Whether the record tells of a later change in one of these tables, named by their labels, or in any."""
    later = RowChange.objects.filter(pk__gt=seen)
    return (later if tables is None else later.filter(thing__in=list(tables))).exists()


def last_keys() -> dict[str, int]:
    """The last key that each table has given. For SQLite alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())


def _tie(model: type[models.Model], thing: Any) -> None:
    """Take over the keys of what a row points to, which may have got them only after it was pointed to."""
    for one in _relations(model):
        other = one.get_cached_value(thing, default=None)
        if other is not None:
            setattr(thing, one.name, other)


Others = dict[str, dict[int, Any]]


def _pointed_at(model: type[models.Model], before: Iterable[dict[str, Any]]) -> Others:
    """The rows to which changed ones pointed, by field and key, as the record tells those by name."""
    wanted: dict[str, set[int]] = {}
    relations = {one.name for one in _relations(model)}
    for values in before:
        for name in values.keys() & relations:
            wanted.setdefault(name, set()).add(values[name])
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in wanted}
    return {
        name: fields[name].related_model._base_manager.in_bulk([pk for pk in pks if pk])
        for name, pks in wanted.items()
    }


def _as_it_was(thing: Any, before: dict[str, Any], others: Others) -> Any:
    old = copy.copy(thing)
    for name, value in before.items():
        setattr(old, name, others[name].get(value) if name in others else value)
    return old


@cache
def _relations(model: type[models.Model]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if one.is_relation]


@cache
def _insert_of(model: type[models.Model]) -> tuple[str, Callable[[Any], list[Any]]]:
    """The statement that writes a row, and what makes its parameters; of the record the table gives the key."""
    fields: list[Any] = [
        one
        for one in model._meta.concrete_fields
        if not one.generated and not (one.primary_key and model is RowChange)
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(one.column) for one in fields)
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  # names of ours

    def row_of(thing: Any) -> list[Any]:
        return [one.get_db_prep_save(one.pre_save(thing, add=True), connection) for one in fields]

    return sql, row_of


@cache
def _delete_of(model: type[models.Model]) -> str:
    quote = connection.ops.quote_name
    own: Any = model._meta.pk
    return f"DELETE FROM {quote(model._meta.db_table)} WHERE {quote(own.column)} = %s"  # noqa: S608  # names of ours


@cache
def _update_of(model: type[models.Model], columns: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(one)} = %s" for one in columns)
    own: Any = model._meta.pk
    key = quote(own.column)
    return f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {key} = %s"  # noqa: S608  # names of ours
