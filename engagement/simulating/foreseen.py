"""The forecast on simulated partnerships: fitted on some, judged on others, beside what anybody would guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import fmean, quantiles

from engagement.evidence import Evidence, Member
from engagement.forecast import BACK_DAYS, RULES, Ahead, Rule, forecast
from engagement.simulating.fates import LAST_DAY
from engagement.simulating.judging import least_squares
from engagement.simulating.worlds import Simulated, day_of
from engagement.traction import partnership_traction

HORIZONS = tuple(rule.days for rule in RULES)
SEEN_FROM = range(60, LAST_DAY - max(HORIZONS) + 1, 30)
"""On which days after the signing somebody looks ahead."""

TENTHS = 10


def known_on(evidence: Evidence, on: date) -> Evidence:
    """What was known on a day: nothing that came later, and nobody knew yet what would be done in time."""
    return replace(
        evidence,
        members=tuple(_known_of(one, on) for one in evidence.members),
        joint_days=tuple(day for day in evidence.joint_days if day <= on),
    )


def _known_of(member: Member, on: date) -> Member:
    def until(days: Iterable[date]) -> tuple[date, ...]:
        return tuple(day for day in days if day <= on)

    return replace(
        member,
        acts=member.acts_until(on),
        sponsors=tuple(replace(one, acted=until(one.acted)) for one in member.sponsors),
        promises=tuple(
            one if one.done_on is None or one.done_on <= on else replace(one, done_on=None)
            for one in member.promises
            if one.since <= on
        ),
        plan=tuple(one for one in member.plan if one.on <= on),
        people=tuple(
            replace(
                one,
                trace=replace(
                    one.trace, explained=until(one.trace.explained), active=until(one.trace.active)
                ),
            )
            for one in member.people
        ),
    )


@dataclass(frozen=True)
class Look:
    """What was known on one day, and what came: scores 0-100, by days ahead."""

    fate: str
    score: float
    before: float
    unaided: Mapping[int, float]
    came: Mapping[int, float]


def looks(worlds: Iterable[Simulated]) -> Iterator[Look]:
    """Partnerships seen on the days of `SEEN_FROM`, where all scores are known."""
    for world in worlds:
        for day in SEEN_FROM:
            on = day_of(day)
            known = known_on(world.evidence, on)
            now, before = _score(known, on), _score(known, on - timedelta(days=BACK_DAYS))
            ahead = {days: on + timedelta(days=days) for days in HORIZONS}
            unaided = {
                days: score for days, then in ahead.items() if (score := _score(known, then)) is not None
            }
            came = {
                days: score
                for days, then in ahead.items()
                if (score := _score(world.evidence, then)) is not None
            }
            if now is not None and before is not None and len(unaided) == len(came) == len(HORIZONS):
                yield Look(world.fate, now, before, unaided, came)


def _score(evidence: Evidence, on: date) -> float | None:
    return partnership_traction(evidence, on).score


def fitted(seen: Sequence[Look]) -> tuple[Rule, ...]:
    """The rules that fit best, and the band between the first and the last tenth of what they missed by."""
    return tuple(_fitted(seen, days) for days in HORIZONS)


def _fitted(seen: Sequence[Look], days: int) -> Rule:
    rows = [(1.0, one.score - one.before, one.unaided[days] - one.score) for one in seen]
    gains = [one.came[days] - one.score for one in seen]
    found = least_squares(rows, gains)
    missed = [
        gain - sum(weight * figure for weight, figure in zip(found, row, strict=True))
        for row, gain in zip(rows, gains, strict=True)
    ]
    tenths = quantiles(missed, n=TENTHS)
    usual, trend, fading = found
    return Rule(
        days, round(usual, 1), round(trend, 2), round(fading, 2), round(tenths[0], 1), round(tenths[-1], 1)
    )


@dataclass(frozen=True)
class Foreseen:
    """How a forecast does so many days ahead: mean distances in points, of two guesses too; how often its band held."""

    days: int
    missed: float
    as_now: float
    goes_on: float
    held: float
    held_by_fate: Mapping[str, float]


def judged(seen: Sequence[Look]) -> list[Foreseen]:
    """The product's forecast, held against what came."""
    told = [
        (one, {ahead.days: ahead for ahead in forecast(one.score, one.before, one.unaided)}) for one in seen
    ]
    return [_judged([(one, ahead[days]) for one, ahead in told], days) for days in HORIZONS]


def _judged(told: Sequence[tuple[Look, Ahead]], days: int) -> Foreseen:
    def holds(look: Look, ahead: Ahead) -> bool:
        return ahead.low <= look.came[days] <= ahead.high

    fates = sorted({look.fate for look, _ahead in told})
    return Foreseen(
        days,
        missed=fmean(abs(look.came[days] - ahead.expected) for look, ahead in told),
        as_now=fmean(abs(look.came[days] - look.score) for look, _ahead in told),
        goes_on=fmean(abs(look.came[days] - _goes_on(look, days)) for look, _ahead in told),
        held=fmean(holds(look, ahead) for look, ahead in told),
        held_by_fate={
            fate: fmean(holds(look, ahead) for look, ahead in told if look.fate == fate) for fate in fates
        },
    )


def _goes_on(look: Look, days: int) -> float:
    """The guess that the score goes on as in the last 60 days."""
    return min(max(look.score + (look.score - look.before) * days / BACK_DAYS, 0.0), 100.0)
