"""Readiness results as traction wants them: with the days from and to which they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engagement.evidence import Result
from partnering.models import Partnership


@dataclass(frozen=True)
class Results:
    """By organisation: the results for its own eyes, and those that it shares with one partnership."""

    own: Mapping[int, tuple[Result, ...]] = field(default_factory=dict)
    shared: Mapping[int, tuple[Result, ...]] = field(default_factory=dict)


def results_of(partnership: Partnership, organisations: Iterable[int]) -> Results:
    """The results of closed campaigns of these organisations."""
    return Results()
