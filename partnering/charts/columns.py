"""Columns: how many of something there were in each month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from partnering.charts.base import Chart, Table

WIDTH, HEIGHT, BASE = 760, 110, 86


@dataclass(frozen=True)
class Column:
    """A column as drawn; `label` is empty where there is no room for one."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ColumnChart(Chart):
    """Columns ready to be drawn."""

    template: ClassVar[str] = "charts/columns.svg"
    columns: tuple[Column, ...]
    base: float = BASE


def columns(
    labels: Sequence[str], counts: Sequence[int], *, title: str, description: str, head: tuple[str, str]
) -> ColumnChart:
    """A column for each label, the highest filling the picture; `head` names the table's two columns."""
    room = WIDTH / max(len(counts), 1)
    most = max(counts, default=0) or 1
    every = max(1, -(-len(counts) // 10))
    drawn = []
    for number, (label, count) in enumerate(zip(labels, counts, strict=True)):
        height = round((BASE - 22) * count / most, 1)
        width = round(min(room * 0.72, 44), 1)
        middle = round(room * (number + 0.5), 1)
        shown = label if (len(counts) - 1 - number) % every == 0 else ""
        drawn.append(
            Column(round(middle - width / 2, 1), round(BASE - height, 1), width, height, middle, shown, count)
        )
    rows = tuple((label, str(count)) for label, count in zip(labels, counts, strict=True))
    return ColumnChart(
        title=title,
        description=description,
        table=Table(head, rows),
        width=WIDTH,
        height=HEIGHT,
        columns=tuple(drawn),
    )
