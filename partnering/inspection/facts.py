"""The core's facts of partnerships, as plain data, from a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from partnering import access
from partnering.choices import MinutesState, RoleKind
from partnering.gaps import GroupState
from partnering.group_states import states_of
from partnering.models import (
    Action,
    ChecklistItem,
    Decision,
    Membership,
    PhaseChange,
    Role,
    WorkingGroup,
)
from partnering.xray import Scope

MEETINGS = 2
"""How many of a group's latest meetings are looked at; its page looks at all."""


@dataclass(frozen=True)
class MemberFact:
    """A member."""

    organisation: int
    name: str
    joined_on: date | None = None


@dataclass(frozen=True)
class RoleFact:
    """A role that somebody holds today."""

    kind: str
    person: int
    name: str
    organisation: int
    account: bool = True


@dataclass(frozen=True)
class SeatFact:
    """A seat; vacant without a person."""

    pk: int
    group: int
    organisation: int
    person: int | None


@dataclass(frozen=True)
class ActionFact:
    """An open joint action."""

    pk: int
    title: str
    organisation: int
    organisation_name: str
    owner: int | None = None
    owner_left: bool = False
    due_on: date | None = None


@dataclass(frozen=True)
class ItemFact:
    """An open item of the present phase's checklist."""

    text: str
    owner: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class DecisionFact:
    """A decision of a meeting whose minutes are published, and which organisations have acknowledged it."""

    pk: int
    text: str
    met_on: date
    published_on: date
    owner: int | None = None
    acknowledged: frozenset[int] = frozenset()


@dataclass
class Facts:
    """All that the core knows of one partnership on a day; `own` is whose internal matters the reader may know."""

    slug: str
    on: date
    kind: str = "scoping"
    purpose: str = ""
    phased: bool = True
    since: date | None = None
    own: int | None = None
    own_leads: int = 0
    members: list[MemberFact] = field(default_factory=list)
    roles: list[RoleFact] = field(default_factory=list)
    seats: list[SeatFact] = field(default_factory=list)
    groups: dict[int, str] = field(default_factory=dict)
    states: dict[int, GroupState] = field(default_factory=dict)
    actions: list[ActionFact] = field(default_factory=list)
    items: list[ItemFact] = field(default_factory=list)
    checklist_done: int = 0
    decisions: list[DecisionFact] = field(default_factory=list)

    def sponsored(self) -> set[int]:
        """The organisations with a senior sponsor."""
        return {one.organisation for one in self.roles if one.kind == RoleKind.SENIOR_SPONSOR}

    def people_of(self, organisation: int) -> set[int]:
        """Who stands for an organisation, by roles and seats."""
        held = {one.person for one in self.roles if one.organisation == organisation}
        return held | {
            one.person for one in self.seats if one.organisation == organisation and one.person is not None
        }


def gather(scope: Scope) -> dict[int, Facts]:
    """The facts of each partnership. Ten queries, whatever their number."""
    found = {
        one.pk: Facts(
            one.slug,
            scope.on,
            one.phase,
            one.purpose,
            one.life_phase_id is not None,
            one.started_on,
            scope.own,
        )
        for one in scope.partnerships
    }
    pks = list(found)
    _members(found, pks, scope)
    _roles(found, pks, scope)
    _groups(found, pks, scope)
    _actions(found, pks, scope)
    _checklists(found, scope)
    _decisions(found, pks)
    for partnership, on in (
        PhaseChange.objects.filter(partnership__in=pks).order_by("on", "pk").values_list("partnership", "on")
    ):
        found[partnership].since = on
    return found


def _members(found: dict[int, Facts], pks: list[int], scope: Scope) -> None:
    rows = Membership.objects.current(scope.on).filter(partnership__in=pks).order_by("organisation__name")
    for pk, *member in rows.values_list("partnership", "organisation", "organisation__name", "joined_on"):
        found[pk].members.append(MemberFact(*member))


def _roles(found: dict[int, Facts], pks: list[int], scope: Scope) -> None:
    general = Q(partnership=None, person__organisation=scope.own)
    rows = Role.objects.current(scope.on).filter(Q(partnership__in=pks) | general)
    for pk, kind, person, name, organisation, user in rows.order_by("pk").values_list(
        "partnership", "kind", "person", "person__name", "person__organisation", "person__user"
    ):
        leads = kind == RoleKind.PARTNERING_LEAD and organisation == scope.own
        for one in [found[pk]] if pk else found.values():
            one.own_leads += leads
            if pk:
                one.roles.append(RoleFact(kind, person, name, organisation, user is not None))


def _groups(found: dict[int, Facts], pks: list[int], scope: Scope) -> None:
    groups: QuerySet[Any] = WorkingGroup.objects.filter(partnership__in=pks, archived_on=None)
    for (pk, group), state in states_of(groups, on=scope.on, latest=MEETINGS).items():
        facts = found[pk]
        facts.groups[group], facts.states[group] = state.name, state
        for seat in state.seats_on(scope.on):
            facts.seats.append(SeatFact(seat.pk, group, seat.organisation, seat.person))


def _actions(found: dict[int, Facts], pks: list[int], scope: Scope) -> None:
    rows = Action.objects.open().filter(partnership__in=pks).order_by("pk")
    for pk, action, title, organisation, name, owner, left_on, due_on in rows.values_list(
        "partnership",
        "pk",
        "title",
        "organisation",
        "organisation__name",
        "owner",
        "owner__left_on",
        "due_on",
    ):
        left = left_on is not None and left_on <= scope.on
        found[pk].actions.append(ActionFact(action, title, organisation, name, owner, left, due_on))


def _checklists(found: dict[int, Facts], scope: Scope) -> None:
    standing = defaultdict(set)
    for one in scope.partnerships:
        standing[one.life_phase_id].add(one.pk)
    rows = ChecklistItem.objects.relevant().filter(partnership__in=list(found), phase__in=list(standing))
    for pk, phase, text, owner, due_on, done_on in rows.values_list(
        "partnership", "phase", "text", "owner", "due_on", "done_on"
    ):
        if pk in standing[phase] and done_on is None:
            found[pk].items.append(ItemFact(text, owner, due_on))
        elif pk in standing[phase]:
            found[pk].checklist_done += 1


def _decisions(found: dict[int, Facts], pks: list[int]) -> None:
    done: dict[int, set[int]] = defaultdict(set)
    wanted: dict[int, Decision] = {}
    rows = Decision.objects.filter(
        meeting__group__partnership__in=pks, meeting__minutes_state=MinutesState.PUBLISHED
    )
    # One row for each acknowledgement, and one for a decision that has none: so that one query tells both.
    for one in rows.select_related("meeting__group").annotate(by=F("acknowledgements__organisation")):
        wanted[one.pk] = one
        done[one.pk].add(one.by)
    for pk, one in wanted.items():
        meeting = one.meeting
        fact = DecisionFact(
            pk,
            one.text,
            meeting.starts_there.date(),
            access.day_of(meeting.minutes_published_at or meeting.starts_at),
            one.owner_id,
            frozenset(done[pk]),
        )
        found[meeting.group.partnership_id].decisions.append(fact)
