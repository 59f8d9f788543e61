"""Readiness scores: answers in, figures with their counts out. Nothing is rounded before it is shown.

Means are exact fractions, because a mean of 2.95 must not become 2.9 in binary arithmetic. Standard deviations are
those of a sample (n - 1). *Don't know* never enters a mean; its share is a finding of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm, sqrt
from typing import Literal

from readiness.bands import band_of, in_full, reached
from readiness.framework_data import Area, Band, Framework, Question, Scale

Value = int | Literal["dk", "na"]


@dataclass(frozen=True)
class Answers:
    """What one respondent answered, by question key; an unanswered question is absent."""

    values: Mapping[str, Value]
    unit: str = ""
    level: str = ""


@dataclass(frozen=True)
class QuestionScore:
    """One question's figures.

    `n` gave a number; `answered` gave a number or didn't know; `dont_know` is the latter's share of them, None
    where nobody did. `not_applicable` counts those to whom it doesn't apply: they enter nothing else. `mean` and
    `sd` are on the scale where more is better; `distribution` counts the levels as they were chosen, including
    those that nobody chose.
    """

    key: str
    text: str
    n: int
    mean: Fraction | None
    sd: float | None
    dont_know: float | None
    band: Band | None
    distribution: dict[int, int]
    answered: int
    not_applicable: int

    @property
    def is_left_out(self) -> bool:
        """Whether it was found not to be relevant: it applies to nobody who said anything to it."""
        return self.not_applicable > 0 and self.answered == 0


@dataclass(frozen=True)
class AreaScore:
    """One area's figures.

    `n` respondents gave a number to at least one of its questions, `fewest` to the least answered one. `mean` is
    the mean of the questions' means, `total` their sum where the framework adds up. Questions that are not relevant
    are left out of both, and the bounds of bands on a total shrink with them; but while a relevant question has no
    number there is no total. `of` is the share of all questions' weight that the total is of, from 0 to 1. `sd` is
    over respondents' own means in the area.
    """

    key: str
    name: str
    n: int
    mean: Fraction | None
    sd: float | None
    dont_know: float | None
    band: Band | None
    questions: tuple[QuestionScore, ...]
    fewest: int
    total: Fraction | None = None
    of: Fraction = Fraction(1)
    weight: float | None = None


@dataclass(frozen=True)
class Scores:
    """All figures of a set of answers.

    `total` and `band` are over all areas, where the framework adds up and has bands for that. `first_low` is the
    key of the first area at or below the framework's bound: the one to mend before the later ones. None where there
    is no such area, or where the framework has no bound.
    """

    respondents: int
    areas: tuple[AreaScore, ...]
    first_low: str | None = None
    total: Fraction | None = None
    band: Band | None = None


def score(framework: Framework, answers: Sequence[Answers]) -> Scores:
    """The figures of these respondents by area and question.

    Keys that the framework doesn't have count for nothing. Raises ValueError for a number outside the scale.
    """
    areas = tuple(_score_area(framework, area, answers) for area in framework.areas)
    total, band = _overall_total(framework, areas)
    return Scores(len(answers), areas, _first_at_or_below(areas, framework.bound), total, band)


def overall(scores: Scores) -> Fraction | None:
    """The mean over the areas that have one, weighted where the framework weights areas; None without any."""
    return _weighted_mean((_exact(area.weight or 1), area.mean) for area in scores.areas)


def _overall_total(framework: Framework, areas: Sequence[AreaScore]) -> tuple[Fraction | None, Band | None]:
    """The total over all areas and its band; None while an area has none, unless nothing in it is relevant."""
    relevant = [area for area in areas if area.of]
    totals = [_exact(area.weight or 1) * area.total for area in relevant if area.total is not None]
    if framework.aggregation != "sum" or not relevant or len(totals) < len(relevant):
        return None, None
    weights = [
        _exact(area.weight or 1) * sum((_exact(one.weight) for one in area.questions), Fraction(0))
        for area in framework.areas
    ]
    kept = sum((weight * area.of for weight, area in zip(weights, areas, strict=True)), Fraction(0))
    total = sum(totals, Fraction(0))
    return total, reached(framework.overall_bands, in_full(total, kept / sum(weights)))


def _first_at_or_below(areas: Iterable[AreaScore], bound: Decimal | None) -> str | None:
    if bound is None:
        return None
    low = (area.key for area in areas if area.mean is not None and area.mean <= Fraction(bound))
    return next(low, None)


def _score_area(framework: Framework, area: Area, answers: Sequence[Answers]) -> AreaScore:
    questions = tuple(_score_question(framework, question, answers) for question in area.questions)
    weights = [_exact(question.weight) for question in area.questions]
    means = [question.mean for question in questions]
    mean = _weighted_mean(zip(weights, means, strict=True))
    total, of = _total(questions, weights) if framework.aggregation == "sum" else (None, Fraction(1))
    whole = _whole(weights)
    own = [_own_mean(framework.scale, area, whole, each) for each in answers]
    given = [each for each in own if each is not None]
    answered = sum(question.answered for question in questions)
    return AreaScore(
        key=area.key,
        name=area.name,
        n=len(given),
        mean=mean,
        sd=_sample_sd(given),
        dont_know=_share(answered - sum(question.n for question in questions), answered),
        band=band_of(framework, mean, in_full(total, of)),
        questions=questions,
        fewest=min(question.n for question in questions),
        total=total,
        of=of,
        weight=area.weight,
    )


def _total(
    questions: Sequence[QuestionScore], weights: Sequence[Fraction]
) -> tuple[Fraction | None, Fraction]:
    """The sum over the relevant questions, and their share of all weights; None while one of them has no mean."""
    relevant = [
        (weight, one.mean) for one, weight in zip(questions, weights, strict=True) if not one.is_left_out
    ]
    of = sum((weight for weight, _mean in relevant), Fraction(0)) / sum(weights)
    known = [weight * mean for weight, mean in relevant if mean is not None]
    if not relevant or len(known) < len(relevant):
        return None, of
    return sum(known, Fraction(0)), of


def _whole(weights: Sequence[Fraction]) -> list[int]:
    """Weights in the same proportions as whole numbers, which add up much faster over thousands of respondents."""
    together = lcm(*(weight.denominator for weight in weights))
    return [int(weight * together) for weight in weights]


def _own_mean(scale: Scale, area: Area, weights: Sequence[int], answers: Answers) -> Fraction | None:
    """One respondent's mean over an area."""
    values = [_number(scale, question, answers) for question in area.questions]
    there = [(weight, value) for weight, value in zip(weights, values, strict=True) if value is not None]
    if not there:
        return None
    return Fraction(sum(weight * value for weight, value in there), sum(weight for weight, _ in there))


