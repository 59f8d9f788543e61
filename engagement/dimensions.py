"""The seven dimensions of traction, each 0-1 or None without evidence, with the counts that it rests on.

Each function takes what is known of one organisation and a day, and looks at nothing later than that day. The
figures are ours; the sources of the ideas stand with each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from engagement.evidence import Act, Human, Member, PlanEntry, Promise, Result
from engagement.stages import ACTIVE_DAYS, Stage, acts_within, settled_on, stage_of

DEPTH_DAYS = 180
SPONSOR_DAYS = 90
MOMENTUM_DAYS = 90
FADE_DAYS = 548  # 18 months
HALF_LIFE_DAYS = 30
DELIVERY_DAYS = 365
FRESH_DAYS, STALE_DAYS = 30, 120
QUESTIONS = 10

HANGS_ON_ONE, HANGS_ON_TWO, ONE_UNIT = 0.25, 0.5, 0.75
"""What is left of depth when one or two people hold all ties, or one unit does."""

NAMED_SPONSOR = 0.25
ANSWERED, OWNED, ON_TIME = 0.5, 0.25, 0.25

Count = int | float | str | None


@dataclass(frozen=True)
class Dimension:
    """A value 0-1, or None without evidence, and the counts behind it."""

    key: str
    value: float | None
    evidence: Mapping[str, Count] = field(default_factory=dict)


def breadth(member: Member, on: date, shared_only: bool = False) -> Dimension:
    """How far engagement has spread among those who are needed.

    The mean of two shares: of the people of the targeted units who are involved or beyond (see `stages`), and of
    these units those with anybody involved. A unit below a targeted one belongs to it, unless it is targeted
    itself. A target may name levels, and then means nobody else. One more involved person never lowers it. Reach by
    unit follows the finding that contacts hold a relation when they span units (Rogan); the share of active members
    predicts survival, head count doesn't.
    """
    homes = wanted_by_unit(member, on)
    wanted = sum(len(people) for people in homes.values())
    if not wanted:
        return Dimension("breadth", None, {"wanted": 0, "involved": 0, "units": 0, "units_involved": 0})
    involved = {unit: sum(is_involved(one, on) for one in people) for unit, people in homes.items()}
    reached = sum(involved.values())
    units = sum(1 for count in involved.values() if count)
    value = (reached / wanted + units / len(homes)) / 2
    counts = {"wanted": wanted, "involved": reached, "units": len(homes), "units_involved": units}
    return Dimension("breadth", value, counts)


def wanted_by_unit(member: Member, on: date) -> dict[int, list[Human]]:
    """The people needed on a day, under the targeted unit nearest to their own; units without people left out."""
    named = {target.unit: target for target in member.targets if target.holds.holds(on)}
    homes: dict[int, list[Human]] = {}
    if not named:
        return homes
    nearest: dict[int | None, int | None] = {None: None}
    for human in member.present(on):
        unit = human.unit_on(on)
        if unit is not None and unit not in nearest:
            nearest[unit] = next((one for one in member.above.get(unit, (unit,)) if one in named), None)
        home = nearest[unit]
        if home is not None and named[home].takes(human, on):
            homes.setdefault(home, []).append(human)
    return homes


def is_involved(human: Human, on: date) -> bool:
    """Whether somebody is at stage *involved* or beyond; when none was set, every such stage asks for an act."""
    settled = settled_on(human.trace, on) if human.trace.settled else None
    if settled is not None:
        return settled >= Stage.INVOLVED
    return acts_within(human.trace.active, on, ACTIVE_DAYS) > 0


def is_met(people: list[Human], on: date) -> bool:
    """Whether everybody whom a target means is involved; where it means nobody, nothing is reached."""
    return bool(people) and all(is_involved(human, on) for human in people)


def depth(member: Member, on: date, shared_only: bool = False) -> Dimension:
    """How little the partnering hangs on a few people of the organisation.

    One minus the Herfindahl index of participation over people in the last 180 days, normalised to 1 when all the
    organisation's people take part equally and to 0 when one does everything. The norm is the organisation's
    head count and not the number of those who take part, else two who share all the work would count as perfect.

    It is lowered when few people hold the ties to partners (a tie: to have met a unit of a partner in a joint
    interaction). An organisation loses all ties exactly when everybody who holds one is gone; so with one holder it
    keeps a quarter, with two half; and three quarters when all holders sit in one unit, because contacts help most
    when they span units.

    Without any act so far it is None; when there were acts, but none in 180 days, nobody carries it any more: 0.
    The most active person doing twice as much never raises it. (Somebody at the edge doing more may: it then hangs
    less on the one in the middle.)
    """
    key = ("depth", on)
    if key not in member.counted:  # the early warning asks for it as well
        member.counted[key] = _depth(member, on)
    found: Dimension = member.counted[key]
    return found


def _depth(member: Member, on: date) -> Dimension:
    acts = member.acts_within(on, DEPTH_DAYS)
    holders = tie_holders(acts)
    per_person = Counter([act.person for act in acts])
    # Whole groups met whole groups: each of these is looked at once, not once for each who came.
    met = {(act.unit, act.partners) for act in acts if act.partners}
    counts: dict[str, Count] = {
        "people": len(per_person),
        "acts": len(acts),
        "top_share": max(per_person.values()) / len(acts) if acts else None,
        "tie_holders": len(holders),
        "tie_units": len(set(holders.values())),
        "ties": len({(unit, *partner) for unit, partners in met for partner in partners}),
    }
    if not acts:
        return Dimension("depth", 0.0 if member.acts_until(on) else None, counts)
    index = sum((count / len(acts)) ** 2 for count in per_person.values())
    heads = max(len(per_person), len(member.present(on)), 2)
    spread = min((1 - index) / (1 - 1 / heads), 1.0)
    return Dimension("depth", spread * _hold(holders), counts)


def tie_holders(acts: tuple[Act, ...]) -> dict[int, int | None]:
    """The people who met a partner, with their unit (that of their latest meeting)."""
    return {act.person: act.unit for act in acts if act.partners}


def _hold(holders: Mapping[int, int | None]) -> float:
    if len(holders) <= 1:
        return HANGS_ON_ONE
    if len(holders) == 2:
        return HANGS_ON_TWO
    return ONE_UNIT if len(set(holders.values())) == 1 else 1.0


def leadership(member: Member, on: date, shared_only: bool = False) -> Dimension:
    """Whether senior sponsors are named and act.

    A quarter for having one, three quarters for the share of sponsors who acted (took part, signed, wrote to people,
    got an action done) in the last 90 days, because sponsors in name only are common. Nobody named counts 0 as soon
    as anybody of the organisation takes part or holds a role, and is None before.
    """
    sponsors = [one for one in member.sponsors if one.holds.holds(on)]
    acted = sum(1 for one in sponsors if acts_within(one.acted, on, SPONSOR_DAYS))
    counts = {"sponsors": len(sponsors), "acted": acted}
    if not sponsors:
        appeared = member.appears_on is not None and member.appears_on <= on
        return Dimension("leadership", 0.0 if appeared else None, counts)
    return Dimension("leadership", NAMED_SPONSOR + (1 - NAMED_SPONSOR) * acted / len(sponsors), counts)


def readiness(member: Member, on: date, shared_only: bool = False) -> Dimension:
    """The latest readiness result, (mean - 1) / 4, faded linearly to half over 18 months; None without one.

    With `shared_only` only results count that the organisation shares with the partnership.
    """
    result = latest_result(member, on, shared_only)
    if result is None:
        return Dimension("readiness", None, {"mean": None, "age": None, "respondents": None})
    age = (on - result.closed_on).days
    counts = {"mean": result.mean, "age": age, "respondents": result.respondents}
    return Dimension("readiness", _share(result.mean) * freshness(age), counts)


def latest_result(member: Member, on: date, shared_only: bool) -> Result | None:
    """The result that counts on a day: the one closed last."""
    results = member.shared_results if shared_only else member.own_results
    known = [one for one in results if one.closed_on <= on and one.holds.holds(on)]
    return max(known, key=lambda one: (one.closed_on, one.mean), default=None)


def _share(mean: float) -> float:
    return min(max((mean - 1) / 4, 0.0), 1.0)


def freshness(age: int) -> float:
    """What a result of this age in days is still worth: 1 when new, half after 18 months and ever after."""
    return max(1 - 0.5 * age / FADE_DAYS, 0.5)


def preparation(member: Member, on: date, shared_only: bool = False) -> Dimension:
    """The mean over the ten questions of the engagement plan; None when none has been touched.

    Where the organisation has an answer for this partnership only, that one counts, and elsewhere the general one. A
    question earns a half for an answer, a quarter for an owner, a quarter for being on time: done, or with a day
    that is still to come.
    """
    entries = plan_on(member, on)
    counts = {
        "questions": QUESTIONS,
        "answered": sum(one.answered for one in entries.values()),
        "owned": sum(one.owned for one in entries.values()),
        "on_time": sum(is_on_time(one, on) for one in entries.values()),
    }
    if not entries:
        return Dimension("preparation", None, counts)
    return Dimension("preparation", sum(_worth(one, on) for one in entries.values()) / QUESTIONS, counts)


def plan_on(member: Member, on: date) -> dict[str, PlanEntry]:
    """The plan as it was on a day: the newest entry of each question, the partnership's own before the general one.

    An own one without an answer was set aside: there the general one holds again.
    """
    known = sorted((entry for entry in member.plan if entry.on <= on), key=lambda entry: entry.on)
    general = {entry.question: entry for entry in known if not entry.own}
    own = {entry.question: entry for entry in known if entry.own}
    return general | {question: entry for question, entry in own.items() if entry.answered}


def is_on_time(entry: PlanEntry, on: date) -> bool:
    """Whether what it asks for is done, or has a day that has not passed."""
    return entry.done or (entry.due_on is not None and entry.due_on >= on)


def _worth(entry: PlanEntry, on: date) -> float:
    return ANSWERED * entry.answered + OWNED * entry.owned + ON_TIME * is_on_time(entry, on)


def delivery(member: Member, on: date, shared_only: bool = False) -> Dimension:
    """How much of what was due is delivered; None when nothing was.

    Commitments and actions count once their day has passed or they are done, for a year after they were settled.
    Delivered in time earns 1, late halves every 30 days (30 days late a half, 60 a quarter), not delivered nothing.
    """
    due = [one for one in member.promises if _counts(one, on)]
    credits = [credit(one, on) for one in due]
    done = [one for one in due if is_done(one, on)]
    in_time = sum(1 for one in done if one.done_on is not None and one.done_on <= one.due_on)
    counts = {"due": len(due), "in_time": in_time, "late": len(done) - in_time, "open": len(due) - len(done)}
    return Dimension("delivery", sum(credits) / len(due) if due else None, counts)


def is_done(promise: Promise, on: date) -> bool:
    """Whether it was done by a day."""
    return promise.done_on is not None and promise.done_on <= on


def _counts(promise: Promise, on: date) -> bool:
    if promise.since > on:
        return False
    if not is_done(promise, on):
        return promise.due_on < on
    settled = max(promise.due_on, promise.done_on or promise.due_on)
    return settled > on - timedelta(days=DELIVERY_DAYS)


def credit(promise: Promise, on: date) -> float:
    """What one promise earns on a day, 0-1."""
    if promise.done_on is None or promise.done_on > on:
        return 0.0
    late = max((promise.done_on - promise.due_on).days, 0)
    return float(0.5 ** (late / HALF_LIFE_DAYS))


def momentum(member: Member, on: date, shared_only: bool = False) -> Dimension:
    """Whether it goes on: the mean of two parts; None when nobody ever took part.

    Participation of the last 90 days against that of the 90 before (as much or more: 1); and the time since people
    of the organisation last took part in something joint (1 up to 30 days, falling to 0 at 120).
    """
    past = member.acts_until(on)
    before = on - timedelta(days=MOMENTUM_DAYS)
    recent = len(member.acts_within(on, MOMENTUM_DAYS))
    earlier = len(member.acts_within(before, MOMENTUM_DAYS))
    last = next((act.on for act in reversed(past) if act.joint), None)
    since = (on - last).days if last else None
    counts = {"recent": recent, "earlier": earlier, "days_since_joint": since}
    if not past:
        return Dimension("momentum", None, counts)
    pace = min(recent / earlier, 1.0) if earlier else float(recent > 0)
    fresh = 0.0 if since is None else (STALE_DAYS - since) / (STALE_DAYS - FRESH_DAYS)
    return Dimension("momentum", (pace + min(max(fresh, 0.0), 1.0)) / 2, counts)


DIMENSIONS: dict[str, Callable[[Member, date, bool], Dimension]] = {
    "breadth": breadth,
    "depth": depth,
    "leadership": leadership,
    "readiness": readiness,
    "preparation": preparation,
    "delivery": delivery,
    "momentum": momentum,
}
"""The seven, in the order in which they are shown."""


def stages_on(people: Sequence[Human], on: date) -> Counter[Stage]:
    """How many of these people are at each stage on a day."""
    return Counter(stage_of(human.trace, on) for human in people)
