"""What a relationship review may show of the organisations in it, beyond the rules for any survey.

In a survey an organisation reads figures of its own units. Here each reader belongs to one of the groups, and the
groups are few: with two, everybody's figure minus one's own is the other's. So figures by organisation stand in an
area for all of them or for none, and what people wrote only where so many of each answered that nobody's words can
be laid to an organisation of one or two. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

BY_AREA = ("means", "sds", "ns", "dont_know")
"""What a row of figures by group holds for each area."""


def all_or_none(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures as `figures.publish` makes them, with organisations as units: in each area all of them, or none.

    Pairs of organisation and level go altogether. Holding back more never gives anything away.
    """
    rows = figures["units"]
    areas = len(figures["areas"])
    bare = [area for area in range(areas) if any(row["means"][area] is None for row in rows)]
    return figures | {"units": [_without(row, bare) for row in rows], "cells": []}


def _without(row: dict[str, Any], areas: Collection[int]) -> dict[str, Any]:
    held = {
        name: [None if place in areas else value for place, value in enumerate(row[name])]
        for name in BY_AREA
        if name in row
    }
    return row | held


def too_small(counts: dict[str, int], minimum: int) -> list[str]:
    """The organisations of whom fewer than the smallest group would be asked, by name."""
    return sorted(name for name, count in counts.items() if count < minimum)


def may_show_words(answered: Collection[int], minimum: int) -> bool:
    """Whether comments may be shown, by how many of each organisation answered: each enough, or nobody at all."""
    return bool(answered) and all(count == 0 or count >= minimum for count in answered)
