"""Simulated partnerships looked at as the product looks at real ones, beside simple rules that anybody could use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from statistics import fmean, median, pstdev

from engagement.alerts import (
    EARLY,
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
from engagement.simulating.judging import Told, bound_for, fit, roc_area, told
from engagement.simulating.worlds import Simulated, day_of, simulate
from engagement.traction import PartnershipTraction, partnership_traction
from engagement.warning import SIGNS, Model, Weight, risk_of, risk_on, signs_on

TUNING, JUDGING = range(1_000), range(1_000, 1_000_000)
"""Seeds: on the first ones weights are tuned, on others they are judged; never on the same."""

JUDGED_ON = (60, 90, 120, 150, 180)
TUNED_ON = (90, 120, 150)
EVERY = 6
"""An alert is looked for once in so many days; a divisor of `SLIP_DAYS`, so that each day is counted once."""

ALERTS = (EARLY, STALLED, SLIPPING, HANGS, NOT_SPREAD)


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
        one for member in evidence.members for one in member.promises if one.since <= on and one.due_on < on
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
    held: Mapping[tuple[str, int], bool]
    """Whether an alert held on a day of `JUDGED_ON`."""


def look_at(world: Simulated) -> Seen:
    """Look at a partnership on the days of `JUDGED_ON`, and for alerts every few days."""
    rules = {**SIMPLE, **OURS}
    figures = {
        (name, day): rule(world.evidence, day_of(day)) for name, rule in rules.items() for day in JUDGED_ON
    }
    days = range(EVERY, LAST_DAY + 1, EVERY)
    found = dict(zip(days, alerts_on(world.evidence, days), strict=True))
    first: dict[str, int] = {}
    for day in days:
        for kind in found[day]:
            first.setdefault(kind, day)
    held = {(kind, day): kind in found[day] for kind in ALERTS for day in JUDGED_ON}
    return Seen(world.fate, is_troubled(world), world.falls_on, figures, first, held)


def alerts_on(evidence: Evidence, days: range) -> Iterator[set[str]]:
    """The alerts of a partnership or any of its organisations on each of the days."""
    counted: dict[date, PartnershipTraction] = {}

    def count(on: date) -> PartnershipTraction:
        if on not in counted:
            counted[on] = partnership_traction(evidence, on)
        return counted[on]

    for day in days:
        on = day_of(day)
        now, before = count(on), count(on - timedelta(days=SLIP_DAYS))
        found = set(partnership_alerts(evidence, now, before.score, on))
        for member, own, was in zip(evidence.members, now.organisations, before.organisations, strict=True):
            found |= set(organisation_alerts(member, own, was.score, evidence.bound[member.pk], on))
        yield found & set(ALERTS)


def figures_to_tune(seeds: Iterable[int]) -> tuple[list[dict[str, float | None]], list[bool]]:
    """The signs of partnerships on the days of `TUNED_ON`, and whether each is in trouble."""
    figures, truth = [], []
    for world in worlds(seeds):
        for day in TUNED_ON:
            figures.append(signs_on(world.evidence, day_of(day)))
            truth.append(is_troubled(world))
    return figures, truth


def tuned(seeds: Iterable[int]) -> Model:
    """The model that fits simulated partnerships of these seeds best; it warns from where `bound_for` says."""
    figures, truth = figures_to_tune(seeds)
    usual, distance = {}, {}
    for key in SIGNS:
        known = [value for one in figures if (value := one[key]) is not None]
        usual[key], distance[key] = fmean(known), pstdev(known) or 1.0
    rows = [
        [0.0 if (value := one[key]) is None else (value - usual[key]) / distance[key] for key in SIGNS]
        for one in figures
    ]
    odds, fitted = fit(rows, truth)
    weights = {
        key: Weight(round(usual[key], 2), round(distance[key], 2), round(weight, 2))
        for key, weight in zip(SIGNS, fitted, strict=True)
    }
    model = Model(weights, round(odds, 2), warn_from=0.5)
    risks = [risk_of(one, model).value for one in figures]
    return replace(model, warn_from=round(bound_for(risks, truth), 2))


@dataclass(frozen=True)
class Line:
    """How well a rule does: the area under its ROC curve by day, over all seen partnerships."""

    rule: str
    areas: Mapping[int, float | None]


def areas(seen: Sequence[Seen]) -> list[Line]:
    """The area under the ROC curve of each rule on each day of `JUDGED_ON`."""
    truth = [one.troubled for one in seen]
    return [
        Line(rule, {day: roc_area([one.figures[rule, day] for one in seen], truth) for day in JUDGED_ON})
        for rule in (*OURS, *SIMPLE)
    ]


@dataclass(frozen=True)
class Alarm:
    """How well an alert does on a day, and how long before the fall it first came, where it came at all."""

    kind: str
    told: Told
    in_time: float | None
    """The share of the partnerships that fell for which it had come before."""
    days_of_warning: float | None
    """The median of the days between its first coming and the fall, for those."""
    held_by_fate: Mapping[str, float]
    """The share of the partnerships of each fate for which it held."""


def alarms(seen: Sequence[Seen], day: int) -> list[Alarm]:
    """Each alert on a day of `JUDGED_ON`."""
    return [_alarm(kind, seen, day) for kind in ALERTS]


def _alarm(kind: str, seen: Sequence[Seen], day: int) -> Alarm:
    fallen = [(one.falls_on, one.first.get(kind)) for one in seen if one.falls_on is not None]
    ahead = [
        falls - first for falls, first in fallen if falls is not None and first is not None and first < falls
    ]
    by_fate = {fate: [one.held[kind, day] for one in seen if one.fate == fate] for fate in FATES}
    return Alarm(
        kind,
        told([one.held[kind, day] for one in seen], [one.troubled for one in seen]),
        len(ahead) / len(fallen) if fallen else None,
        median(ahead) if ahead else None,
        {fate: fmean(held) for fate, held in by_fate.items() if held},
    )
