"""The weights of the seven dimensions as partners set them: points that add up to 100, from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from engagement.dimensions import DIMENSIONS
from engagement.evidence import Weights

WHOLE = 100
LEAST, MOST = 5, 60
"""Points that a dimension may weigh: none vanishes, and none is the whole score under another name."""

STAY_DAYS = 30
"""So long weights stay once they are set: a score whose measure changes each week tells nothing, and whoever could
change it at will might work out from the totals what a partner's single dimensions are."""


def weights_at(history: Sequence[Weights], on: date, otherwise: Mapping[str, float]) -> Mapping[str, float]:
    """The weights that hold on a day: the latest set by then, in the order in which they were set; else the usual."""
    held = [one for one in history if one.since <= on]
    if not held:
        return otherwise
    points = max(enumerate(held), key=lambda one: (one[1].since, one[0]))[1].points
    return {key: points.get(key, 0) / WHOLE for key in DIMENSIONS}


def as_points(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights as whole points that add up to 100, each within one of its share (largest remainders, Hamilton)."""
    total = sum(weights[key] for key in DIMENSIONS)
    shares = {key: WHOLE * weights[key] / total for key in DIMENSIONS}
    # A share such as 15 is 14.999... in floating point, and would lose its point to another.
    whole = {key: int(share + 1e-9) for key, share in shares.items()}
    left = WHOLE - sum(whole.values())
    for key in sorted(DIMENSIONS, key=lambda one: whole[one] - shares[one])[:left]:
        whole[key] += 1
    return whole


def problem_with(points: Mapping[str, int]) -> tuple[str, int] | None:
    """What speaks against points, with the figure that it is about: 'bounds' or 'sum'; None when they are fine."""
    wrong = next((points[key] for key in DIMENSIONS if not LEAST <= points[key] <= MOST), None)
    if wrong is not None:
        return "bounds", wrong
    total = sum(points[key] for key in DIMENSIONS)
    return None if total == WHOLE else ("sum", total)
