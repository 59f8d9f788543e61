"""The rows of partnerships, gathered once in a constant number of queries, as the plain evidence of `traction`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from agreements.choices import CommitmentState
from agreements.models import Agreement, Commitment, Party, Signatory
from engagement.evidence import Evidence, Member, PlanEntry, Promise, Sponsor, Target, Weights
from engagement.models import EngagementTarget, PlanStep, SetStage, SponsorMessage, Weighting
from engagement.queries.acts import add_acts
from engagement.queries.gathering import Rows, Staff, add_staff, slots
from engagement.queries.results import Results, results_of
from engagement.stages import Span, Stage
from partnering import at_once
from partnering.choices import ActionState, Phase, RoleKind
from partnering.models import Action, Membership, Partnership, Role, Seat

ANSWERING_ROLES = (RoleKind.PARTNERSHIP_MANAGER, RoleKind.PARTNERING_LEAD, RoleKind.SENIOR_SPONSOR)


def evidence_of(partnership: Partnership) -> Evidence:
    """All that traction rests on in a partnership, for any day, in three queries."""
    [found] = at_once.answer(gathered([partnership]))
    evidence: Evidence = found[partnership.pk]
    return evidence


def evidence_of_all(partnerships: Iterable[Partnership], since: date | None = None) -> dict[int, Evidence]:
    """The same of many partnerships, by their keys, in a constant number of queries, and as little at once as can be.

    Told `since` when days are asked for, it leaves out what has no influence on any of them: for such days all
    figures are the same, but there is less to gather. Never ask it for a day before.
    """
    return at_once.one_by_one(gathered(partnerships, since))


def gathered(
    partnerships: Iterable[Partnership], since: date | None = None
) -> at_once.Asking[dict[int, Evidence]]:
    """The same, as a part of what asks for more."""
    rows = {partnership.pk: Rows(partnership) for partnership in partnerships}
    [memberships] = yield [at_once.rows(_memberships, None, *slots(rows))]
    for pk, organisation, joined_on, left_on in memberships:
        rows[pk].spans[organisation].append(Span(joined_on, left_on))
    organisations = sorted({organisation for one in rows.values() for organisation in one.spans})
    staff = Staff()
    *_added, targets, plans, weights, results = yield from at_once.together(
        add_staff(staff, organisations),
        _add_roles(rows, organisations),
        add_acts(rows, staff, since),
        _add_promises(rows),
        _add_set_stages(rows),
        _targets_of(rows),
        _plans_of(rows, organisations),
        _weights_of(rows),
        results_of(list(rows), organisations),
    )
    return {
        pk: Evidence(
            members=tuple(
                _member(
                    one,
                    organisation,
                    staff,
                    targets[pk, organisation],
                    [*plans[organisation, None], *plans[organisation, pk]],
                    results,
                )
                for organisation in sorted(one.spans)
            ),
            joint_days=tuple(sorted(one.joint_days)),
            managing=_managing(one.partnership, one.in_force),
            in_force=tuple(one.in_force.values()),
            bound={organisation: tuple(spans) for organisation, spans in one.bound.items()},
            weights=tuple(weights[pk]),
        )
        for pk, one in rows.items()
    }


def _memberships(_user: Any, *partnerships: int) -> QuerySet[Any]:
    found = Membership.objects.filter(partnership__in=partnerships)
    return found.values_list("partnership", "organisation", "joined_on", "left_on")


def _add_roles(rows: Mapping[int, Rows], organisations: list[int]) -> at_once.Asking[None]:
    memberships: dict[int, list[Rows]] = defaultdict(list)
    for one in rows.values():
        for organisation in one.spans:
            memberships[organisation].append(one)
    held, taken = yield [
        at_once.rows(_roles, None, len(rows), *slots(rows), *slots(organisations)),
        at_once.rows(_seats, None, *slots(rows)),
    ]
    for person, organisation, kind, partnership, start, end in held:
        where = memberships[organisation] if partnership is None else [rows[partnership]]
        for one in where:
            _add_role(one, person, organisation, kind, Span(start, end), is_general=partnership is None)
    for partnership, person, organisation, start, end in taken:
        rows[partnership].doings[person].part.append(Span(start, end))
        rows[partnership].appears[organisation].append(start)


def _roles(_user: Any, number: int, *keys: int) -> QuerySet[Any]:
    """Those of so many partnerships, and the general ones in organisations, whose keys come after theirs."""
    roles = Role.objects.filter(partnership__in=keys[:number]) | Role.objects.filter(
        partnership=None, person__organisation__in=keys[number:]
    )
    return roles.order_by("pk").values_list(
        "person", "person__organisation", "kind", "partnership", "started_on", "ended_on"
    )


def _seats(_user: Any, *partnerships: int) -> QuerySet[Any]:
    seats = Seat.objects.filter(group__partnership__in=partnerships, person__isnull=False)
    return seats.values_list("group__partnership", "person", "organisation", "started_on", "ended_on")


def _add_role(rows: Rows, person: int, organisation: int, kind: str, span: Span, *, is_general: bool) -> None:
    doings = rows.doings[person]
    (doings.answers if kind in ANSWERING_ROLES else doings.part).append(span)
    if not is_general and span.start:
        rows.appears[organisation].append(span.start)
    if kind == RoleKind.SENIOR_SPONSOR:
        rows.sponsors[organisation].append((person, span))
    elif kind == RoleKind.PARTNERING_LEAD:
        rows.leads[organisation].append((person, span))


def _add_promises(rows: Mapping[int, Rows]) -> at_once.Asking[None]:
    """Add agreements with who is bound by them, commitments, signatures and messages, and actions."""
    agreements, acts, to_do = yield [
        at_once.rows(give, None, *slots(rows)) for give in (_agreements, _sponsors_acts, _actions)
    ]
    of: dict[int, Rows] = {}
    for pk, partnership, start, ends_on, ended_on in agreements:
        of[pk] = rows[partnership]
        ends = (ended_on, ends_on and ends_on + timedelta(days=1), of[pk].partnership.ended_on)
        of[pk].in_force[pk] = Span(start, min((day for day in ends if day), default=None))
    parties, commitments = yield [at_once.rows(give, None, *slots(of)) for give in (_parties, _commitments)]
    for agreement, organisation in parties:
        of[agreement].bound[organisation].append(of[agreement].in_force[agreement])
    for pk, agreement, organisation, due_on, kept_on in commitments:
        span = of[agreement].in_force[agreement]
        if span.start and (kept_on or span.holds(max(due_on, span.start))):
            promise = Promise("commitment", pk, span.start, due_on, kept_on)
            of[agreement].promises[organisation].append(promise)
    for partnership, person, acted_on in acts:
        rows[partnership].doings[person].acted.append(acted_on)
    for pk, partnership, organisation, owner, created_on, due_on, done_on in to_do:
        one = rows[partnership]
        if owner is not None:
            one.doings[owner].part.append(Span(created_on, done_on))
            if done_on:
                one.doings[owner].acted.append(done_on)
        if due_on:
            one.promises[organisation].append(Promise("action", pk, created_on, due_on, done_on))


def _agreements(_user: Any, *partnerships: int) -> QuerySet[Any]:
    signed = Agreement.objects.filter(partnership__in=partnerships, came_into_force_on__isnull=False)
    return signed.values_list("pk", "partnership", "came_into_force_on", "ends_on", "ended_on")


def _sponsors_acts(_user: Any, *partnerships: int) -> QuerySet[Any]:
    signed = Signatory.objects.filter(
        version__agreement__partnership__in=partnerships, signed_on__isnull=False
    )
    written = SponsorMessage.objects.filter(partnership__in=partnerships).order_by()
    acts = signed.order_by().values_list("version__agreement__partnership", "person", "signed_on")
    return acts.union(written.values_list("partnership", "author", "sent_on"), all=True)


def _actions(_user: Any, *partnerships: int) -> QuerySet[Any]:
    actions = Action.objects.filter(partnership__in=partnerships).exclude(state=ActionState.CANCELLED)
    return actions.order_by("pk").values_list(
        "pk", "partnership", "organisation", "owner", "created_on", "due_on", "done_on"
    )


def _parties(_user: Any, *agreements: int) -> QuerySet[Any]:
    return Party.objects.filter(agreement__in=agreements).values_list("agreement", "organisation")


def _commitments(_user: Any, *agreements: int) -> QuerySet[Any]:
    promised = Commitment.objects.filter(agreement__in=agreements, due_on__isnull=False)
    return promised.exclude(state=CommitmentState.WITHDRAWN).values_list(
        "pk", "agreement", "organisation", "due_on", "kept_on"
    )


def _add_set_stages(rows: Mapping[int, Rows]) -> at_once.Asking[None]:
    [stages] = yield [at_once.rows(_stages, None, *slots(rows))]
    for partnership, person, stage, start, end in stages:
        rows[partnership].doings[person].settled.append((Span(start, end), Stage[stage.upper()]))


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


def _stages(_user: Any, *partnerships: int) -> QuerySet[Any]:
    found = SetStage.objects.filter(partnership__in=partnerships).order_by("starts_on", "pk")
    return found.values_list("partnership", "person", "stage", "starts_on", "ends_on")


def _named(_user: Any, *partnerships: int) -> QuerySet[Any]:
    found = EngagementTarget.objects.filter(partnership__in=partnerships)
    return found.values_list("partnership", "unit", "unit__organisation", "named_on", "dropped_on", "levels")


def _weightings(_user: Any, *partnerships: int) -> QuerySet[Any]:
    set_by_them = Weighting.objects.filter(partnership__in=partnerships).order_by("pk")
    return set_by_them.values_list("partnership", "since", "points")


def _plan_steps(_user: Any, number: int, *keys: int) -> QuerySet[Any]:
    """Those of organisations whose keys come after those of so many partnerships; general ones, or of one of these."""
    steps = PlanStep.objects.filter(
        Q(item__partnership=None) | Q(item__partnership__in=keys[:number]),
        item__organisation__in=keys[number:],
    )
    return steps.order_by("on").values_list(
        "item__organisation",
        "item__partnership",
        "item__question",
        "on",
        "answered",
        "owned",
        "due_on",
        "done",
    )


def _targets_of(partnerships: Iterable[int]) -> at_once.Asking[dict[tuple[int, int], list[Target]]]:
    """Whom partnerships and organisations in them want to engage."""
    targets: dict[tuple[int, int], list[Target]] = defaultdict(list)
    [rows] = yield [at_once.rows(_named, None, *slots(partnerships))]
    for partnership, unit, organisation, start, end, levels in rows:
        targets[partnership, organisation].append(Target(unit, Span(start, end), frozenset(levels)))
    return targets


def _weights_of(partnerships: Iterable[int]) -> at_once.Asking[dict[int, list[Weights]]]:
    """How partnerships weigh the dimensions, from when on."""
    weights: dict[int, list[Weights]] = defaultdict(list)
    [rows] = yield [at_once.rows(_weightings, None, *slots(partnerships))]
    for pk, since, points in rows:
        weights[pk].append(Weights(since, points))
    return weights


def _plans_of(
    partnerships: Iterable[int], organisations: list[int]
) -> at_once.Asking[dict[tuple[int, int | None], list[PlanEntry]]]:
    """By organisation, the general answers under None, and those for one of these partnerships only."""
    plans: dict[tuple[int, int | None], list[PlanEntry]] = defaultdict(list)
    keys = list(partnerships)
    [rows] = yield [at_once.rows(_plan_steps, None, len(keys), *slots(keys), *slots(organisations))]
    for organisation, partnership, question, on, answered, owned, due_on, done in rows:
        is_own = partnership is not None
        entry = PlanEntry(question, on, answered, owned, due_on, done, is_own)
        plans[organisation, partnership].append(entry)
    return plans


def _member(
    rows: Rows, pk: int, staff: Staff, targets: list[Target], plan: list[PlanEntry], results: Results
) -> Member:
    return Member(
        pk=pk,
        member=tuple(rows.spans[pk]),
        people=tuple(staff.with_doings(pk, rows.doings)),
        above=staff.above.get(pk, {}),
        targets=tuple(targets),
        acts=tuple(rows.acts[pk]),
        sponsors=tuple(
            Sponsor(person, span, tuple(sorted(rows.doings[person].acted)))
            for person, span in rows.sponsors[pk]
        ),
        leads=tuple(Sponsor(person, span) for person, span in rows.leads[pk]),
        own_results=results.own.get(pk, ()),
        shared_results=results.shared.get((rows.partnership.pk, pk), ()),
        plan=tuple(plan),
        promises=tuple(rows.promises[pk]),
        appears_on=min(rows.appears[pk], default=None),
    )
