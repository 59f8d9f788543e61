"""Units above and below each other, as plain data: `parents` has for a unit the one above it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

Label = TypeVar("Label")


def line_of(unit: Label, parents: Mapping[Label, Label]) -> tuple[Label, ...]:
    """A unit and those above it, the nearest first; a circle is left where it closes."""
    line = [unit]
    while (above := parents.get(line[-1])) is not None and above not in line:
        line.append(above)
    return tuple(line)


def as_tree(units: Iterable[Label], parents: Mapping[Label, Label]) -> Iterator[tuple[Label, int]]:
    """The units, each followed by those below it, with how deep it lies; siblings stay in their order.

    One whose upper unit is not among them lies at the top.
    """
    rows = list(units)
    known = set(rows)
    below: dict[Label | None, list[Label]] = {}
    for unit in rows:
        above = next((one for one in line_of(unit, parents)[1:] if one in known), None)
        below.setdefault(above, []).append(unit)
    waiting = [(unit, 0) for unit in reversed(below.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        yield unit, depth
        waiting.extend((one, depth + 1) for one in reversed(below.get(unit, [])))
