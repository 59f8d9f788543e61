"""How many have answered a confidential survey, told so that nobody learns of a single person whether they did.

While a survey runs, whoever looks again and again sees each figure change. So a count is told in steps of the
smallest group shown ("10 or more"), never as all of those asked, and by unit only where enough are asked; smaller
units are told together. What is told of everybody must say no more of a part than is told of that part: from 30 or
more of everybody, and at most 9 in each of three units, it would follow that all three of a small unit have answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH_GROUPS = 2
"""By unit a count is told from so many times the smallest group up."""


@dataclass(frozen=True)
class Part:
    """People of one unit who were asked, and how many of them have answered."""

    name: str
    asked: int
    answered: int


@dataclass(frozen=True)
class Told:
    """What is told of a part, or of everybody: so many or more have answered; None for fewer than one step."""

    name: str
    asked: int
    at_least: int | None

    def at_most(self, step: int) -> int:
        """The most that may have answered, as far as one can tell from this alone."""
        lowest = self.at_least or 0
        is_highest = lowest + step >= self.asked
        return self.asked if is_highest else lowest + step - 1


@dataclass(frozen=True)
class Turnout:
    """What is told of everybody, and by unit; `together` is of the units too small to be told apart, None without."""

    everybody: Told
    units: tuple[Told, ...]
    together: Told | None


def told_of(part: Part, step: int) -> Told:
    """A count in steps, and always fewer than were asked."""
    most = min(part.answered, part.asked - 1)
    return Told(part.name, part.asked, most // step * step if most >= step else None)


def turnout(parts: Sequence[Part], step: int) -> Turnout:
    """What is told of a confidential survey of which `step` is the smallest group shown. A part without a name, of
    people without a unit, is never told apart."""
    large = [part for part in parts if part.name and part.asked >= ENOUGH_GROUPS * step]
    small = [part for part in parts if part not in large]
    units = tuple(told_of(part, step) for part in large)
    rest = Part("", sum(part.asked for part in small), sum(part.answered for part in small))
    together = told_of(rest, step) if rest.asked >= ENOUGH_GROUPS * step else None
    shown = [*units, *([together] if together else [])]
    everybody = told_of(Part("", sum(p.asked for p in parts), sum(p.answered for p in parts)), step)
    return Turnout(_no_more_than(everybody, shown, rest, step), units, together)


def _no_more_than(everybody: Told, shown: Sequence[Told], rest: Part, step: int) -> Told:
    """Everybody's count, lowered until no part's count follows from it and from what is told of the others."""
    ranges = [(one.at_least or 0, one.at_most(step)) for one in shown]
    if rest.asked and not any(one.name == "" for one in shown):
        ranges.append((0, rest.asked))
    if len(ranges) < 2 or everybody.at_least is None:
        return everybody
    most = sum(high for _low, high in ranges) - max(high - low for low, high in ranges)
    lowered = min(everybody.at_least, max(most, 0) // step * step)
    return Told(everybody.name, everybody.asked, lowered or None)
