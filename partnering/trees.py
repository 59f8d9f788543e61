"""Trees of things that lie in one another, such as units: their order, depth and heads. Plain data in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """A thing as it lies in the table: `parent` is None at the top; `count` is what it holds by itself."""

    key: int
    name: str
    parent: int | None = None
    count: int = 0


@dataclass(frozen=True)
class Branch:
    """A thing with all that lies below it; `total` counts its own and all of theirs; the top has depth 0."""

    key: int
    name: str
    depth: int
    count: int
    total: int
    children: tuple[Branch, ...] = ()


def grow(leaves: Iterable[Leaf]) -> tuple[Branch, ...]:
    """The trees that these things form, each level by name.

    What names an absent parent stands at the top. Things in a circle, which services refuse, are left out.
    """
    every = list(leaves)
    known = {leaf.key for leaf in every}
    below: dict[int | None, list[Leaf]] = {}
    for leaf in every:
        below.setdefault(leaf.parent if leaf.parent in known else None, []).append(leaf)

    def branch(leaf: Leaf, depth: int) -> Branch:
        children = level(leaf.key, depth + 1)
        total = leaf.count + sum(child.total for child in children)
        return Branch(leaf.key, leaf.name, depth, leaf.count, total, children)

    def level(key: int | None, depth: int) -> tuple[Branch, ...]:
        found = sorted(below.get(key, ()), key=lambda leaf: (leaf.name.casefold(), leaf.key))
        return tuple(branch(leaf, depth) for leaf in found)

    return level(None, 0)


def walk(branches: Iterable[Branch]) -> Iterator[Branch]:
    """All branches, each before those below it."""
    for one in branches:
        yield one
        yield from walk(one.children)


def would_circle(parents: Mapping[int, int | None], key: int, parent: int | None) -> bool:
    """Whether a thing would come to lie in itself, if it were put below `parent`."""
    seen: set[int] = set()
    while parent is not None and parent not in seen:
        if parent == key:
            return True
        seen.add(parent)
        parent = parents.get(parent)
    return False


def below(parents: Mapping[int, int | None], key: int) -> set[int]:
    """All that lies below a thing, at any depth, without itself."""
    return {one for one in parents if one != key and would_circle(parents, key, one)}
