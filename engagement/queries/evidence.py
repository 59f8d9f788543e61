"""One partnership's rows, gathered once in a constant number of queries, as the plain evidence of `traction`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from agreements.choices import CommitmentState
from agreements.models import Agreement, Commitment, Party, Signatory
from engagement.evidence import (
    Act,
    Evidence,
    Human,
    Member,
    PartnerUnit,
    PlanEntry,
    Promise,
    Sponsor,
    Target,
    unit_on,
)
from engagement.models import EngagementTarget, Interaction, Participation, PlanStep
from engagement.queries.results import results_of
from engagement.stages import EXPLAINING_KINDS, TELLING_KINDS, Span, Trace
from partnering.choices import ActionState, Phase, RoleKind
from partnering.models import Action, Membership, Partnership, Person, Position, Role, Seat, Unit

ANSWERING_ROLES = (RoleKind.PARTNERSHIP_MANAGER, RoleKind.PARTNERING_LEAD, RoleKind.SENIOR_SPONSOR)


@dataclass
class _Doings:
    """What is collected of one person before it is put in order."""

    told: list[date] = field(default_factory=list)
    explained: list[date] = field(default_factory=list)
    active: list[date] = field(default_factory=list)
    part: list[Span] = field(default_factory=list)
    answers: list[Span] = field(default_factory=list)
    acted: list[date] = field(default_factory=list)

    def trace(self) -> Trace:
        """The same in order, as the ladder of stages wants it."""
        return Trace(
            tuple(sorted(self.told)),
            tuple(sorted(self.explained)),
            tuple(sorted(self.active)),
            tuple(self.part),
            tuple(self.answers),
        )


@dataclass
class _Rows:
    """What is collected of one partnership, by organisation or by person."""

    spans: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))
    people: dict[int, tuple[int, int | None, Span]] = field(default_factory=dict)
    moved: dict[int, list[tuple[date, int | None]]] = field(default_factory=lambda: defaultdict(list))
    doings: dict[int, _Doings] = field(default_factory=lambda: defaultdict(_Doings))
    acts: dict[int, list[Act]] = field(default_factory=lambda: defaultdict(list))
    sponsors: dict[int, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))
    leads: dict[int, list[tuple[int, Span]]] = field(default_factory=lambda: defaultdict(list))
    promises: dict[int, list[Promise]] = field(default_factory=lambda: defaultdict(list))
    appears: dict[int, list[date]] = field(default_factory=lambda: defaultdict(list))
    joint_days: set[date] = field(default_factory=set)
    in_force: dict[int, Span] = field(default_factory=dict)
    bound: dict[int, list[Span]] = field(default_factory=lambda: defaultdict(list))

    def place_of(self, person: int, on: date) -> tuple[int, int | None]:
        """Organisation and unit of somebody on a day."""
        organisation, unit, _there = self.people[person]
        return organisation, unit_on(unit, self.moved.get(person, ()), on)


def evidence_of(partnership: Partnership) -> Evidence:
    """All that traction rests on in a partnership, for any day. The number of queries doesn't depend on the rows."""
    rows = _Rows()
    for organisation, joined_on, left_on in Membership.objects.filter(partnership=partnership).values_list(
        "organisation", "joined_on", "left_on"
    ):
        rows.spans[organisation].append(Span(joined_on, left_on))
    organisations = sorted(rows.spans)
    _add_people(rows, organisations)
    _add_roles(rows, partnership, organisations)
    _add_interactions(rows, partnership)
    _add_agreements(rows, partnership)
    _add_actions(rows, partnership)
    return Evidence(
        members=_members(rows, partnership, organisations),
        joint_days=tuple(sorted(rows.joint_days)),
        managing=_managing(partnership, rows.in_force),
        in_force=tuple(rows.in_force.values()),
        bound={pk: tuple(spans) for pk, spans in rows.bound.items()},
    )


def _add_people(rows: _Rows, organisations: list[int]) -> None:
    found = Person.objects.filter(organisation__in=organisations).order_by("pk")
    for pk, organisation, unit, joined_on, left_on in found.values_list(
        "pk", "organisation", "unit", "joined_on", "left_on"
    ):
        rows.people[pk] = (organisation, unit, Span(joined_on, left_on))
    past = Position.objects.past().filter(person__organisation__in=organisations)
    for pk, until, unit in past.values_list("person", "ended_on", "unit"):
        rows.moved[pk].append((until, unit))


