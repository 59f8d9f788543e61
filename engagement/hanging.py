"""What hangs on one person: how much of an organisation's joint work, and which ties, would go with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engagement.dimensions import DEPTH_DAYS
from engagement.evidence import Member


@dataclass(frozen=True)
class Hanging:
    """Of an organisation's joint interactions: how many there were, in how many a person took part, alone or not.

    `only_ties` are the partners that nobody else of the organisation met.
    """

    joint: int
    theirs: int
    alone: int
    only_ties: tuple[int, ...]


def what_hangs_on(person: int, member: Member, on: date) -> Hanging | None:
    """What hangs on a person in the 180 days up to a day; None when they took part in nothing joint."""
    acts = [act for act in member.acts_within(on, DEPTH_DAYS) if act.joint]
    people: dict[int, set[int]] = {}
    ties: dict[int, set[int]] = {}
    for act in acts:
        people.setdefault(act.interaction, set()).add(act.person)
        for organisation, _unit in act.partners:
            ties.setdefault(organisation, set()).add(act.person)
    theirs = [there for there in people.values() if person in there]
    if not theirs:
        return None
    return Hanging(
        joint=len(people),
        theirs=len(theirs),
        alone=sum(there == {person} for there in theirs),
        only_ties=tuple(sorted(one for one, there in ties.items() if there == {person})),
    )
