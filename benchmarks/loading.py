"""Puts many rows into a table at once: by COPY on PostgreSQL, by executemany elsewhere."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

CHUNK = 100_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@transaction.atomic
def load(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table, with the primary keys that they have."""
    if not rows:
        return
    model = type(rows[0])
    # What the table fills by itself when nothing is said is left to it.
    fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    values = ([_value(field, row) for field in fields] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _copied(values))
            _reset_sequence(model)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values))  # noqa: S608


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
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(column) for column in columns)
    filled = ([*row, *fresh] for row in rows)
    while chunk := list(islice(filled, CHUNK)):
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.copy_expert(f"COPY {table} ({listed}) FROM STDIN", _copied(chunk))
            else:
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", chunk)  # noqa: S608
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


def _copied(values: Any) -> io.StringIO:
    text = io.StringIO()
    for row in values:
        cells = ("\\N" if one is None else str(one).translate(ESCAPES) for one in row)
        text.write("\t".join(cells) + "\n")
    text.seek(0)
    return text
