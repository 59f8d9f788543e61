"""Indexes by which PostgreSQL finds rows whose columns hold a text anywhere, as the filter `icontains` asks.

They need its extension `pg_trgm`. It comes with PostgreSQL, and who owns a database may make it; where that is refused,
lists are searched all the same, row by row. SQLite has nothing of the kind that Django would keep right.
"""

from __future__ import annotations

import logging

from django.db import DatabaseError, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from partnering.only_postgresql import OnlyPostgreSQL

log = logging.getLogger(__name__)


class AddTrigramIndex(OnlyPostgreSQL):
    """Let the texts of a table's columns be found by their parts on PostgreSQL; nothing elsewhere or where refused."""

    def __init__(self, model: str, columns: list[str]) -> None:
        super().__init__(model)
        self.columns = columns

    def make(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        """Make the extension and the index, or go on without them."""
        # As Django writes `icontains`, or else the index would serve nobody.
        parts = ", ".join(f"(UPPER({column}::text)) gin_trgm_ops" for column in self.columns)
        try:
            with transaction.atomic(using=editor.connection.alias):
                editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm", params=None)
                editor.execute(f"CREATE INDEX {_name(table)} ON {table} USING gin ({parts})", params=None)
        except DatabaseError as error:
            log.warning("Lists of %s will be searched row by row: %s", table, str(error).strip())

    def unmake(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        """Take the index away; the extension may serve others."""
        editor.execute(f"DROP INDEX IF EXISTS {_name(table)}", params=None)

    def describe(self) -> str:
        """What `migrate --plan` says of it."""
        return f"Let texts of {self.model} be found by their parts"


def _name(table: str) -> str:
    return f"{table}_trigrams"
