"""What may be shown of a closed survey, as plain data: scored, and with held back figures left out.

The same figures serve the page, the PDF and partners, so what isn't in them can't be shown anywhere. Groups that
are held back and groups in which nobody answered look the same: both have None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from readiness.framework_files import Area, Framework
from readiness.scoring import Answers, AreaScore, QuestionScore, Scores, overall, score
from readiness.suppression import FLOOR, NOTHING, Cell, Counts, Shown, may_show, suppress


@dataclass(frozen=True)
class Published:
    """A result as it is recorded. `mean` is over the areas shown, on a scale from 1 to 5; so is `shared_mean`."""

    respondents: int | None
    mean: float | None
    figures: dict[str, Any]
    shared_mean: float | None
    shared_areas: list[dict[str, Any]]


def publish(
    framework: Framework,
    answers: Sequence[Answers],
    *,
    minimum: int,
    units: Mapping[str, str],
    levels: Mapping[str, str],
) -> Published:
    """Score the answers and keep what may be shown to the organisation, and to partners.

    `minimum` is the smallest group for the organisation itself: 1 when the survey was named. Partners get figures
    of five respondents or more in any case. `units` and `levels` are all that were asked, key to name.
    """
    scores = score(framework, answers)
    shown = {area.key: suppress(_tables(area, answers), minimum) for area in framework.areas}
    areas = [_area(one, shown[one.key], minimum) for one in scores.areas]
    figures = {
        "areas": areas,
        "questions": [_question(q, minimum) for area in scores.areas for q in area.questions],
        "units": _breakdown(framework, answers, "unit", units, shown),
        "levels": _breakdown(framework, answers, "level", levels, shown),
    }
    shareable = max(minimum, FLOOR)
    shared = {area.key: suppress(_tables(area, answers), shareable) for area in framework.areas}
    return Published(
        respondents=len(answers) if may_show(len(answers), minimum) else None,
        mean=_mean_over(framework, scores, shown),
        figures=figures,
        shared_mean=_mean_over(framework, scores, shared),
        shared_areas=[
            {
                "key": one.key,
                "name": one.name,
                "mean": _float(one.mean) if shared[one.key].everybody else None,
                "band": one.band.key if one.band and shared[one.key].everybody else None,
            }
            for one in scores.areas
        ],
    )


def groups_to_keep(answers: Sequence[Answers], minimum: int) -> list[tuple[str, str]]:
    """For each respondent the unit and the level that may stay with their answers; '' where they may not.

    Groups that are too small to be shown are forgotten, and so is the level where too few of a unit have it.
    """
    pairs = [(one.unit, one.level) for one in answers]
    shown = suppress([_counts(answers, [True] * len(answers))], minimum)
    kept = [(unit if unit in shown.units else "", level) for unit, level in pairs]
    return [
        (unit, level if level in shown.levels and kept.count((unit, level)) >= minimum else "")
        for unit, level in kept
    ]


def _counts(answers: Sequence[Answers], counted: Sequence[bool]) -> Counts:
    """How many of the respondents that count there are of each unit and level."""
    cells: dict[tuple[str | None, str | None], int] = {}
    for one, counts in zip(answers, counted, strict=True):
        place = (one.unit or None, one.level or None)
        cells[place] = cells.get(place, 0) + counts
    return [Cell(unit, level, count) for (unit, level), count in cells.items()]


def _tables(area: Area, answers: Sequence[Answers]) -> list[Counts]:
    """Each question's respondents twice: those with a number make means, those who didn't know make shares."""
    tables = []
    for question in area.questions:
        given = [one.values.get(question.key) for one in answers]
        tables.append(_counts(answers, [isinstance(value, int) for value in given]))
        tables.append(_counts(answers, [value is not None and value != "na" for value in given]))
    return tables


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _area(scored: AreaScore, shown: Shown, minimum: int) -> dict[str, Any]:
    """An area's figures. The share that didn't know has respondents of its own, and may be shown without a mean."""
    answered = [question.answered for question in scored.questions if question.answered]
    may_tell_unknown = bool(answered) and may_show(min(answered), minimum)
    known = {"mean": _float(scored.mean), "sd": scored.sd, "n": scored.n}
    return {
        "key": scored.key,
        "name": scored.name,
        **(known if shown.everybody else dict.fromkeys(known)),
        "band": scored.band.key if scored.band and shown.everybody else None,
        "dont_know": scored.dont_know if may_tell_unknown else None,
    }


def _question(scored: QuestionScore, minimum: int) -> dict[str, Any]:
    known = {"mean": _float(scored.mean), "sd": scored.sd, "n": scored.n}
    is_shown = may_show(scored.n, minimum)
    return {
        "key": scored.key,
        "text": scored.text,
        **(known if is_shown else dict.fromkeys(known)),
        "band": scored.band.key if scored.band and is_shown else None,
        "dont_know": scored.dont_know if may_show(scored.answered, minimum) else None,
    }


def _breakdown(
    framework: Framework,
    answers: Sequence[Answers],
    way: str,
    names: Mapping[str, str],
    shown: Mapping[str, Shown],
) -> list[dict[str, Any]]:
    """A row for each group that was asked, whether its figures may be shown or not."""
    rows = []
    for key, name in names.items():
        scores = score(framework, [one for one in answers if getattr(one, way) == key])
        means: list[float | None] = []
        unknown: list[float | None] = []
        for area in scores.areas:
            groups = shown[area.key].units if way == "unit" else shown[area.key].levels
            means.append(_float(area.mean) if key in groups else None)
            unknown.append(area.dont_know if key in groups else None)
        rows.append({"key": key, "name": name, "means": means, "dont_know": unknown})
    return rows


def _mean_over(framework: Framework, scores: Scores, shown: Mapping[str, Shown]) -> float | None:
    """The mean over the areas shown, from 1 to 5; over all areas it would give away those held back."""
    areas = tuple(area for area in scores.areas if shown.get(area.key, NOTHING).everybody)
    mean = overall(Scores(scores.respondents, areas))
    low, high = framework.scale.minimum, framework.scale.maximum
    return None if mean is None else float(1 + 4 * (mean - low) / (high - low))
