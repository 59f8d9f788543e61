"""Wake-ups: ask the worker to look at the database now instead of at its next round.

What has to happen is a row in the database; a wake-up only makes it happen sooner. So it may be lost, come twice,
or find no broker at all, and nothing is missed: the sweep that beat starts every minute finds the same row.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction
from kombu.exceptions import OperationalError

from partnering.celery import app

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Bell:
    """One wake-up for one task; two that are equal are the same."""

    task: str
    args: tuple[str | int, ...]

    def __call__(self) -> None:
        """Send it. A broker that is down is worth a line in the log and no more."""
        try:
            app.send_task(self.task, args=self.args, retry=False, ignore_result=True)
        except (OperationalError, OSError) as error:
            logger.warning("No broker for %s, the next sweep does it: %s", self.task, error)


def ring(task: str, *args: str | int) -> None:
    """Wake the task of this name once the current transaction is committed; at most once per transaction."""
    bell = Bell(task, args)
    if all(waiting != bell for _, waiting, _ in transaction.get_connection().run_on_commit):
        transaction.on_commit(bell)
