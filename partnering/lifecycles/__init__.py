"""Life cycles of partnerships as files: the phases of each, and what each phase asks for before the next."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

BUILT_IN = ("four-phases", "twelve-steps", "three-stages")
"""The life cycles that come with the product, the usual one first."""

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class PhaseFile:
    """One phase: its kind is what the product works with, its name what people see."""

    key: str
    kind: str
    name: str
    description: str
    checklist: tuple[str, ...]


@dataclass(frozen=True)
class LifeCycleFile:
    """A life cycle; a changed one has a higher edition."""

    slug: str
    edition: int
    name: str
    description: str
    phases: tuple[PhaseFile, ...]


def read_life_cycle(slug: str) -> LifeCycleFile:
    """A life cycle that comes with the product. Raises KeyError for any other slug."""
    if slug not in BUILT_IN:
        raise KeyError(slug)
    data = tomllib.loads((_FOLDER / f"{slug}.toml").read_text(encoding="utf-8"))
    phases = tuple(PhaseFile(**{**one, "checklist": tuple(one["checklist"])}) for one in data["phases"])
    return LifeCycleFile(slug, data["edition"], data["name"], data["description"], phases)


@dataclass(frozen=True)
class Progress:
    """How much of a checklist is done; what is not relevant counts as neither done nor open."""

    done: int
    of: int

    @property
    def open(self) -> int:
        """How many items are still to be done."""
        return self.of - self.done

    @property
    def percent(self) -> int | None:
        """The share done in whole percent, never 100 while something is open; None for an empty list."""
        return 100 * self.done // self.of if self.of else None


def nearest(old: tuple[str, str], new: tuple[tuple[str, str], ...]) -> str:
    """Which phase of another life cycle fits a phase best; both are (key, kind).

    The one with the same key and kind, else the first of its kind, else the first.
    """
    if old in new:
        return old[0]
    return next((key for key, kind in new if kind == old[1]), new[0][0])
