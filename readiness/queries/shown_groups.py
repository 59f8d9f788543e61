"""The questions and groups of a result as pages show them. They read what was recorded at closing and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from readiness.framework_data import Framework
from readiness.models import Result
from readiness.queries.shown import Distribution, distribution_of, percent, tones_of

Figures = tuple[float | None, ...]
"""One for each area, in the framework's order; None where held back, or where nobody answered."""


@dataclass(frozen=True)
class QuestionShown:
    """A question of a result: `dont_know` in percent; `distribution` as it was chosen, reversed or not."""

    key: str
    area: str
    text: str
    mean: float | None
    sd: float | None
    n: int | None
    dont_know: float | None
    band: str
    tone: str
    distribution: Distribution | None


@dataclass(frozen=True)
class GroupShown:
    """A unit or level of a result. A unit's figures include those of the units below it, which have a greater depth.

    `dont_know` in percent. `question_means` has, of levels only, what may be shown of single questions.
    """

    key: str
    name: str
    depth: int
    means: Figures
    sds: Figures
    ns: tuple[int | None, ...]
    dont_know: Figures
    question_means: dict[str, float]


@dataclass(frozen=True)
class CellShown:
    """Those of one unit and one level, of whom at least one area may be shown."""

    unit: str
    unit_name: str
    level: str
    level_name: str
    means: Figures
    ns: tuple[int | None, ...]
    dont_know: Figures


def question_means(result: Result) -> dict[str, float | None]:
    """What a result shows of each question, by its key."""
    return {row["key"]: row["mean"] for row in result.figures["questions"]}


def questions_of(framework: Framework, result: Result) -> list[QuestionShown]:
    """The questions of a result, in the framework's order and words."""
    bands = {band.key: band.name for band in framework.bands}
    tones = tones_of(framework)
    rows = {row["key"]: row for row in result.figures["questions"]}
    return [
        QuestionShown(
            key=question.key,
            area=area.key,
            text=question.text,
            mean=rows[question.key]["mean"],
            sd=rows[question.key]["sd"],
            n=rows[question.key]["n"],
            dont_know=percent(rows[question.key]["dont_know"]),
            band=bands.get(rows[question.key]["band"], ""),
            tone=tones.get(rows[question.key]["band"], ""),
            distribution=distribution_of(rows[question.key]),
        )
        for area in framework.areas
        for question in area.questions
    ]


def groups_of(framework: Framework, result: Result, way: str) -> list[GroupShown]:
    """The groups of `units` or `levels`, those below another right after it."""
    nothing = [None] * len(framework.areas)
    return [
        GroupShown(
            key=row["key"],
            name=row["name"],
            depth=row.get("depth", 0),
            means=tuple(row["means"]),
            sds=tuple(row.get("sds", nothing)),
            ns=tuple(row.get("ns", nothing)),
            dont_know=_percents(row),
            question_means={key: mean for key, mean in row.get("questions", {}).items() if mean is not None},
        )
        for row in result.figures[way]
    ]


def cells_of(result: Result) -> list[CellShown]:
    """The pairs of unit and level that may be shown; a result of an earlier release has none."""
    units = {row["key"]: row["name"] for row in result.figures["units"]}
    levels = {row["key"]: row["name"] for row in result.figures["levels"]}
    return [
        CellShown(
            unit=row["unit"],
            unit_name=units[row["unit"]],
            level=row["level"],
            level_name=levels[row["level"]],
            means=tuple(row["means"]),
            ns=tuple(row["ns"]),
            dont_know=_percents(row),
        )
        for row in result.figures.get("cells", ())
    ]


def unknown_by_group(result: Result, way: str) -> list[dict[str, Any]]:
    """For each group of `units` or `levels` the percent of *don't know* by area; None where nothing may be shown."""
    return [{"name": row["name"], "percents": list(_percents(row))} for row in result.figures[way]]


def _percents(row: dict[str, Any]) -> Figures:
    return tuple(percent(share) for share in row["dont_know"])
