"""Cuts of a graph that too few lines cross, found fast enough for hundreds of dots.

A maximum adjacency order visits next the dot most tightly tied to those visited before. Whatever tie a dot has
gathered when a line reaches it, no cut between the line's two ends is thinner (Nagamochi, Ono and Ibaraki 1994). So
where that tie is thick enough the two ends melt into one, and no thin cut is lost. What is left is a single dot, or
has a dot that is itself on one side of a thin cut.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from heapq import heappop, heappush
from typing import TypeVar

Dot = TypeVar("Dot", bound=Hashable)
Near = dict[int, dict[int, int]]


def thin_sides(ties: Mapping[tuple[Dot, Dot], int], least: int) -> list[frozenset[Dot]]:
    """One side of each of some cuts that fewer than `least` cross, but at least one; empty only when there is none.

    `ties` are the thicknesses of the lines between pairs of dots, each pair in one order only. The sides that are
    returned together have no dot in common.
    """
    dots, near = _numbered(ties)
    merged: dict[int, set[int]] = {number: {number} for number in near}
    while near:
        thin = [number for number, others in near.items() if 0 < sum(others.values()) < least]
        if thin:
            return [frozenset(dots[one] for one in merged[number]) for number in sorted(thin)]
        near = _melt(near, merged, least)
    return []


def melted(ties: Mapping[tuple[Dot, Dot], int], least: int) -> dict[Dot, Dot]:
    """For each dot one that stands for it and for all that no cut crossed by fewer than `least` parts from it."""
    dots, near = _numbered(ties)
    merged: dict[int, set[int]] = {number: {number} for number in near}
    before = 0
    while len(near) != before:
        before = len(near)
        near = _melt(near, merged, least, keep_alone=True)
    return {dots[one]: dots[number] for number in near for one in merged[number]}


def _numbered(ties: Mapping[tuple[Dot, Dot], int]) -> tuple[list[Dot], Near]:
    """The dots, and for each one's number its neighbours with the thickness of the line between."""
    numbers: dict[Dot, int] = {}
    near: Near = {}
    for (one, other), count in ties.items():
        here, there = numbers.setdefault(one, len(numbers)), numbers.setdefault(other, len(numbers))
        for first, second in ((here, there), (there, here)):
            row = near.setdefault(first, {})
            if count and here != there:
                row[second] = row.get(second, 0) + count
    return list(numbers), near


def _melt(near: Near, merged: dict[int, set[int]], least: int, *, keep_alone: bool = False) -> Near:
    """The graph after one visit of all dots; those without any line left go, unless they are to be kept."""
    leader = {number: number for number in near}
    for one, other in _tight_pairs(near, least):
        first, second = _find(leader, one), _find(leader, other)
        if first != second:
            leader[second] = first
            merged[first] |= merged.pop(second)
    fewer: Near = {}
    for number, others in near.items():
        mine = _find(leader, number)
        row = fewer.setdefault(mine, {})
        for other, count in others.items():
            theirs = _find(leader, other)
            if theirs != mine:
                row[theirs] = row.get(theirs, 0) + count
    return fewer if keep_alone else {number: row for number, row in fewer.items() if row}


def _find(leader: dict[int, int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _tight_pairs(near: Near, least: int) -> Iterable[tuple[int, int]]:
    """Pairs of neighbours that no cut crossed by fewer than `least` parts."""
    gathered = dict.fromkeys(near, 0)
    waiting = set(near)
    heap = [(0, number) for number in near]
    while heap:
        tie, number = heappop(heap)
        if number not in waiting or -tie != gathered[number]:
            continue
        waiting.discard(number)
        for other, count in near[number].items():
            if other in waiting:
                gathered[other] += count
                heappush(heap, (-gathered[other], other))
                if gathered[other] >= least:
                    yield number, other
