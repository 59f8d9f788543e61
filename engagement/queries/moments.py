"""What a nudge is made of: why it is due, from when, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Cause:
    """Why one person is to be written to: the newest step that is due, of one reason about one subject."""

    key: str
    person_id: int
    reason: str
    subject_id: int
    due_at: datetime


@dataclass(frozen=True)
class Line:
    """What a nudge says: a title, a sentence of why now, and where to do it.

    `answers` are links that do it from the mail itself, each after a question, with their words.
    """

    title: str
    why: str
    link: str
    button: str
    answers: tuple[tuple[str, str], ...] = ()
