"""Links in e-mails with which an owner answers for an action: one for each action, person and answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from partnering.signed_links import SignedLinks

LINKS = SignedLinks("partnering.action", days=30)


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
    return LINKS.token_for(action, person, answer.value)


def read_token(token: str) -> ActionLink | None:
    """What a link says; None for what we never signed, or too long ago."""
    said = LINKS.read(token)
    return ActionLink(int(said[0]), int(said[1]), Answer(said[2])) if said else None
