"""The differencing attack: what somebody works out who adds and subtracts, with any weights, whatever is shown.

They know everything but the answers: who belongs to which group, and how many of each answered a question. A group
is a set of *cells*, a cell those respondents whom nothing that is shown can tell apart, with how many they are. All
sums that follow from the shown ones are the row space of their indicator vectors. The attack succeeds when one of
them is of fewer respondents than the minimum: with equal weights that is the sum, or count, of a small group, and with
others still something about nobody else's answers. Whole numbers are exact, so neither a hit nor a miss is a matter of
rounding.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from math import gcd

Row = list[int]


def exposed(
    sizes: Mapping[Hashable, int], groups: Iterable[Iterable[Hashable]], minimum: int
) -> frozenset[Hashable]:
    """Cells of fewer respondents than the minimum about whom something follows from the groups' figures; or none.

    `sizes` are the respondents of each cell, `groups` the cells of each group whose figure is shown.
    """
    there = [cell for cell, size in sizes.items() if size]
    large = [number for number, cell in enumerate(there) if sizes[cell] >= minimum]
    rows = [[int(cell in members) for cell in there] for members in map(set, groups)]
    left = _without(_reduced(rows), large)
    if not left:
        return frozenset()
    few = [number for number in range(len(there)) if number not in set(large)]
    for chosen in _unions(few, [sizes[cell] for cell in there], minimum):
        if _without(left, [number for number in few if number not in chosen]):
            return frozenset(there[number] for number in chosen)
    return frozenset()


def _unions(few: Sequence[int], sizes: Sequence[int], minimum: int) -> Iterator[frozenset[int]]:
    """All sets of small cells that have together fewer than the minimum and can't take one more."""

    def more(start: int, chosen: frozenset[int], size: int) -> Iterator[frozenset[int]]:
        for place in range(start, len(few)):
            number = few[place]
            if size + sizes[number] < minimum:
                yield from more(place + 1, chosen | {number}, size + sizes[number])
        if chosen and all(one in chosen or size + sizes[one] >= minimum for one in few):
            yield chosen

    return more(0, frozenset(), 0)


def _reduced(rows: Iterable[Row]) -> list[Row]:
    """A basis of the space of some rows."""
    basis: list[tuple[int, Row]] = []
    for row in rows:
        rest = row
        for lead, one in basis:
            rest = _cleared(rest, one, lead)
        first = next((place for place, value in enumerate(rest) if value), None)
        if first is not None:
            basis.append((first, rest))
    return [row for _lead, row in basis]


def _without(basis: Sequence[Row], places: Sequence[int]) -> list[Row]:
    """A basis of those combinations that are zero in all these places."""
    left = list(basis)
    for place in places:
        pivot = next((row for row in left if row[place]), None)
        if pivot is not None:
            left = [_cleared(row, pivot, place) for row in left if row is not pivot]
    return left


def _cleared(row: Row, pivot: Row, place: int) -> Row:
    """A row less so many times another that it has a zero in a place; as small whole numbers."""
    if not row[place]:
        return row
    rest = [value * pivot[place] - row[place] * other for value, other in zip(row, pivot, strict=True)]
    common = gcd(*rest)
    return [value // common for value in rest] if common > 1 else rest