def _add_roles(rows: _Rows, partnership: Partnership, organisations: list[int]) -> None:
    roles = Role.objects.filter(partnership=partnership) | Role.objects.filter(
        partnership=None, person__organisation__in=organisations
    )
    for person, organisation, kind, general, start, end in roles.order_by("pk").values_list(
        "person", "person__organisation", "kind", "partnership", "started_on", "ended_on"
    ):
        doings, span = rows.doings[person], Span(start, end)
        (doings.answers if kind in ANSWERING_ROLES else doings.part).append(span)
        if general is not None:
            rows.appears[organisation].append(start)
        if kind == RoleKind.SENIOR_SPONSOR:
            rows.sponsors[organisation].append((person, span))
        elif kind == RoleKind.PARTNERING_LEAD:
            rows.leads[organisation].append((person, span))
    seats = Seat.objects.filter(group__partnership=partnership, person__isnull=False)
    for person, organisation, start, end in seats.values_list(
        "person", "organisation", "started_on", "ended_on"
    ):
        rows.doings[person].part.append(Span(start, end))
        rows.appears[organisation].append(start)


def _add_interactions(rows: _Rows, partnership: Partnership) -> None:
    held = {
        pk: (held_on, kind, joint)
        for pk, held_on, kind, joint in Interaction.objects.filter(partnership=partnership).values_list(
            "pk", "held_on", "kind", "joint"
        )
    }
    rows.joint_days.update(on for on, kind, joint in held.values() if joint and kind not in TELLING_KINDS)
    # What was logged since the query above asked for a recount of its own.
    pairs = [
        pair
        for pair in Participation.objects.filter(interaction__partnership=partnership)
        .order_by("interaction__held_on", "interaction", "person")
        .values_list("interaction", "person")
        if pair[0] in held
    ]
    there: dict[int, set[tuple[int, int | None]]] = defaultdict(set)
    for interaction, person in pairs:
        if person in rows.people:
            there[interaction].add(rows.place_of(person, held[interaction][0]))
    partners: dict[tuple[int, int], frozenset[PartnerUnit]] = {}
    for interaction, person in pairs:
        if person not in rows.people:
            continue
        on, kind, joint = held[interaction]
        _note_act(rows.doings[person], kind, on)
        if kind in TELLING_KINDS:
            continue
        organisation, unit = rows.place_of(person, on)
        if (interaction, organisation) not in partners:
            others = (pair for pair in there[interaction] if joint and pair[0] != organisation)
            partners[interaction, organisation] = frozenset(others)
        act = Act(on, person, unit, partners[interaction, organisation], joint, interaction)
        rows.acts[organisation].append(act)
        rows.appears[organisation].append(on)


def _note_act(doings: _Doings, kind: str, on: date) -> None:
    if kind in TELLING_KINDS:
        doings.told.append(on)
        return
    (doings.explained if kind in EXPLAINING_KINDS else doings.active).append(on)
    doings.acted.append(on)


def _add_agreements(rows: _Rows, partnership: Partnership) -> None:
    for pk, start, ends_on, ended_on in Agreement.objects.filter(
        partnership=partnership, came_into_force_on__isnull=False
    ).values_list("pk", "came_into_force_on", "ends_on", "ended_on"):
        rows.in_force[pk] = Span(
            start,
            min(
                (
                    day
                    for day in (ended_on, ends_on and ends_on + timedelta(days=1), partnership.ended_on)
                    if day
                ),
                default=None,
            ),
        )
    parties = Party.objects.filter(agreement__in=list(rows.in_force))
    for agreement, organisation in parties.values_list("agreement", "organisation"):
        rows.bound[organisation].append(rows.in_force[agreement])
    promised = Commitment.objects.filter(agreement__in=list(rows.in_force), due_on__isnull=False)
    for pk, agreement, organisation, due_on, kept_on in promised.exclude(
        state=CommitmentState.WITHDRAWN
    ).values_list("pk", "agreement", "organisation", "due_on", "kept_on"):
        span = rows.in_force[agreement]
        if span.start and (kept_on or span.holds(max(due_on, span.start))):
            rows.promises[organisation].append(Promise("commitment", pk, span.start, due_on, kept_on))
    signed = Signatory.objects.filter(version__agreement__partnership=partnership, signed_on__isnull=False)
    for person, signed_on in signed.values_list("person", "signed_on"):
        rows.doings[person].acted.append(signed_on)


