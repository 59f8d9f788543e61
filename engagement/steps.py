"""The one step that would raise each dimension most, found by trying: what would the score be with it done today?

A step has a kind, plain facts (which unit, which question) and a gain in points of the organisation's score; the
gain is None when it can't be told before the step is taken, such as for a first survey.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from engagement.dimensions import (
    Count,
    is_done,
    is_involved,
    is_on_time,
    latest_result,
    plan_on,
    tie_holders,
    wanted_by_unit,
)
from engagement.evidence import Act, Human, Member, PartnerUnit, PlanEntry, Result, Sponsor
from engagement.stages import Span, acts_within, settled_on
from engagement.traction import DEFAULT_WEIGHTS, OrganisationTraction, organisation_traction

WORKSHOP_SIZE = 12
NEWCOMERS = 3
RECENT_DAYS = 180
SOMEBODY: PartnerUnit = (0, None)


@dataclass(frozen=True)
class Step:
    """What to do: its kind, the facts that make it concrete, and the points that the score would gain."""

    kind: str
    facts: Mapping[str, Count] = field(default_factory=dict)
    gain: float | None = None


@dataclass(frozen=True)
class Try:
    """A step and what would be known of the organisation once it is taken; None when that can't be told."""

    step: Step
    then: Member | None = None


def best_steps(
    member: Member,
    on: date,
    questions: Iterable[str],
    weights: Mapping[str, float] = DEFAULT_WEIGHTS,
    *,
    shared_only: bool = False,
) -> dict[str, Step]:
    """For each dimension that can still rise: the step that would raise it most. `questions` are the plan's ten."""
    now = organisation_traction(member, on, weights, shared_only=shared_only)
    tries: dict[str, list[Try]] = {
        "breadth": _spread(member, on),
        "depth": _deepen(member, on),
        "leadership": _lead(member, on),
        "readiness": _get_ready(member, on, shared_only),
        "preparation": _prepare(member, on, tuple(questions)),
        "delivery": _deliver(member, on),
        "momentum": _move(member, on),
    }

    def outcome(then: Member) -> OrganisationTraction:
        return organisation_traction(then, on, weights, shared_only=shared_only)

    chosen = {key: _best(key, options, now, outcome) for key, options in tries.items()}
    return {key: step for key, step in chosen.items() if step is not None}


def _best(
    key: str,
    options: list[Try],
    now: OrganisationTraction,
    outcome: Callable[[Member], OrganisationTraction],
) -> Step | None:
    """The option after which the dimension is highest; the first of equals. One that can't be told stands alone."""
    best, height = None, now.value(key)
    for option in options:
        if option.then is None:
            return option.step
        then = outcome(option.then)
        value = then.value(key)
        if value is not None and (height is None or value > height + 1e-9):
            gain = (then.score or 0.0) - (now.score or 0.0)
            best, height = replace(option.step, gain=gain), value
    return best


def _with_meeting(
    member: Member, people: Iterable[Human], on: date, partners: frozenset[PartnerUnit]
) -> Member:
    """The organisation after these of its people met today, with partners or among themselves."""
    met = list(people)
    keys = {human.pk for human in met}
    acts = tuple(Act(on, human.pk, human.unit, partners, joint=bool(partners)) for human in met)
    known = tuple(
        replace(human, trace=replace(human.trace, active=_with_day(human.trace.active, on)))
        if human.pk in keys
        else human
        for human in member.people
    )
    past = member.acts_until(on)
    return replace(member, people=known, acts=(*past, *acts, *member.acts[len(past) :]))


def _with_day(days: tuple[date, ...], on: date) -> tuple[date, ...]:
    return tuple(sorted((*days, on)))


def _spread(member: Member, on: date) -> list[Try]:
    homes = wanted_by_unit(member, on)
    if not homes:
        return [Try(Step("name targets"))]
    options = []
    for unit, people in sorted(homes.items(), key=lambda home: (-len(home[1]), home[0])):
        # Whose stage was set keeps it whatever they do, as long as that holds.
        free = (human for human in people if settled_on(human.trace, on) is None)
        outside = [human for human in free if not is_involved(human, on)][:WORKSHOP_SIZE]
        if outside:
            step = Step("involve unit", {"unit": unit, "people": len(outside)})
            options.append(Try(step, _with_meeting(member, outside, on, frozenset())))
    return options


