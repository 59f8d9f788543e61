"""How far a mean moved between two rounds, and how far that can be chance.

Answers of two rounds can't be tied to each other, so the rounds are taken as two independent samples of those who
could be asked. Where mostly the same people answer twice, that is cautious: the true interval is narrower. A round in
which nearly everybody answered leaves little to chance, which is the correction for a finite population: the
variance of a mean of n out of N is s²/n · (1 - n/N) (Cochran, Sampling Techniques, 3rd ed. 1977, section 2.6). The
two variances need not be alike (Welch 1947), with degrees of freedom after Satterthwaite (1946). Whoever chose not
to answer may think otherwise than those who did; no formula mends that, and the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from partnering.charts.scales import tidy

Verdict = Literal["up", "down", "unclear"]

FEWEST_DEGREES = 4
"""With fewer degrees of freedom the interval would be as wide as the scale, and says nothing."""
NORMAL = 1.959964
"""The 97.5 % point of the normal distribution: 95 % lie between it and its opposite."""


@dataclass(frozen=True)
class Sample:
    """A mean's `n` respondents out of a `population`, and the standard deviation (n - 1) of their answers.

    The population is None where it may not be told; then it counts as endless, which is cautious.
    """

    n: int
    population: int | None
    sd: float

    @property
    def variance(self) -> float:
        """The variance of the mean, in squares of the scale's points; 0 when everybody answered."""
        if self.population is None:
            return self.sd**2 / self.n
        return self.sd**2 / self.n * max(0.0, 1 - self.n / self.population) if self.population else 0.0


def margin(before: Sample, now: Sample) -> float | None:
    """Half the width of the 95 % interval around the difference of two means, in points of the scale.

    None where too few answered to say anything.
    """
    if min(before.n, now.n) < 2:
        return None
    total = before.variance + now.variance
    if not total:
        return 0.0
    degrees = total**2 / sum(one.variance**2 / (one.n - 1) for one in (before, now))
    return None if degrees < FEWEST_DEGREES else _student(degrees) * sqrt(total)


def verdict(change: float, plus_minus: float) -> Verdict:
    """Whether a mean rose or fell beyond what can be chance, by both figures as they are shown, to one decimal."""
    if abs(_shown(change)) <= _shown(plus_minus):
        return "unclear"
    return "up" if change > 0 else "down"


def _shown(value: float) -> float:
    return float(tidy(value, 1) or 0)


def widest(sds: Iterable[tuple[float, float]]) -> float:
    """The largest standard deviation that a weighted mean of some questions can have, of (weight, deviation) pairs.

    However the answers hang together, it is no more than the weighted mean of the questions' own deviations.
    """
    pairs = list(sds)
    return sum(weight * sd for weight, sd in pairs) / sum(weight for weight, _sd in pairs)


def _student(degrees: float) -> float:
    """The 97.5 % point of Student's t, within 0.001 from 4 degrees up (Abramowitz and Stegun 1964, 26.7.5)."""
    z = NORMAL
    return (
        z
        + (z**3 + z) / 4 / degrees
        + (5 * z**5 + 16 * z**3 + 3 * z) / 96 / degrees**2
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384 / degrees**3
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160 / degrees**4
    )
