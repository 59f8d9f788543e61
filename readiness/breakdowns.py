"""A survey's figures by unit, by level and by both, where they may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from readiness.framework_files import Framework
from readiness.scoring import AreaScore, Tally, score_tally, together
from readiness.suppression import Shown
from readiness.trees import as_tree, line_of

Place = tuple[str, str]
"""Unit and level of a respondent; '' where not given."""
Group = tuple[str | None, str | None]
"""A unit with all below it, a level, or those of both; None for either."""


def as_float(value: Fraction | None) -> float | None:
    """A figure as it is kept."""
    return None if value is None else float(value)


class Groups:
    """The groups of a survey, each with its figures in those areas in which they may be shown."""

    def __init__(
        self,
        framework: Framework,
        counted: Mapping[Place, Tally],
        shown: Mapping[str, Shown],
        parents: Mapping[str, str],
    ) -> None:
        self.framework = framework
        self.shown = [shown[area.key] for area in framework.areas]
        self.parents = parents
        self.members: dict[Group, list[Tally]] = {}
        for (unit, level), one in counted.items():
            for group in line_of(unit, parents):
                for wanted in ((group, None), (group, level)):
                    self.members.setdefault(wanted, []).append(one)
            self.members.setdefault((None, level), []).append(one)

    def by_unit(self, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """A row for each unit that was asked, whether its figures may be shown or not, below the one above it."""
        for key, depth in as_tree(names, self.parents):
            may = [key in one.units for one in self.shown]
            yield {"key": key, "name": names[key], "depth": depth, **self._figures((key, None), may)}

    def by_level(self, names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """A row for each level; with its mean of each question, in the areas that are shown."""
        for key, name in names.items():
            may = [key in one.levels for one in self.shown]
            figures = self._figures((None, key), may)
            yield {
                "key": key,
                "name": name,
                "depth": 0,
                **figures,
                "questions": self._questions((None, key), may),
            }

    def by_both(self, units: Mapping[str, str], levels: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """A row for each pair of unit and level of which an area may be shown."""
        pairs = {pair for one in self.shown for pair in one.cells}
        for pair in ((unit, level) for unit in units for level in levels if (unit, level) in pairs):
            may = [pair in one.cells for one in self.shown]
            yield {"unit": pair[0], "level": pair[1], **self._figures(pair, may)}

    def _scores(self, group: Group, may: Sequence[bool]) -> list[AreaScore | None]:
        """The scores of the areas that may be shown of a group."""
        if not any(may):
            return [None] * len(may)
        areas = score_tally(self.framework, together(self.members[group])).areas
        return [area if is_shown else None for area, is_shown in zip(areas, may, strict=True)]

    def _figures(self, group: Group, may: Sequence[bool]) -> dict[str, list[float | None]]:
        """Mean, spread, number and share of don't know by area, where they may be shown."""
        rows = self._scores(group, may)
        return {
            "means": [as_float(one.mean) if one else None for one in rows],
            "sds": [one.sd if one else None for one in rows],
            "ns": [one.n if one else None for one in rows],
            "dont_know": [one.dont_know if one else None for one in rows],
        }

    def _questions(self, group: Group, may: Sequence[bool]) -> dict[str, float | None]:
        rows = (area for area in self._scores(group, may) if area)
        return {question.key: as_float(question.mean) for area in rows for question in area.questions}