def _add_actions(rows: _Rows, partnership: Partnership) -> None:
    actions = Action.objects.filter(partnership=partnership).exclude(state=ActionState.CANCELLED)
    for pk, organisation, owner, created_on, due_on, done_on in actions.order_by("pk").values_list(
        "pk", "organisation", "owner", "created_on", "due_on", "done_on"
    ):
        if owner is not None:
            rows.doings[owner].part.append(Span(created_on, done_on))
            if done_on:
                rows.doings[owner].acted.append(done_on)
        if due_on:
            rows.promises[organisation].append(Promise("action", pk, created_on, due_on, done_on))


def _managing(partnership: Partnership, in_force: dict[int, Span]) -> tuple[Span, ...]:
    """When partners are expected to do things together.

    The days on which a phase began aren't kept, but those of agreements are: what was agreed has to be managed
    while it is in force. A partnership without an agreement is managed from its start, if its phase says so.
    """
    if in_force:
        return tuple(in_force.values())
    if partnership.phase == Phase.MANAGING:
        return (Span(partnership.started_on, partnership.ended_on),)
    return ()


def _members(rows: _Rows, partnership: Partnership, organisations: list[int]) -> tuple[Member, ...]:
    above = _units_above(organisations)
    targets: dict[int, list[Target]] = defaultdict(list)
    for unit, organisation, start, end in EngagementTarget.objects.filter(
        partnership=partnership
    ).values_list("unit", "unit__organisation", "named_on", "dropped_on"):
        targets[organisation].append(Target(unit, Span(start, end)))
    plans: dict[int, list[PlanEntry]] = defaultdict(list)
    steps = PlanStep.objects.filter(item__organisation__in=organisations)
    for organisation, *entry in steps.order_by("on").values_list(
        "item__organisation", "item__question", "on", "answered", "owned", "due_on", "done"
    ):
        plans[organisation].append(PlanEntry(*entry))
    results = results_of(partnership, organisations)
    people: dict[int, list[Human]] = defaultdict(list)
    for pk, (organisation, unit, there) in rows.people.items():
        people[organisation].append(
            Human(pk, unit, there, rows.doings[pk].trace(), tuple(rows.moved.get(pk, ())))
        )
    return tuple(
        Member(
            pk=pk,
            member=tuple(rows.spans[pk]),
            people=tuple(people[pk]),
            above=above.get(pk, {}),
            targets=tuple(targets[pk]),
            acts=tuple(rows.acts[pk]),
            sponsors=tuple(
                Sponsor(person, span, tuple(sorted(rows.doings[person].acted)))
                for person, span in rows.sponsors[pk]
            ),
            leads=tuple(Sponsor(person, span) for person, span in rows.leads[pk]),
            own_results=results.own.get(pk, ()),
            shared_results=results.shared.get(pk, ()),
            plan=tuple(plans[pk]),
            promises=tuple(rows.promises[pk]),
            appears_on=min(rows.appears[pk], default=None),
        )
        for pk in organisations
    )


def _units_above(organisations: list[int]) -> dict[int, dict[int, tuple[int, ...]]]:
    """By organisation, for each unit: itself and the units that it is part of, nearest first."""
    found: list[Any] = list(
        Unit.objects.filter(organisation__in=organisations).values_list("pk", "parent", "organisation")
    )
    parents = {pk: parent for pk, parent, _organisation in found}
    above: dict[int, dict[int, tuple[int, ...]]] = defaultdict(dict)
    for pk, _parent, organisation in found:
        chain: list[int] = []
        at: int | None = pk
        while at is not None and at not in chain:
            chain.append(at)
            at = parents.get(at)
        above[organisation][pk] = tuple(chain)
    return above
