"""When somebody is to be nudged: pure arithmetic on days.

For a subject (an action, a standstill) there is a short ladder of days. At any moment only the newest step that has
been reached counts: whoever was away for a month finds one message that says how late it is, not four. The ladders
end; after the last step the matter goes to a human, never to more mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SOON = 3
LATE = (1, 8, 22)
ESCALATED = 15
STALLED = (0, 21, 42)
CONFIRMED = (365, 395)
BUDGET = timedelta(days=7)


@dataclass(frozen=True)
class Step:
    """A step of a ladder: its number from 0, the day from which it holds, and whether it lies before the due day."""

    number: int
    on: date
    before: bool = False


def newest(start: date, days: Sequence[int], today: date) -> Step | None:
    """The last of the days after `start` (negative: before) that has been reached; None before the first."""
    reached = [number for number, after in enumerate(days) if start + timedelta(days=after) <= today]
    if not reached:
        return None
    number = reached[-1]
    return Step(number, start + timedelta(days=days[number]), days[number] < 0)


def action_step(due_on: date, today: date) -> Step | None:
    """An action's newest step: three days before it is due, then a day, eight and 22 days after."""
    return newest(due_on, (-SOON, *LATE), today)


def escalation_step(due_on: date, today: date) -> Step | None:
    """From when somebody other than the owner hears of a late action: 15 days after it was due, once."""
    return newest(due_on, (ESCALATED,), today)


def stall_step(began_on: date, today: date) -> Step | None:
    """The newest step of a standstill: at once, after three and after six weeks."""
    return newest(began_on, STALLED, today)


def confirmation_step(confirmed_on: date, today: date) -> Step | None:
    """When somebody is asked whether their record is still right: after a year, and once more a month later."""
    return newest(confirmed_on, CONFIRMED, today)