def _deepen(member: Member, on: date) -> list[Try]:
    """Bring the people into joint meetings who take part least, of units that hold no tie yet."""
    acts = member.acts_within(on, RECENT_DAYS)
    done = Counter(act.person for act in acts)
    holding = set(tie_holders(acts).values())
    ranked = sorted(member.present(on), key=lambda one: (done[one.pk], one.unit in holding, one.pk))
    newcomers: list[Human] = []
    for human in ranked:
        if len(newcomers) < NEWCOMERS and human.unit not in {one.unit for one in newcomers}:
            newcomers.append(human)
    newcomers += [one for one in ranked if one not in newcomers][: NEWCOMERS - len(newcomers)]
    if not newcomers:
        return []
    step = Step("bring newcomers", {"people": len(newcomers)})
    return [Try(step, _with_meeting(member, newcomers, on, frozenset({SOMEBODY})))]


def _lead(member: Member, on: date) -> list[Try]:
    sponsors = [one for one in member.sponsors if one.holds.holds(on)]
    if not sponsors:
        named = Sponsor(0, Span(on), (on,))
        return [Try(Step("name sponsor"), replace(member, sponsors=(*member.sponsors, named)))]
    options = []
    for one in sponsors:
        if not acts_within(one.acted, on, 90):
            acted = replace(one, acted=_with_day(one.acted, on))
            others = tuple(each for each in member.sponsors if each is not one)
            step = Step("ask sponsor", {"person": one.person})
            options.append(Try(step, replace(member, sponsors=(*others, acted))))
    return options


def _get_ready(member: Member, on: date, shared_only: bool) -> list[Try]:
    result = latest_result(member, on, shared_only)
    if result is None:
        unshared = shared_only and latest_result(member, on, shared_only=False) is not None
        return [Try(Step("share readiness" if unshared else "measure readiness"))]
    again = replace(result, closed_on=on, holds=Span(on))
    better = replace(result, mean=min(result.mean + 1 / result.areas, 5.0))
    return [
        Try(Step("raise weakest area", {"mean": result.mean}), _with_result(member, better)),
        Try(Step("measure again", {"age": (on - result.closed_on).days}), _with_result(member, again)),
    ]


def _with_result(member: Member, result: Result) -> Member:
    return replace(member, own_results=(result,), shared_results=(result,))


def _prepare(member: Member, on: date, questions: tuple[str, ...]) -> list[Try]:
    entries = plan_on(member, on)
    options = []
    for question in questions:
        entry = entries.get(question, PlanEntry(question, on))
        full = replace(entry, on=on, answered=True, owned=True, due_on=on + timedelta(days=30))
        missing = [
            name
            for name, there in (
                ("answer", entry.answered),
                ("owner", entry.owned),
                ("time", is_on_time(entry, on)),
            )
            if not there
        ]
        if missing:
            step = Step("complete question", {"question": question, "missing": ",".join(missing)})
            options.append(Try(step, replace(member, plan=(*member.plan, full))))
    return options


def _deliver(member: Member, on: date) -> list[Try]:
    late = [one for one in member.promises if one.since <= on and one.due_on < on and not is_done(one, on)]
    if not late:
        known = any(one.since <= on for one in member.promises)
        return [] if known else [Try(Step("set days"))]
    options = []
    for one in sorted(late, key=lambda each: (each.due_on, each.kind, each.pk), reverse=True):
        others = tuple(each for each in member.promises if each is not one)
        step = Step("deliver", {one.kind: one.pk, "late": (on - one.due_on).days})
        options.append(Try(step, replace(member, promises=(*others, replace(one, done_on=on)))))
    return options


def _move(member: Member, on: date) -> list[Try]:
    """Hold a joint interaction with as many of the most active people as usual, and at least two."""
    past = member.acts_until(on)
    sizes = sorted(Counter(act.interaction for act in past if act.joint).values())
    usual = max(sizes[len(sizes) // 2] if sizes else 0, 2)
    done = Counter(act.person for act in past)
    ranked = sorted(member.present(on), key=lambda one: (-done[one.pk], one.pk))[:usual]
    if not ranked:
        return []
    step = Step("hold interaction", {"people": len(ranked)})
    return [Try(step, _with_meeting(member, ranked, on, frozenset({SOMEBODY})))]
