"""How well a figure tells two kinds apart: the area under the ROC curve, precision, recall; and a fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


def roc_area(figures: Sequence[float], truth: Sequence[bool]) -> float | None:
    """The chance that a figure of one that is true is higher than that of one that is not, equals counted half.

    That is the area under the ROC curve (Hanley and McNeil 1982): 0.5 for a figure that tells nothing, 1 for one that
    tells all. None when there are not both kinds.
    """
    positive = sum(truth)
    if not 0 < positive < len(truth):
        return None
    ranks = _ranks(figures)
    above = sum(rank for rank, true in zip(ranks, truth, strict=True) if true) - positive * (positive + 1) / 2
    return above / (positive * (len(truth) - positive))


def _ranks(figures: Sequence[float]) -> list[float]:
    """The place of each figure from 1; equal ones share the mean of their places."""
    order = sorted(range(len(figures)), key=figures.__getitem__)
    ranks = [0.0] * len(figures)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and figures[order[end]] == figures[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        start = end
    return ranks


@dataclass(frozen=True)
class Told:
    """How well a yes or no tells: of those named how many are so, and of those that are so how many are named."""

    precision: float | None
    recall: float | None


def told(named: Sequence[bool], truth: Sequence[bool]) -> Told:
    """Precision and recall; None where nothing is named, or nothing is so."""
    hits = sum(1 for says, true in zip(named, truth, strict=True) if says and true)
    return Told(hits / sum(named) if any(named) else None, hits / sum(truth) if any(truth) else None)


def bound_for(figures: Sequence[float], truth: Sequence[bool]) -> float:
    """From which figure on to say yes: where the share of the true that are named exceeds that of the others most.

    That is Youden's index (1950). Infinite when no bound does better than naming nobody.
    """
    positive, negative = max(sum(truth), 1), max(len(truth) - sum(truth), 1)

    best, gained, gain = math.inf, 0.0, 0.0
    ordered = sorted(zip(figures, truth, strict=True), reverse=True)
    for place, (figure, true) in enumerate(ordered):
        gain += 1 / positive if true else -1 / negative
        last_of_equals = place + 1 == len(ordered) or ordered[place + 1][0] < figure
        if last_of_equals and gain > gained:
            best, gained = figure, gain
    return best


STEPS, SHRINK = 400, 0.01


def fit(rows: Sequence[Sequence[float]], truth: Sequence[bool]) -> tuple[float, list[float]]:
    """A logistic regression without negative weights: the log-odds when all figures are 0, and a weight for each.

    A sign that stands worse must not make the risk smaller, whatever chance says. Figures are to be of a like size.
    Steps go down the gradient of the mean log-loss, with a little shrinking of the weights.
    """
    odds, weights = 0.0, [0.0] * len(rows[0])
    for _ in range(STEPS):
        slopes, slope = [0.0] * len(weights), 0.0
        for row, true in zip(rows, truth, strict=True):
            said = odds + sum(weight * figure for weight, figure in zip(weights, row, strict=True))
            error = 1 / (1 + math.exp(-said)) - true
            slope += error
            for place, figure in enumerate(row):
                slopes[place] += error * figure
        odds -= slope / len(rows)
        weights = [
            max(weight - one / len(rows) - SHRINK * weight, 0.0)
            for weight, one in zip(weights, slopes, strict=True)
        ]
    return odds, weights


def least_squares(rows: Sequence[Sequence[float]], wanted: Sequence[float]) -> list[float]:
    """The weights with which the figures of rows come nearest to what is wanted, in squares (Gauss and Legendre).

    Solves the normal equations; there must be more rows than figures, and no figure that follows from the others.
    """
    size = len(rows[0])
    table = [
        [math.fsum(row[i] * row[j] for row in rows) for j in range(size)]
        + [math.fsum(row[i] * value for row, value in zip(rows, wanted, strict=True))]
        for i in range(size)
    ]
    for place in range(size):
        best = max(range(place, size), key=lambda one: abs(table[one][place]))
        table[place], table[best] = table[best], table[place]
        pivot = table[place] = [value / table[place][place] for value in table[place]]
        for other in range(size):
            if other != place:
                factor = table[other][place]
                table[other] = [
                    value - factor * over for value, over in zip(table[other], pivot, strict=True)
                ]
    return [row[-1] for row in table]
