"""What stands out in a result, told first: a few sentences from figures that are shown anyway.

Nothing is judged that chance explains: a movement counts only beyond its margin, a gap only from a level apart (see
`disagreement`), and *don't know* from one answer in seven.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeVar

from readiness.bands import round_half_up
from readiness.disagreement import Gap
from readiness.movement import Verdict

T = TypeVar("T")
Kind = Literal["weakest", "apart", "unknown", "down", "up", "strongest"]

MUCH_UNKNOWN = 15.0
"""Percent of the answers to an area from which *don't know* is a finding."""


@dataclass(frozen=True)
class AreaFacts:
    """What is shown of an area: `dont_know` in percent; `before`, `now` and `verdict` against the last round.

    `done` is what was taken on for it after the last round and done since.
    """

    name: str
    mean: float | None
    dont_know: float | None
    gap: Gap | None
    before: float | None = None
    now: float | None = None
    verdict: Verdict | None = None
    done: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One thing that stands out, of one area."""

    kind: Kind
    area: AreaFacts


def findings(areas: Sequence[AreaFacts]) -> tuple[Finding, ...]:
    """At most one finding of each kind, the most pressing first; nothing where nothing is shown.

    Where all means read alike, none is told as the weakest or the strongest.
    """
    weakest = _first(areas, lambda area: area.mean)
    strongest = _first(areas, lambda area: None if area.mean is None else -area.mean)
    if weakest and strongest and weakest is not strongest and _reads_alike(weakest, strongest):
        weakest = strongest = None
    found: list[tuple[Kind, AreaFacts | None]] = [
        ("weakest", weakest),
        ("down", _first(areas, lambda area: _change(area) if area.verdict == "down" else None)),
        ("apart", _first(areas, lambda area: -area.gap.width if area.gap else None)),
        ("up", _first(areas, lambda area: -(_change(area) or 0) if area.verdict == "up" else None)),
        ("unknown", _first(areas, _unknown)),
        ("strongest", None if strongest is weakest else strongest),
    ]
    return tuple(Finding(kind, area) for kind, area in found if area)


def _reads_alike(one: AreaFacts, other: AreaFacts) -> bool:
    """Whether two means are the same as they are shown: then none of them is the weaker one."""
    return round_half_up(Fraction(one.mean or 0)) == round_half_up(Fraction(other.mean or 0))


def _change(area: AreaFacts) -> float | None:
    return None if area.before is None or area.now is None else area.now - area.before


def _unknown(area: AreaFacts) -> float | None:
    return -area.dont_know if area.dont_know is not None and area.dont_know >= MUCH_UNKNOWN else None


def _first(areas: Iterable[T], key: Callable[[T], float | None]) -> T | None:
    """The area with the smallest key; those without one don't count."""
    ranked = [(found, area) for area in areas if (found := key(area)) is not None]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None
