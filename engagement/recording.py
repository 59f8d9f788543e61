"""Dimensions as the plain values that a snapshot keeps, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engagement.dimensions import DIMENSIONS, Dimension


def dimensions_to_json(dimensions: Iterable[Dimension]) -> dict[str, dict[str, Any]]:
    """By key: value and evidence."""
    return {one.key: {"value": one.value, "evidence": dict(one.evidence)} for one in dimensions}


def dimensions_from_json(kept: Mapping[str, Any]) -> list[Dimension]:
    """What `dimensions_to_json` made, in the order of the seven; empty for an empty mapping."""
    return [Dimension(key, kept[key]["value"], kept[key]["evidence"]) for key in DIMENSIONS if key in kept]
