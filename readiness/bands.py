"""In which band a figure is: by lower bounds only, so that there is no gap between two bands."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from readiness.framework_data import Band, Framework


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
        return reached(framework.bands, total)
    return reached(framework.bands, None if mean is None else Fraction(round_half_up(mean)))


def reached(bands: Iterable[Band], figure: Fraction | None) -> Band | None:
    """The highest band whose lower bound a figure reaches; None under the lowest, or without a figure."""
    if figure is None:
        return None
    below = [band for band in bands if Fraction(band.lower) <= figure]
    return below[-1] if below else None


def in_full(total: Fraction | None, of: Fraction) -> Fraction | None:
    """What a total of a part of the questions would be of all of them, so that it can be held against their bounds.

    It is the rule that 'From Handshake to Compact' publishes for items that don't apply: so much an item.
    """
    return None if total is None else total / of
