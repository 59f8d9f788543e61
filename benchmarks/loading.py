"""Puts many rows into a table at once: by COPY on PostgreSQL, by executemany elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from partnering.copying import copy_in

CHUNK = 100_000


@transaction.atomic
def load(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table, with the primary keys that they have."""
    if not rows:
        return
    model = type(rows[0])
    # What the table fills by itself when nothing is said is left to it.
    fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]
    columns = [field.column for field in fields]
    _insert(model, columns, ([_value(field, row) for field in fields] for row in rows))
    _reset_sequence(model)


def _insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    if connection.vendor == "postgresql":
        copy_in(model, columns, rows)
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(rows))  # noqa: S608


def pour(model: type[models.Model], names: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as values of the named columns; all others hold what a new row of the table has.

    Only so many are held in memory at a time, which lets millions through.
    """
    named = names.split()
    others = [
        field
        for field in model._meta.concrete_fields
        if field.column not in named
        and not field.primary_key
        and not field.generated
        and not field.has_db_default()
    ]
    fresh = [_value(field, model()) for field in others]
    columns = [*named, *(field.column for field in others)]
    filled = ([*row, *fresh] for row in rows)
    while chunk := list(islice(filled, CHUNK)):
        with transaction.atomic():
            _insert(model, columns, chunk)
    _reset_sequence(model)


def _reset_sequence(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def settle() -> None:
    """Let the database look at what it holds now, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _value(field: models.Field[Any, Any], row: models.Model) -> Any:
    if isinstance(field, models.JSONField):
        return json.dumps(field.value_from_object(row))  # what psycopg2 makes of it is no text for COPY
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)
