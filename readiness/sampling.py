"""How exact a random sample is. Plain arithmetic.

The margin of error is that of a share of answers, such as "40 % answered 4 or 5", at a confidence of 95 %, for the
share that is the least certain, a half: z·√(p(1−p)/n)·√((N−n)/(N−1)), with n people asked of N. The last factor is the
finite population correction: who asks nearly everybody knows nearly everything. Source: W. G. Cochran, Sampling
Techniques, 3rd edition, Wiley 1977, sections 2.6, 3.2 and 4.4.

It holds if all of the sample answer, or if who doesn't answer is as the others are; nobody can promise the latter.
"""

from __future__ import annotations

from math import ceil, sqrt

Z = 1.959963984540054
"""Standard deviations on either side that hold 95 % of a normal distribution."""
HALF = 0.5


def margin_of_error(answers: int, population: int) -> float | None:
    """The margin for a share, from 0 to 1, of so many answers of a population; None of no answer.

    0 when all have answered. ValueError when more answered than there are.
    """
    if answers > population:
        raise ValueError(f"{answers} answers of {population} people")
    if answers < 1:
        return None
    if answers == population:
        return 0.0
    correction = (population - answers) / (population - 1)
    return min(Z * sqrt(HALF * (1 - HALF) / answers * correction), 1.0)


def size_for(margin: float, population: int) -> int:
    """How few of a population are enough for a margin (above 0, up to 1), if all of them answer."""
    if not 0 < margin <= 1:
        raise ValueError(f"a margin of {margin}")
    unlimited = Z**2 * HALF * (1 - HALF) / margin**2
    size = unlimited * population / (unlimited + population - 1)
    # A hair less than a whole number is that number: floating point must not ask one person more.
    return min(max(ceil(size - 1e-9), 1), population) if population else 0
