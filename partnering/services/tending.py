"""What a database needs now and then, other than what it does by itself."""

from __future__ import annotations

from django.db import connection

LOOKED_AT = 1_000
"""Rows of each index at which SQLite looks."""


def look_at_tables() -> bool:
    """Let SQLite see how its tables have grown, or else it takes the wrong index. Returns whether it had to.

    It looks at some rows only, so that nobody waits. PostgreSQL does so by itself.
    """
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
        cursor.execute("ANALYZE")
    return True
