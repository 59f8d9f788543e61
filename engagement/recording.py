"""Dimensions and steps as the plain values that a snapshot keeps, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engagement.dimensions import DIMENSIONS, Dimension
from engagement.steps import Step


@dataclass(frozen=True)
class Shown:
    """A dimension as it was recorded, with the step that would raise it most when that was looked for."""

    dimension: Dimension
    step: Step | None = None


def dimensions_to_json(
    dimensions: Iterable[Dimension], steps: Mapping[str, Step] | None = None
) -> dict[str, dict[str, Any]]:
    """By key: value, evidence, and the step if there is one."""
    kept: dict[str, dict[str, Any]] = {}
    for one in dimensions:
        kept[one.key] = {"value": one.value, "evidence": dict(one.evidence)}
        step = (steps or {}).get(one.key)
        if step is not None:
            kept[one.key]["step"] = {"kind": step.kind, "facts": dict(step.facts), "gain": step.gain}
    return kept


def dimensions_from_json(kept: Mapping[str, Any]) -> list[Shown]:
    """What `dimensions_to_json` made, in the order of the seven; empty for an empty mapping."""
    shown = []
    for key in DIMENSIONS:
        if key in kept:
            one = kept[key]
            step = one.get("step")
            shown.append(
                Shown(
                    Dimension(key, one["value"], one["evidence"]),
                    Step(step["kind"], step["facts"], step["gain"]) if step else None,
                )
            )
    return shown
