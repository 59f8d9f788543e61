"""What may be shown of a closed survey, as plain data: scored, and with held back figures left out.

The same figures serve the page, the PDF and partners, so what isn't in them can't be shown anywhere. Groups that
are held back and groups in which nobody answered look the same: both have None, and a pair of unit and level that is
held back isn't there at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.breakdowns import Groups, Place, as_float
from readiness.framework_files import Area, Framework
from readiness.scoring import (
    Answers,
    AreaScore,
    QuestionScore,
    Scores,
    Tally,
    overall,
    score_tally,
    tally,
    together,
)
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
    parents: Mapping[str, str] | None = None,
) -> Published:
    """Score the answers and keep what may be shown to the organisation, and to partners.

    `minimum` is the smallest group for the organisation itself: 1 when the survey was named. Partners get figures
    of five respondents or more in any case. `units` and `levels` are all that were asked, key to name; `parents` has
    for a unit the one above it, whose figures include its own.
    """
    counted = _by_place(framework, answers)
    above = dict(parents or {})
    everybody = together(list(counted.values())) if counted else tally(framework, ())
    scores = score_tally(framework, everybody)
    tables = {area.key: _tables(area, counted) for area in framework.areas}
    shown = {key: suppress(one, minimum, above) for key, one in tables.items()}
    shared = {key: suppress(one, least_shared(minimum)) for key, one in tables.items()}
    groups = Groups(framework, counted, shown, above)
    return Published(
        respondents=len(answers) if may_show(len(answers), minimum) else None,
        mean=_mean_over(framework, scores, shown),
        figures={
            "areas": [
                _area(one, area, shown[one.key], minimum)
                for one, area in zip(scores.areas, framework.areas, strict=True)
            ],
            "questions": [_question(q, minimum) for area in scores.areas for q in area.questions],
            "units": list(groups.by_unit(units)),
            "levels": list(groups.by_level(levels)),
            "cells": list(groups.by_both(units, levels)),
        },
        shared_mean=_mean_over(framework, scores, shared),
        shared_areas=[
            {
                "key": one.key,
                "name": one.name,
                "mean": as_float(one.mean) if shared[one.key].everybody else None,
                "band": one.band.key if one.band and shared[one.key].everybody else None,
            }
            for one in scores.areas
        ],
    )


def least_shown(minimum_group: int, *, is_confidential: bool) -> int:
    """The smallest group of which an organisation is shown figures of its own survey."""
    return minimum_group if is_confidential else 1


def least_shared(least: int) -> int:
    """The smallest of which partners are, whatever the organisation itself is shown."""
    return max(least, FLOOR)


def groups_to_keep(answers: Sequence[Answers], minimum: int) -> list[Place]:
    """For each respondent the unit and the level that may stay with their answers; '' where they may not.

    Groups that are too small to be shown are forgotten, and so is the level where too few of a unit have it.
    """
    sizes = Counter((one.unit, one.level) for one in answers)
    cells = [Cell(unit or None, level or None, count) for (unit, level), count in sizes.items()]
    shown = suppress([cells], minimum)
    kept = [(one.unit if one.unit in shown.units else "", one.level) for one in answers]
    left = Counter(kept)
    return [
        (unit, level if level in shown.levels and left[unit, level] >= minimum else "")
        for unit, level in kept
    ]


def _by_place(framework: Framework, answers: Sequence[Answers]) -> dict[Place, Tally]:
    """The answers of those of one unit and one level, counted together."""
    rows: dict[Place, list[Answers]] = {}
    for one in answers:
        rows.setdefault((one.unit, one.level), []).append(one)
    return {place: tally(framework, own) for place, own in rows.items()}


def _tables(area: Area, counted: Mapping[Place, Tally]) -> list[Counts]:
    """Those who count in an area: each question's who gave a number, who make means; with those who didn't know, who
    make shares; and those who gave any number in it, who make the spread.
    """

    def table(size: Any) -> Counts:
        return [Cell(unit or None, level or None, size(one)) for (unit, level), one in counted.items()]

    tables = [table(lambda one: one.own[area.key].total())]
    for question in area.questions:
        key = question.key
        tables.append(table(lambda one, key=key: _answered(one, key) - one.chosen[key]["dk"]))
        tables.append(table(lambda one, key=key: _answered(one, key)))
    return tables


def _answered(one: Tally, key: str) -> int:
    return one.chosen[key].total() - one.chosen[key]["na"]


def _area(scored: AreaScore, area: Area, shown: Shown, minimum: int) -> dict[str, Any]:
    """An area's figures. The share that didn't know has respondents of its own, and may be shown without a mean."""
    answered = [question.answered for question in scored.questions if question.answered]
    may_tell_unknown = bool(answered) and may_show(min(answered), minimum)
    known = {
        "mean": as_float(scored.mean),
        "sd": scored.sd,
        "n": scored.n,
        "distribution": _distribution(scored, area),
    }
    return {
        "key": scored.key,
        "name": scored.name,
        **(known if shown.everybody else dict.fromkeys(known)),
        "band": scored.band.key if scored.band and shown.everybody else None,
        "dont_know": scored.dont_know if may_tell_unknown else None,
    }


def _distribution(scored: AreaScore, area: Area) -> list[list[int]]:
    """How often each level was chosen over all of an area's questions, lowest first; reversed ones are turned."""
    added: Counter[int] = Counter()
    for one, question in zip(scored.questions, area.questions, strict=True):
        values = sorted(one.distribution)
        turned = values[::-1] if question.reversed else values
        added.update({turned[place]: one.distribution[value] for place, value in enumerate(values)})
    return [[value, added[value]] for value in sorted(added)]


def _question(scored: QuestionScore, minimum: int) -> dict[str, Any]:
    known = {
        "mean": as_float(scored.mean),
        "sd": scored.sd,
        "n": scored.n,
        "distribution": [[value, count] for value, count in sorted(scored.distribution.items())],
    }
    is_shown = may_show(scored.n, minimum)
    return {
        "key": scored.key,
        "text": scored.text,
        **(known if is_shown else dict.fromkeys(known)),
        "band": scored.band.key if scored.band and is_shown else None,
        "dont_know": scored.dont_know if may_show(scored.answered, minimum) else None,
    }


def _mean_over(framework: Framework, scores: Scores, shown: Mapping[str, Shown]) -> float | None:
    """The mean over the areas shown, from 1 to 5; over all areas it would give away those held back."""
    areas = tuple(area for area in scores.areas if shown.get(area.key, NOTHING).everybody)
    mean = overall(Scores(scores.respondents, areas))
    low, high = framework.scale.minimum, framework.scale.maximum
    return None if mean is None else float(1 + 4 * (mean - low) / (high - low))
