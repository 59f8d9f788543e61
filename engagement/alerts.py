"""Alerts: what on a day calls for somebody to act, and the episodes that such days form.

Each kind that holds on a day comes with its facts, as plain values; words are made of them elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from engagement.dimensions import DEPTH_DAYS, Count, tie_holders
from engagement.evidence import Evidence, Member, Sponsor
from engagement.stages import Span
from engagement.traction import ENOUGH_TO_SHOW, OrganisationTraction, PartnershipTraction
from engagement.warning import risk_on

STALLED = "stalled"
SLIPPING = "slipping"
HANGS = "hangs on one person"
NOT_SPREAD = "signed, not spread"
EARLY = "early warning"
NO_SPONSOR, NEW_SPONSOR = "no sponsor", "new sponsor"
NO_LEAD, NEW_LEAD = "no lead", "new lead"

QUIET_DAYS = 60
SLIP_DAYS, SLIP_POINTS = 60, 10.0
SPREAD_DAYS, SPREAD_BELOW = 60, 0.2
HANGING_SHARE, HANGING_ACTS = 0.5, 4
EARLY_DAYS = 90
BRIDGED_DAYS = 7
CHANGED_DAYS = 30

Facts = Mapping[str, Count]


def stalled(evidence: Evidence, on: date) -> Facts | None:
    """No joint interaction in 60 days, while partners are expected to do things together for as long."""
    last = _last(evidence.joint_days, on)
    expected = _since(evidence.managing, on)
    if expected is None:
        return None
    quiet = (on - max(last or expected, expected)).days
    if quiet < QUIET_DAYS:
        return None
    return {"last": last.isoformat() if last else None, "days": quiet}


def slipping(score: float | None, before: float | None) -> Facts | None:
    """Ten points or more below the score of 60 days before."""
    if score is None or before is None or before - score < SLIP_POINTS:
        return None
    return {"before": before, "score": score}


def hangs_on_one_person(member: Member, on: date) -> Facts | None:
    """An organisation's partnering hangs on one of its people.

    It does when one person has half or more of its participation in the last 180 days, or is the only one who met
    a partner: with them, every tie would go. Two holders lower the dimension *depth* but raise no alert: two is
    thin, one is a vacancy waiting to happen. Below four acts there is too little to say so.
    """
    acts = member.acts_within(on, DEPTH_DAYS)
    if len(acts) < HANGING_ACTS:
        return None
    counts = Counter([act.person for act in acts])
    most = max(counts.values())
    share = most / len(acts)
    holders = tie_holders(acts)
    if len(holders) == 1:
        person = next(iter(holders))
        return {"person": person, "share": counts[person] / len(acts), "acts": len(acts), "ties": 1}
    if share < HANGING_SHARE:
        return None
    person = min(one for one, count in counts.items() if count == most)
    return {"person": person, "share": share, "acts": len(acts), "ties": len(holders)}


def not_spread(breadth: float | None, in_force: Iterable[Span], on: date) -> Facts | None:
    """An agreement in force for 60 days or more, and breadth under 0.2. Without evidence of breadth: nothing."""
    since = _since(in_force, on)
    if breadth is None or since is None or breadth >= SPREAD_BELOW or (on - since).days < SPREAD_DAYS:
        return None
    return {"since": since.isoformat(), "breadth": breadth}


def early(evidence: Evidence, on: date) -> Facts | None:
    """The signs that come before traction is lost, once an agreement has been in force for 90 days.

    Earlier they tell nothing (docs/traction.md). Where fewer than three organisations took part, they are read off
    joint interactions only, because each could work out from a total what went on inside the other.
    """
    since = _since(evidence.in_force, on)
    if since is None or (on - since).days < EARLY_DAYS:
        return None
    risk = risk_on(evidence if len(_active(evidence, on)) >= ENOUGH_TO_SHOW else evidence.of_joint_acts, on)
    if not risk.warns:
        return None
    return {
        "risk": round(risk.value, 2),
        "signs": ", ".join(sign.key for sign in risk.signs if sign.adds > 0),
    }


def vacant(holders: Sequence[Sponsor], on: date) -> Facts | None:
    """Somebody held a part until a day, and nobody does now. An organisation that never had anybody isn't meant."""
    ended = [one for one in holders if one.holds.end is not None and one.holds.end <= on]
    if not ended or any(one.holds.holds(on) for one in holders):
        return None
    last = max(ended, key=lambda one: one.holds.end or date.min)
    return {"since": last.holds.end.isoformat() if last.holds.end else None, "person": last.person}


