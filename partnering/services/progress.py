"""How far a job has come while it writes, told past its own transaction, so that others see it.

PostgreSQL takes it on a connection of its own. SQLite has one writer at a time, but then all processes are on one
machine, and a small file beside the database tells it. It is a courtesy: nothing rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

OFTEN = 1.0
"""Seconds between two tellings."""


class Job(Protocol):
    """A row that is a job: `claim` marks the worker who is at it."""

    pk: Any
    claim: Any
    _meta: ClassVar[Any]


class Teller:
    """Tells how far a job is in a field of its row, not more often than anybody would look."""

    def __init__(self, job: Job, field: str) -> None:
        self._job = job
        self._column = job._meta.get_field(field).column
        self._last = 0.0
        self._aside = self._aside_of()

    def _aside_of(self) -> BaseDatabaseWrapper | None:
        return connection.copy() if connection.vendor == "postgresql" else None

    def __call__(self, done: int) -> None:
        """It has come so far by now."""
        if monotonic() - self._last < OFTEN:
            return
        self._last = monotonic()
        if self._aside is None:
            _note(self._job).write_text(str(done))
            return
        quoted = self._aside.ops.quote_name
        table, column = quoted(self._job._meta.db_table), quoted(self._column)
        with self._aside.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = %s AND claim = %s",  # noqa: S608
                [done, self._job.pk, self._job.claim],
            )

    def close(self) -> None:
        """It is written, or will not be."""
        if self._aside is None:
            _note(self._job).unlink(missing_ok=True)
        else:
            self._aside.close()


@contextmanager
def telling(job: Job, field: str) -> Iterator[Teller]:
    """Tells how far a job is, until the work in it is over."""
    teller = Teller(job, field)
    try:
        yield teller
    finally:
        teller.close()


def told(job: Job, field: str) -> int:
    """How far a job is that is being written, as far as is known."""
    try:
        noted = int(_note(job).read_text() or 0)
    except OSError:
        noted = 0
    return max(noted, int(getattr(job, field)))


def _note(job: Job) -> Path:
    folder = Path(settings.VAR_DIR) / "progress"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{job._meta.label_lower}-{job.pk}.written"
