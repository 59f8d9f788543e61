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

from readiness.framework_files import Area, Band, Framework, Question, Scale

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
    where nobody did. `mean` and `sd` are on the scale where more is better; `distribution` counts the levels as
    they were chosen, including those that nobody chose.
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


@dataclass(frozen=True)
class AreaScore:
    """One area's figures.

    `n` respondents gave a number to at least one of its questions, `fewest` to the least answered one. `mean` is
    the mean of the questions' means, `total` their sum where the framework adds up (None while a question has no
    answer, since totals of fewer questions can't be compared). `sd` is over respondents' own means in the area.
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
    weight: float | None = None


@dataclass(frozen=True)
class Scores:
    """All figures of a set of answers.

    `first_low` is the key of the first area at or below the framework's bound: the one to mend before the later
    ones. None where there is no such area, or where the framework has no bound.
    """

    respondents: int
    areas: tuple[AreaScore, ...]
    first_low: str | None = None


def score(framework: Framework, answers: Sequence[Answers]) -> Scores:
    """The figures of these respondents by area and question.

    Keys that the framework doesn't have count for nothing. Raises ValueError for a number outside the scale.
    """
    areas = tuple(_score_area(framework, area, answers) for area in framework.areas)
    return Scores(len(answers), areas, _first_at_or_below(areas, framework.bound))


def overall(scores: Scores) -> Fraction | None:
    """The mean over the areas that have one, weighted where the framework weights areas; None without any."""
    return _weighted_mean((_exact(area.weight or 1), area.mean) for area in scores.areas)


def round_half_up(value: Fraction, places: int = 1) -> Decimal:
    """As taught at school: 2.95 becomes 3.0 and -2.95 becomes -3.0, whatever binary arithmetic says."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    rounded = Decimal(whole).scaleb(-places)
    return -rounded if value < 0 < whole else rounded


def band_of(framework: Framework, mean: Fraction | None, total: Fraction | None) -> Band | None:
    """The band of an area's figures; None without them.

    A mean is rounded half up to one decimal first, as published for the Wilder Collaboration Factors Inventory. A
    total is compared as it is, since bounds of totals needn't be whole.
    """
    if framework.bands_on == "total":
        figure = total
    else:
        figure = None if mean is None else Fraction(round_half_up(mean))
    if figure is None:
        return None
    reached = [band for band in framework.bands if Fraction(band.lower) <= figure]
    return reached[-1] if reached else None


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
    known = [weight * each for weight, each in zip(weights, means, strict=True) if each is not None]
    total = None
    if framework.aggregation == "sum" and len(known) == len(questions):
        total = sum(known, Fraction(0))
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
        band=band_of(framework, mean, total),
        questions=questions,
        fewest=min(question.n for question in questions),
        total=total,
        weight=area.weight,
    )


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
