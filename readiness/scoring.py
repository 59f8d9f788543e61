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
from typing import Any, Literal

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
class Tally:
    """What a group of respondents answered, counted, so that groups can be added up to greater ones.

    `chosen` counts by question what was answered, as it was chosen. `own` counts by area the respondents with the
    same numbers there: the sum of theirs, each times its weight, and the sum of those weights; weights as whole
    numbers.
    """

    respondents: int
    chosen: Mapping[str, Counter[Value]]
    own: Mapping[str, Counter[tuple[int, int]]]


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
    return score_tally(framework, tally(framework, answers))


def tally(framework: Framework, answers: Sequence[Answers]) -> Tally:
    """These respondents' answers, counted. Raises ValueError for a number outside the scale."""
    chosen: dict[str, Counter[Value]] = {question.key: Counter() for question in framework.questions}
    own: dict[str, Counter[tuple[int, int]]] = {}
    for area in framework.areas:
        weights = _whole([_exact(question.weight) for question in area.questions])
        columns = [
            (question, chosen[question.key], weight)
            for question, weight in zip(area.questions, weights, strict=True)
        ]
        means = own[area.key] = Counter()
        for each in answers:
            total = whole = 0
            for question, column, weight in columns:
                value = each.values.get(question.key)
                if value is None:
                    continue
                column[value] += 1
                if not isinstance(value, str):
                    total += weight * _turned(framework.scale, question, value)
                    whole += weight
            if whole:
                means[total, whole] += 1
    return Tally(len(answers), chosen, own)


def together(tallies: Sequence[Tally]) -> Tally:
    """Groups that have nobody in common, as one. At least one is given."""
    return Tally(
        sum(one.respondents for one in tallies),
        {key: _sum(one.chosen[key] for one in tallies) for key in tallies[0].chosen},
        {key: _sum(one.own[key] for one in tallies) for key in tallies[0].own},
    )


def score_tally(framework: Framework, counted: Tally) -> Scores:
    """The figures of a group of respondents by area and question."""
    areas = tuple(_score_area(framework, area, counted) for area in framework.areas)
    total, band = _overall_total(framework, areas)
    return Scores(counted.respondents, areas, _first_at_or_below(areas, framework.bound), total, band)


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


def _score_area(framework: Framework, area: Area, counted: Tally) -> AreaScore:
    questions = tuple(
        _score_question(framework, question, counted.chosen[question.key]) for question in area.questions
    )
    weights = [_exact(question.weight) for question in area.questions]
    means = [question.mean for question in questions]
    mean = _weighted_mean(zip(weights, means, strict=True))
    total, of = _total(questions, weights) if framework.aggregation == "sum" else (None, Fraction(1))
    own = counted.own[area.key]
    answered = sum(question.answered for question in questions)
    return AreaScore(
        key=area.key,
        name=area.name,
        n=own.total(),
        mean=mean,
        sd=_sample_sd((Fraction(*pair), count) for pair, count in own.items()),
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


def _score_question(framework: Framework, question: Question, chosen: Counter[Value]) -> QuestionScore:
    scale = framework.scale
    counts = {value: chosen[value] for value in range(scale.minimum, scale.maximum + 1)}
    numbers = [(_turned(scale, question, value), count) for value, count in counts.items() if count]
    n, unknown = sum(counts.values()), chosen["dk"]
    mean = Fraction(sum(value * count for value, count in numbers), n) if n else None
    return QuestionScore(
        key=question.key,
        text=question.text,
        n=n,
        mean=mean,
        sd=_sample_sd(numbers),
        dont_know=_share(unknown, unknown + n),
        # A bound of totals says nothing about a single question.
        band=band_of(framework, mean, None),
        distribution=counts,
        answered=unknown + n,
        not_applicable=chosen["na"],
    )


def _turned(scale: Scale, question: Question, value: int) -> int:
    """A number as chosen, turned where the question is reversed, so that more is better."""
    if not scale.minimum <= value <= scale.maximum:
        raise ValueError(f"{question.key}: {value} is outside {scale.minimum}-{scale.maximum}")
    return scale.minimum + scale.maximum - value if question.reversed else value


def _sum(counters: Iterable[Counter[Any]]) -> Counter[Any]:
    added: Counter[Any] = Counter()
    for one in counters:
        added.update(one)
    return added


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


def _sample_sd(counted: Iterable[tuple[Fraction | int, int]]) -> float | None:
    """The standard deviation of a sample (n - 1) of values and how often each is there; None under two values.

    Exact up to the root.
    """
    pairs = list(counted)
    n = sum(count for _value, count in pairs)
    if n <= 1:
        return None
    total = Fraction(sum(value * count for value, count in pairs))
    squares = sum(value * value * count for value, count in pairs)
    return sqrt((squares - total * total / n) / (n - 1))
