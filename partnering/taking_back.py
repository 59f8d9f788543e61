"""Which of the rows that an import made can go again. Plain data in and out.

A row stays while anything that stays points to it; rows that point only at each other go together.
"""

from __future__ import annotations

from collections.abc import Iterable

Key = tuple[str, int]
"""A row: its table and its key there."""


def held_by_others(free: set[Key], references: Iterable[tuple[Key, Key]]) -> tuple[set[Key], set[Key]]:
    """Of the rows that are free to go, those to which something points that stays.

    `references` are pairs of what points and what it points to. The first answer are rows that something other
    than these rows points to, the second are rows to which only one of the first, or another of the second, does.
    """
    outside: set[Key] = set()
    pointed_at: dict[Key, list[Key]] = {}
    for pointing, target in references:
        if target not in free:
            continue
        if pointing in free:
            pointed_at.setdefault(pointing, []).append(target)
        else:
            outside.add(target)
    inside: set[Key] = set()
    waiting = list(outside)
    while waiting:
        for target in pointed_at.get(waiting.pop(), ()):
            if target not in outside and target not in inside:
                inside.add(target)
                waiting.append(target)
    return outside, inside
