"""What a framework adds up, and the area it says to mend first, from figures that are shown anyway.

Nothing here is worked out from answers. So whatever is held back stays so: a total of which one part isn't shown isn't
shown either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from readiness.bands import reached
from readiness.framework_data import Area, Band, Framework

Means = Mapping[str, float | None]
"""The mean that is shown of each question, or of each area, by key; None where none is."""

EXACT = 9
"""To so many places a sum of means is compared with a bound: means are kept as binary fractions of a third and such."""


@dataclass(frozen=True)
class Totals:
    """The total of each area, the one over all areas with its band, and the key of the area to mend first.

    All empty where the framework doesn't speak of them.
    """

    areas: Means = field(default_factory=dict)
    overall: float | None = None
    band: Band | None = None
    first_low: str | None = None


def totals_of(framework: Framework, questions: Means, areas: Means) -> Totals:
    """What a framework makes of the means that are shown of its questions and areas."""
    if framework.aggregation == "first_at_or_below":
        return Totals(first_low=_first_low(framework, areas))
    if framework.aggregation != "sum":
        return Totals()
    totals = {
        area.key: None if areas.get(area.key) is None else _total(area, questions) for area in framework.areas
    }
    parts = [(area.weight or 1, totals[area.key]) for area in framework.areas]
    overall = sum(weight * total for weight, total in parts if total is not None)
    if any(total is None for _weight, total in parts):
        return Totals(totals)
    return Totals(totals, overall, reached(framework.overall_bands, Fraction(str(round(overall, EXACT)))))


def _total(area: Area, questions: Means) -> float | None:
    means = [(one.weight, questions.get(one.key)) for one in area.questions]
    if any(mean is None for _weight, mean in means):
        return None
    return sum(weight * mean for weight, mean in means if mean is not None)


def _first_low(framework: Framework, areas: Means) -> str | None:
    """The first area at or below the bound; None while one before it isn't shown, as that might be the first."""
    for area in framework.areas:
        mean = areas.get(area.key)
        if mean is None:
            return None
        if Decimal(str(round(mean, EXACT))) <= (framework.bound or 0):
            return area.key
    return None
