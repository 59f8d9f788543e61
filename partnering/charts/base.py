"""What all charts have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar
from zlib import crc32


@dataclass(frozen=True)
class Series:
    """Values that belong together, one for each label of the chart; None where there is no evidence."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Table:
    """A chart's figures as rows, for those who read rather than look; None means no evidence."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    @property
    def is_named(self) -> bool:
        """Whether the first column says what a row is about."""
        return len(self.head) > 1


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What all charts know about themselves."""

    template: ClassVar[str]
    title: str
    description: str
    table: Table
    width: int
    height: int
    ordered: bool = False

    @cached_property
    def key(self) -> str:
        """A name for the chart's parts within a page; equal charts have equal names, in any process."""
        return f"chart-{crc32(repr(self).encode()):08x}"


def same_length(labels: Sequence[object], series: Sequence[Series]) -> None:
    """Refuse a series with more or fewer values than there are labels."""
    for one in series:
        if len(one.values) != len(labels):
            raise ValueError(f"“{one.name}” has {len(one.values)} values for {len(labels)} labels.")


@dataclass(frozen=True)
class Key:
    """An entry of a legend, where it stands: `colour` counts from 1."""

    name: str
    colour: int
    x: float
    y: float


def legend(names: Sequence[str], *, left: float, width: float, y: float) -> list[Key]:
    """Legend entries in rows that fit into a width, from their names' lengths."""
    keys: list[Key] = []
    x = left
    for number, name in enumerate(names, start=1):
        length = 26 + len(name) * 7.2
        if x > left and x + length > left + width:
            x, y = left, y + 20
        keys.append(Key(name, number, round(x, 1), round(y, 1)))
        x += length + 10
    return keys
