"""Groups of one result beside each other and beside everybody, from figures that are shown anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from readiness.disagreement import Gap, widest_gap
from readiness.framework_data import Framework
from readiness.models import Result
from readiness.queries.shown_groups import Figures, groups_of

MOST = 4
Row = tuple[str, tuple[tuple[str, float | None], ...], Gap | None]
Way = Literal["units", "levels"]
WAYS: tuple[Way, ...] = ("levels", "units")


@dataclass(frozen=True)
class Choice:
    """A group that can be compared: `value` names it in an address."""

    value: str
    way: Way
    name: str
    depth: int
    means: Figures

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to compare."""
        return any(mean is not None for mean in self.means)


@dataclass(frozen=True)
class SideBySide:
    """What was chosen; `rows` have an area's name, cells of group ('' is everybody) and mean, and the widest gap."""

    choices: tuple[Choice, ...]
    chosen: tuple[Choice, ...]
    everybody: Figures
    rows: tuple[Row, ...]


def side_by_side(framework: Framework, result: Result, asked: Sequence[str]) -> SideBySide:
    """The groups named in `asked`, at most four; where none of them is shown, the highest and the lowest level."""
    choices = tuple(
        Choice(f"{way}-{group.key}", way, group.name, group.depth, group.means)
        for way in WAYS
        for group in groups_of(framework, result, way)
    )
    shown = [choice for choice in choices if choice.is_shown]
    chosen = [choice for choice in shown if choice.value in asked][:MOST]
    if not chosen:
        levels = [choice for choice in shown if choice.way == "levels"]
        chosen = levels[:1] + levels[1:][-1:]
    everybody: Figures = tuple(area["mean"] for area in result.figures["areas"])
    length = framework.scale.maximum - framework.scale.minimum
    rows: list[Row] = []
    for number, area in enumerate(framework.areas):
        groups = tuple((choice.name, choice.means[number]) for choice in chosen)
        rows.append((area.name, (("", everybody[number]), *groups), widest_gap(groups, length)))
    return SideBySide(choices, tuple(chosen), everybody, tuple(rows))