def _score_question(framework: Framework, question: Question, answers: Sequence[Answers]) -> QuestionScore:
    scale = framework.scale
    values = [_number(scale, question, each) for each in answers]
    numbers = [value for value in values if value is not None]
    unknown = sum(each.values.get(question.key) == "dk" for each in answers)
    chosen = Counter(each.values.get(question.key) for each in answers)
    mean = Fraction(sum(numbers), len(numbers)) if numbers else None
    return QuestionScore(
        key=question.key,
        text=question.text,
        n=len(numbers),
        mean=mean,
        sd=_sample_sd(numbers),
        dont_know=_share(unknown, unknown + len(numbers)),
        # A bound of totals says nothing about a single question.
        band=band_of(framework, mean, None),
        distribution={value: chosen[value] for value in range(scale.minimum, scale.maximum + 1)},
        answered=unknown + len(numbers),
        not_applicable=chosen["na"],
    )


def _number(scale: Scale, question: Question, answers: Answers) -> int | None:
    """The answer as a number of which more is better; None for don't know, not applicable and no answer."""
    value = answers.values.get(question.key)
    if value is None or isinstance(value, str):
        return None
    if not scale.minimum <= value <= scale.maximum:
        raise ValueError(f"{question.key}: {value} is outside {scale.minimum}-{scale.maximum}")
    return scale.minimum + scale.maximum - value if question.reversed else value


def _exact(weight: float) -> Fraction:
    """A weight as it was written: 0.1 is a tenth."""
    return Fraction(str(weight))


def _weighted_mean(pairs: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """The mean of the values that are there, each with its weight."""
    there = [(weight, value) for weight, value in pairs if value is not None]
    if not there:
        return None
    return sum((weight * value for weight, value in there), Fraction(0)) / sum(weight for weight, _ in there)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _sample_sd(values: Sequence[Fraction | int]) -> float | None:
    """The standard deviation of a sample (n - 1), exact up to the root; None under two values."""
    n = len(values)
    if n <= 1:
        return None
    total = Fraction(sum(values))
    squares = sum(value * value for value in values)
    return sqrt((squares - total * total / n) / (n - 1))
