"""Simulated partnerships looked at as the product looks at real ones, beside simple rules that anybody could use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from engagement.alerts import (
    HANGS,
    NOT_SPREAD,
    SLIP_DAYS,
    SLIPPING,
    STALLED,
    organisation_alerts,
    partnership_alerts,
)
from engagement.evidence import Evidence
from engagement.simulating.fates import FATES, LAST_DAY, TROUBLED
from engagement.simulating.worlds import Simulated, day_of, simulate
from engagement.traction import organisation_traction, partnership_traction
from engagement.warning import SIGNS, risk_of, risk_on, signs_on

TUNING, JUDGING = range(1_000), range(1_000, 1_000_000)
"""Seeds: on the first ones weights are tuned, on others they are judged; never on the same."""

JUDGED_ON = (60, 90, 120, 150, 180)
TUNED_ON = (90, 120, 150)
EVERY = 7
"""An alert is looked for once in so many days."""

ALERTS = (STALLED, SLIPPING, HANGS, NOT_SPREAD)
EARLY = "early warning"


def worlds(seeds: Iterable[int]) -> Iterator[Simulated]:
    """For each seed one partnership of each fate; the same for the same seed."""
    for seed in seeds:
        for fate in FATES:
            yield simulate(fate, Random(f"{seed} {fate}"))  # noqa: S311  (a simulation, no secret)


def is_troubled(world: Simulated) -> bool:
    """Whether somebody should act."""
    return world.fate in TROUBLED


def days_since_last_meeting(evidence: Evidence, on: date) -> float:
    """A simple rule: the longer since the last joint meeting, the worse."""
    past = [day for day in evidence.joint_days if day <= on]
    return float((on - past[-1]).days) if past else 365.0


def few_meetings(evidence: Evidence, on: date) -> float:
    """A simple rule: the fewer joint meetings in 90 days, the worse."""
    return -float(sum(on - timedelta(days=90) < day <= on for day in evidence.joint_days))


def share_late(evidence: Evidence, on: date) -> float:
    """A simple rule: the more of what was due was not done in time, the worse."""
    due = [
        one
        for member in evidence.members
        for one in member.promises
        if one.since <= on and one.due_on < on
    ]
    late = sum(1 for one in due if one.done_on is None or one.done_on > min(one.due_on, on))
    return late / len(due) if due else 0.0


def low_traction(evidence: Evidence, on: date) -> float:
    """The product's own score: the lower, the worse."""
    return -(partnership_traction(evidence, on).score or 0.0)


def early_warning(evidence: Evidence, on: date) -> float:
    """The product's early warning."""
    return risk_on(evidence, on).value


SIMPLE: Mapping[str, Callable[[Evidence, date], float]] = {
    "days since the last meeting": days_since_last_meeting,
    "few meetings in 90 days": few_meetings,
    "share of what is late": share_late,
}
OURS: Mapping[str, Callable[[Evidence, date], float]] = {
    EARLY: early_warning,
    "low traction": low_traction,
}


@dataclass(frozen=True)
class Seen:
    """What was seen of one simulated partnership: figures by rule and day, and on which day each alert first came."""

    fate: str
    troubled: bool
    falls_on: int | None
    figures: Mapping[tuple[str, int], float]
    first: Mapping[str, int]
    by_then: Mapping[tuple[str, int], bool]
    """Whether an alert held on a day of `JUDGED_ON`."""


def look_at(world: Simulated) -> Seen:
    """Look at a partnership on the days of `JUDGED_ON`, and for alerts each week."""
    rules = {**SIMPLE, **OURS}
    figures = {(name, day): rule(world.evidence, day_of(day)) for name, rule in rules.items() for day in JUDGED_ON}
    first: dict[str, int] = {}
    for day in range(EVERY, LAST_DAY + 1, EVERY):
        for kind in alerts_on(world.evidence, day_of(day)):
            first.setdefault(kind, day)
    held = {day: alerts_on(world.evidence, day_of(day)) for day in JUDGED_ON}
    by_then = {(kind, day): kind in held[day] for kind in (*ALERTS, EARLY) for day in JUDGED_ON}
    return Seen(world.fate, is_troubled(world), world.falls_on, figures, first, by_then)


def alerts_on(evidence: Evidence, on: date) -> set[str]:
    """The alerts of a partnership or any of its organisations on a day, and the early warning."""
    before = on - timedelta(days=SLIP_DAYS)
    found = set(
        partnership_alerts(
            evidence, partnership_traction(evidence, on), partnership_traction(evidence, before).score, on
        )
    )
    for member in evidence.members:
        was = organisation_traction(member, before).score
        now = organisation_traction(member, on)
        found |= set(organisation_alerts(member, now, was, evidence.bound[member.pk], on))
    if risk_on(evidence, on).warns:
        found.add(EARLY)
    return found & {*ALERTS, EARLY}


def figures_to_tune(seeds: Iterable[int]) -> tuple[list[dict[str, float | None]], list[bool]]:
    """The signs of partnerships on the days of `TUNED_ON`, and whether each is in trouble."""
    figures, truth = [], []
    for world in worlds(seeds):
        for day in TUNED_ON:
            figures.append(signs_on(world.evidence, day_of(day)))
            truth.append(is_troubled(world))
    return figures, truth


__all__ = ["SIGNS", "Sequence", "risk_of"]
