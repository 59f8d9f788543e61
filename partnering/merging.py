"""What becomes of each field when two people edit the same thing. Plain texts in, a decision out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Merged:
    """The fields in which the other's value stands, and those about which the writer is asked, with what was."""

    taken: frozenset[str]
    asked: dict[str, str]


def merge(
    shown: Mapping[str, str],
    now: Mapping[str, str],
    typed: Mapping[str, str],
    *,
    asked: Mapping[str, str] | None = None,
    choices: Mapping[str, str] | None = None,
) -> Merged:
    """Compare, field by field, what the writer was shown, what is stored now and what they typed.

    A field that only one of the two changed keeps that change. One that both changed, to different values, is
    asked about, until the writer chooses and nobody has changed it again meanwhile. `asked` holds what the fields
    were about which the writer was asked before, and `choices` their answers, 'mine' or 'theirs'.
    """
    before, answers = asked or {}, choices or {}
    taken, asking = set(), {}
    for name, value in typed.items():
        was, stored = shown.get(name, now[name]), now[name]
        if value == stored:
            continue
        if name in before and was == stored:
            if answers.get(name) == THEIRS:
                taken.add(name)
            elif answers.get(name) != MINE:
                asking[name] = before[name]
        elif was != stored and (value != was or name in before):
            asking[name] = before.get(name, was)
        elif was != stored:
            taken.add(name)
    return Merged(frozenset(taken), asking)
