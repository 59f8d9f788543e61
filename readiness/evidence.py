"""Whether what people say and what can be shown agree: opinion and evidence of one area, side by side.

Opinion is the mean of an area, brought to a scale from 1 to 5; evidence is the mean of the levels that the pieces of
evidence show which aren't stale. They differ from one whole level on, decided on the difference rounded half up to
one decimal, as bands are: less than a described level could be the wording, or chance. The bound is ours. Neither
side is right by itself: people may not have heard of what there is, or what is written down may not be lived.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from readiness.bands import round_half_up

LOWEST, HIGHEST = 1, 5
DIFFERS_FROM = Decimal("1.0")
"""In levels, on the scale from 1 to 5."""


class Verdict(StrEnum):
    """How opinion and evidence of an area stand to each other."""

    AGREE = "agree"
    OPINION_HIGHER = "opinion higher"
    EVIDENCE_HIGHER = "evidence higher"


@dataclass(frozen=True)
class SideBySide:
    """One area: the two means on a scale from 1 to 5, each None without one; `verdict` None unless both are there.

    `pieces` counts the evidence that isn't stale, `stale` what is.
    """

    opinion: float | None
    evidence: float | None
    verdict: Verdict | None
    pieces: int
    stale: int


def on_one_to_five(mean: float | None, low: int, high: int) -> float | None:
    """A mean on a framework's own scale, brought to 1-5 in equal steps; None stays None."""
    return None if mean is None else LOWEST + (HIGHEST - LOWEST) * (mean - low) / (high - low)


def side_by_side(opinion: float | None, levels: Sequence[int], stale: int = 0) -> SideBySide:
    """An area's opinion (1-5, or None where it is held back or nobody was asked) beside its levels of evidence."""
    evidence = Fraction(sum(levels), len(levels)) if levels else None
    return SideBySide(
        opinion=opinion,
        evidence=None if evidence is None else float(evidence),
        verdict=None if opinion is None or evidence is None else _verdict(Fraction(opinion), evidence),
        pieces=len(levels),
        stale=stale,
    )


def _verdict(opinion: Fraction, evidence: Fraction) -> Verdict:
    # A float's own error is far below the decimals that could matter here.
    difference = round_half_up((opinion - evidence).limit_denominator(10**9))
    if abs(difference) < DIFFERS_FROM:
        return Verdict.AGREE
    return Verdict.OPINION_HIGHER if difference > 0 else Verdict.EVIDENCE_HIGHER
