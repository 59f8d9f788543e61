"""Two results of one framework side by side, over the questions that are the same in both versions and no others.

It takes what each result shows anyway, so nothing can be worked out from a comparison that isn't in the two results.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from readiness.framework_data import Area, Framework, Question

Reason = Literal["changed", "new", "gone", "no figure"]


@dataclass(frozen=True)
class LeftOut:
    """A question that isn't compared, in the words of the version that has it, and why."""

    key: str
    text: str
    reason: Reason


@dataclass(frozen=True)
class Movement:
    """An area's mean then and now, both over the `compared` of its present `questions` that are the same."""

    key: str
    name: str
    before: float | None
    now: float | None
    compared: int
    questions: int

    @property
    def change(self) -> float | None:
        """How far it moved; None where nothing can be compared."""
        return None if self.before is None or self.now is None else self.now - self.before


@dataclass(frozen=True)
class Comparison:
    """The areas of the newer version, and what was left out of the figures."""

    areas: tuple[Movement, ...]
    left_out: tuple[LeftOut, ...]


def compare(
    before: Framework, now: Framework, then: Mapping[str, float | None], present: Mapping[str, float | None]
) -> Comparison:
    """Compare two results by the means of their questions (by key; None or absent where none is shown).

    A question is the same when key, words, levels and direction are. Its weight is the present one in both figures.
    """
    old = {question.key: question for question in before.questions}
    reasons = {
        question.key: _reason(old.get(question.key), question, then, present) for question in now.questions
    }
    areas = tuple(_movement(area, reasons, then, present) for area in now.areas)
    left_out = [
        LeftOut(question.key, question.text, reason)
        for question in now.questions
        if (reason := reasons[question.key]) is not None
    ]
    gone = [LeftOut(one.key, one.text, "gone") for key, one in old.items() if key not in reasons]
    return Comparison(areas, (*left_out, *gone))


def _reason(
    old: Question | None,
    new: Question,
    then: Mapping[str, float | None],
    present: Mapping[str, float | None],
) -> Reason | None:
    if old is None:
        return "new"
    if old.fingerprint != new.fingerprint:
        return "changed"
    return "no figure" if then.get(new.key) is None or present.get(new.key) is None else None


def _movement(
    area: Area,
    reasons: Mapping[str, Reason | None],
    then: Mapping[str, float | None],
    present: Mapping[str, float | None],
) -> Movement:
    same = [question for question in area.questions if reasons[question.key] is None]
    return Movement(
        area.key, area.name, _mean(same, then), _mean(same, present), len(same), len(area.questions)
    )


def _mean(questions: Iterable[Question], means: Mapping[str, float | None]) -> float | None:
    pairs = [(question.weight, mean) for question in questions if (mean := means[question.key]) is not None]
    return (
        sum(weight * mean for weight, mean in pairs) / sum(weight for weight, _mean in pairs)
        if pairs
        else None
    )
