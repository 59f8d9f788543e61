"""What becomes of a partnership in a simulation: how vigorous each of its organisations is, day by day.

A fate is known beforehand, which no real partnership grants; that is the use of a simulation: what a measure says can
be held against what was really so. *Vigour* is 1 where an organisation does as much as it set out to, 0 where it does
nothing. *Newcomers* is the chance that somebody who takes part is not one of the first handful.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SPREAD = "spread"
FADE = "fade after signing"
HANG = "hang on one person"
RECOVER = "late recovery"
SLOW = "slow start"

FATES = (SPREAD, FADE, HANG, RECOVER, SLOW)
TROUBLED = frozenset({FADE, HANG, RECOVER})
"""Fates in which somebody should have acted by the middle of the first year; the others do well, however they look."""

LAST_DAY = 365
FIRST_DAY = -150
"""Days are counted from the signing."""

FALLEN = 0.35
"""Below this mean vigour a partnership has lost its traction."""


@dataclass(frozen=True)
class Course:
    """One organisation's course, a figure for each day from `FIRST_DAY` on, and on whose leaving it hangs."""

    vigours: tuple[float, ...]
    newcomers_by_day: tuple[float, ...]
    leaves_on: int | None = None
    """The day on which the one person leaves on whom it hangs."""

    def vigour(self, day: int) -> float:
        """The vigour on a day; after the last day that of the last."""
        return self.vigours[min(day, LAST_DAY) - FIRST_DAY]

    def newcomers(self, day: int) -> float:
        """The chance on a day that somebody who takes part is not one of the first handful."""
        return self.newcomers_by_day[min(day, LAST_DAY) - FIRST_DAY]


@dataclass(frozen=True)
class Fate:
    """What becomes of a partnership: the course of each organisation, and the day on which it loses its traction."""

    courses: tuple[Course, ...]
    falls_on: int | None
    quiet: tuple[tuple[int, int, float], ...] = ()
    """Stretches in which little is arranged, such as holidays: first day, last day, and what is left of the pace."""

    def pace(self, day: int) -> float:
        """How much is arranged on a day, as a share of the usual."""
        pace = sum(one.vigour(day) for one in self.courses) / len(self.courses)
        for begin, end, left in self.quiet:
            if begin <= day <= end:
                pace *= left
        return pace


def draw(kind: str, organisations: int, dice: Random) -> Fate:
    """A fate of a kind for so many organisations."""
    shared = _shared(kind, dice)
    hanging = dice.randint((organisations + 1) // 2, organisations) if kind == HANG else 0
    courses = tuple(_course(kind, shared, place < hanging, dice) for place in range(organisations))
    if kind == HANG:
        return Fate(courses, shared.departure, shared.quiet)
    low = (day for day in range(LAST_DAY + 1) if _trend(kind, shared, False, day) < FALLEN)
    return Fate(courses, next(low, None) if kind in TROUBLED else None, shared.quiet)


@dataclass(frozen=True)
class _Shared:
    """What all organisations of a partnership go through together."""

    onset: int
    half_life: float
    turn: int
    ramp: int
    departure: int
    quiet: tuple[tuple[int, int, float], ...]


def _shared(kind: str, dice: Random) -> _Shared:
    quiet = []
    for begin in (dice.randint(-100, 130), dice.randint(20, 330)):
        if dice.random() < 0.75:
            quiet.append((begin, begin + dice.randint(15, 55), dice.uniform(0.1, 0.5)))
    return _Shared(
        onset=dice.randint(0, 40),
        half_life=dice.uniform(30, 80),
        turn=dice.randint(160, 240) if kind == RECOVER else dice.randint(30, 80),
        ramp=dice.randint(50, 90),
        departure=dice.randint(150, 330),
        quiet=tuple(quiet),
    )


def _course(kind: str, shared: _Shared, hangs: bool, dice: Random) -> Course:
    own = dice.uniform(0.75, 1.2)
    waves = [(dice.uniform(60, 200), dice.uniform(0, 200), dice.uniform(0.05, 0.25)) for _ in range(2)]
    open_to_others = dice.uniform(0.35, 0.7)
    closed = dice.uniform(0.03, 0.2)

    def vigour(day: int) -> float:
        level = own * _trend(kind, shared, hangs, day)
        for length, phase, height in waves:
            level *= 1 + height * _wave((day + phase) / length)
        return max(level, 0.0)

    def newcomers(day: int) -> float:
        if hangs:
            return closed
        if kind in {FADE, RECOVER}:
            return closed + (open_to_others - closed) * min(_trend(kind, shared, False, day), 1.0) * 0.8
        return open_to_others if day > 0 else open_to_others / 2

    days = range(FIRST_DAY, LAST_DAY + 1)
    return Course(
        tuple(vigour(day) for day in days),
        tuple(newcomers(day) for day in days),
        shared.departure if hangs else None,
    )


def _trend(kind: str, shared: _Shared, hangs: bool, day: int) -> float:
    """The vigour that the fate alone gives."""
    if kind == HANG:
        return 0.12 if hangs and day >= shared.departure else 1.0
    if day < 0:
        return 0.9
    if kind in {FADE, RECOVER}:
        fallen: float = max(0.5 ** (max(day - shared.onset, 0) / shared.half_life), 0.04)
        if kind == RECOVER and day >= shared.turn:
            return min(fallen + (day - shared.turn) / shared.ramp, 1.0)
        return fallen
    if kind == SLOW:
        return min(max(0.2, 0.2 + 0.9 * (day - shared.turn) / shared.ramp), 1.0)
    return 1.0


def _wave(turns: float) -> float:
    """A wave of height 1 that comes back with each whole number."""
    place = turns % 1
    return 1 - 4 * abs(place - 0.5)