def changed(holders: Sequence[Sponsor], on: date) -> Facts | None:
    """Somebody took a part over in the last 30 days from somebody who no longer has it."""
    begun = [one for one in holders if one.holds.start and 0 <= (on - one.holds.start).days < CHANGED_DAYS]
    for new in sorted(begun, key=lambda one: one.holds.start or date.min, reverse=True):
        if not new.holds.holds(on):
            continue
        for old in holders:
            gone = old.holds.end is not None and old.holds.end <= on and old.person != new.person
            if gone and old.holds.start and new.holds.start and old.holds.start < new.holds.start:
                return {"since": new.holds.start.isoformat(), "person": new.person}
    return None


def organisation_alerts(
    member: Member, traction: OrganisationTraction, before: float | None, in_force: Iterable[Span], on: date
) -> dict[str, Facts]:
    """The alerts of one organisation on a day; `before` is its score 60 days before."""
    found = {
        SLIPPING: slipping(traction.score, before),
        HANGS: hangs_on_one_person(member, on),
        NOT_SPREAD: not_spread(traction.value("breadth"), in_force, on),
        NO_SPONSOR: vacant(member.sponsors, on),
        NEW_SPONSOR: changed(member.sponsors, on),
        NO_LEAD: vacant(member.leads, on),
        NEW_LEAD: changed(member.leads, on),
    }
    return {kind: facts for kind, facts in found.items() if facts is not None}


def partnership_alerts(
    evidence: Evidence, traction: PartnershipTraction, before: float | None, on: date
) -> dict[str, Facts]:
    """The alerts of a partnership as a whole on a day, which all members see.

    What is said of organisations together is said only where three or more have evidence, because of two each could
    work out the other's. A partnership hangs on one person each when half or more of its organisations do.
    """
    found = {
        STALLED: stalled(evidence, on),
        SLIPPING: slipping(traction.score, before),
        EARLY: early(evidence, on),
    }
    breadth = next(one for one in traction.dimensions if one.key == "breadth")
    if int(breadth.evidence["organisations"] or 0) >= ENOUGH_TO_SHOW:
        found[NOT_SPREAD] = not_spread(breadth.value, evidence.in_force, on)
    active = _active(evidence, on)
    if len(active) >= ENOUGH_TO_SHOW:
        hanging = sum(1 for one in active if hangs_on_one_person(one, on))
        if 2 * hanging >= len(active):
            found[HANGS] = {"organisations": hanging, "of": len(active)}
    return {kind: facts for kind, facts in found.items() if facts is not None}


def _active(evidence: Evidence, on: date) -> list[Member]:
    """The members of whose people anybody took part in the last 180 days."""
    return [one for one in evidence.members if one.is_member(on) and one.acts_within(on, DEPTH_DAYS)]


def _last(days: tuple[date, ...], on: date) -> date | None:
    """The last of the ordered days up to and including `on`."""
    reached = bisect_right(days, on)
    return days[reached - 1] if reached else None


def _since(spans: Iterable[Span], on: date) -> date | None:
    """Since when, of the spans that hold on a day, the longest has held."""
    return min((span.start for span in spans if span.start and span.holds(on)), default=None)


@dataclass(frozen=True)
class Episode:
    """A stretch of days in which an alert held; `ended_on` is the first day without it, None while it lasts."""

    kind: str
    began_on: date
    ended_on: date | None
    facts: Facts = field(default_factory=dict)


def episodes(
    days: Iterable[tuple[date, Mapping[str, Facts]]], today: date, going_on: Iterable[Episode] = ()
) -> list[Episode]:
    """The episodes that days with their alerts form, by the day they began; the facts are those of the last day.

    Days without alerts may be left out; one that holds on `today`, the last day looked at, still lasts. Where only
    the last days are looked at, `going_on` are those episodes of the days before that may reach into them.

    A break of up to a week is bridged, so that a score that trembles at a bound doesn't raise an alert every day.
    """
    runs: dict[str, list[tuple[date, date, Facts]]] = {}
    for one in going_on:
        last = (one.ended_on or today) - timedelta(days=1)
        runs.setdefault(one.kind, []).append((one.began_on, last, one.facts))
    for on, held in sorted(days, key=lambda day: day[0]):
        for kind, facts in held.items():
            past = runs.setdefault(kind, [])
            if past and on - past[-1][1] <= timedelta(days=BRIDGED_DAYS + 1):
                past[-1] = (past[-1][0], on, facts)
            else:
                past.append((on, on, facts))
    found = [
        Episode(kind, began, None if last == today else last + timedelta(days=1), facts)
        for kind, past in runs.items()
        for began, last, facts in past
    ]
    return sorted(found, key=lambda one: (one.began_on, one.kind))
