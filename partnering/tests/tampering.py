"""What somebody with the database's administrator can do to the record, past the program and its triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.sql import UpdateQuery


@contextmanager
def without_triggers() -> Iterator[None]:
    """As the database's superuser."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def tamper(rows: QuerySet[Any], **values: Any) -> None:
    """Give rows other values."""
    update = rows.query.chain(UpdateQuery)
    update.add_update_values(values)
    with without_triggers():
        update.get_compiler("default").execute_sql(None)


def remove(rows: QuerySet[Any]) -> None:
    """Take rows away."""
    with without_triggers():
        rows._raw_delete("default")
