"""How far an import has come while it is being written, told past its own transaction, so that others see it.

PostgreSQL takes it on a connection of its own. SQLite has one writer at a time, but then all processes are on one
machine, and a small file beside the database tells it. It is a courtesy: nothing rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from partnering.models import ImportFile

OFTEN = 1.0
"""Seconds between two tellings."""


class Teller:
    """Tells how many rows are written, not more often than anybody would look."""

    def __init__(self, file: ImportFile) -> None:
        self._file = file
        self._last = 0.0
        self._aside = self._aside_of()

    def _aside_of(self) -> BaseDatabaseWrapper | None:
        return connection.copy() if connection.vendor == "postgresql" else None

    def __call__(self, done: int) -> None:
        """`done` rows are written by now."""
        if monotonic() - self._last < OFTEN:
            return
        self._last = monotonic()
        if self._aside is None:
            _note(self._file).write_text(str(done))
            return
        table = self._aside.ops.quote_name(ImportFile._meta.db_table)
        with self._aside.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET rows_done = %s WHERE id = %s AND claim = %s",  # noqa: S608
                [done, self._file.pk, self._file.claim],
            )

    def close(self) -> None:
        """It is written, or will not be."""
        if self._aside is None:
            _note(self._file).unlink(missing_ok=True)
        else:
            self._aside.close()


@contextmanager
def telling(file: ImportFile) -> Iterator[Teller]:
    """Tells how far the import is, until the work in it is over."""
    teller = Teller(file)
    try:
        yield teller
    finally:
        teller.close()


def written(file: ImportFile) -> int:
    """How many rows of an import that is being written are, as far as is known."""
    try:
        told = int(_note(file).read_text() or 0)
    except OSError:
        told = 0
    return max(told, file.rows_done)


def _note(file: ImportFile) -> Path:
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{file.pk}.written"
