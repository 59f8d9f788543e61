"""How well a figure tells two kinds apart: the area under the ROC curve, precision, recall, days of warning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


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
    """From which figure on to say yes: where the true ones named and the others left out are the most (Youden 1950)."""
    positive, negative = max(sum(truth), 1), max(len(truth) - sum(truth), 1)

    def gain(bound: float) -> float:
        hits = sum(1 for figure, true in zip(figures, truth, strict=True) if true and figure >= bound)
        false = sum(1 for figure, true in zip(figures, truth, strict=True) if not true and figure >= bound)
        return hits / positive - false / negative

    return max(sorted(set(figures)), key=gain)


def median_days(days: Sequence[int]) -> float | None:
    """The median of days; None of none."""
    return median(days) if days else None
