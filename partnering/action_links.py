"""Links in e-mails with which an owner answers for an action, without signing in.

Nothing is kept of them: a link is signed for one action, one person and one answer, and holds for 30 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.core import signing

SALT = "partnering.action"
DAYS = 30


class Answer(StrEnum):
    """What an owner may say of an action."""

    DONE = "done"
    LATER = "later"
    NOT_MINE = "not mine"


@dataclass(frozen=True)
class ActionLink:
    """What a link says: who answers what about which action."""

    action: int
    person: int
    answer: Answer


def token_for(action: int, person: int, answer: Answer) -> str:
    """The token of one answer."""
    return signing.dumps([action, person, answer.value], salt=SALT)


def read_token(token: str) -> ActionLink | None:
    """What a link says; None for what we never signed, or too long ago."""
    try:
        action, person, answer = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
    except signing.BadSignature:
        return None
    return ActionLink(int(action), int(person), Answer(answer))
