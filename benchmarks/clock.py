"""The processor time that an answer takes, of Python and of the database's process.

On a machine that does other work beside, it hardly changes, while the time on the wall may be four times as long.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from django.db import connection


def spent() -> float:
    """Seconds of processor time that this process and PostgreSQL's process for it have taken until now."""
    return process_time() + _of_database()


def timed(do: Callable[[], Any]) -> float:
    """Seconds of processor time that something takes."""
    begin = spent()
    do()
    return spent() - begin


def _of_database() -> float:
    """SQLite works within our own process; of PostgreSQL's the kernel tells nanoseconds."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    session: Any = connection.connection
    told = Path(f"/proc/{session.info.backend_pid}/schedstat").read_text(encoding="ascii")
    return int(told.split()[0]) / 1e9
