"""Facts of what people did in partnerships: joint ones of all members, internal ones of one organisation only.

What reaches people without their doing anything, such as a newsletter, is nothing done together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Min, Q

from agreements.models import Agreement
from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import AlertEpisode, EngagementTarget, Interaction, Participation, PlanItem
from engagement.queries.late_targets import late_targets_of
from engagement.queries.plans import holding_in
from engagement.stages import TELLING_KINDS
from partnering.choices import RoleKind
from partnering.models import Membership, PhaseChange, Role
from partnering.xray import Scope


@dataclass(frozen=True)
class SponsorFact:
    """A senior sponsor, since when, and the last joint thing in which they took part."""

    person: int
    name: str
    organisation: int
    organisation_name: str
    since: date
    last_seen: date | None = None


@dataclass
class Facts:
    """What is known on a day; what begins with `own` is internal to the reader's organisation."""

    slug: str
    on: date
    kind: str = "scoping"
    own: int | None = None
    since: date | None = None
    signed_on: date | None = None
    members: dict[int, tuple[str, date]] = field(default_factory=dict)
    last_joint: date | None = None
    joint_days: list[tuple[date, str]] = field(default_factory=list)
    last_seen: dict[int, date] = field(default_factory=dict)
    sponsors: list[SponsorFact] = field(default_factory=list)
    alerts: list[tuple[str, date]] = field(default_factory=list)
    own_alerts: list[tuple[str, date]] = field(default_factory=list)
    own_targets: int = 0
    own_late_targets: list[tuple[int, str]] = field(default_factory=list)
    own_briefed: list[date] = field(default_factory=list)
    own_answered: int = 0
    own_unowned: int = 0
    own_late: int = 0

    def joint_since(self, day: date | None, kind: str = "") -> bool:
        """Whether partners did something together (of a kind) from a day on."""
        return any((day is None or on >= day) and kind in ("", what) for on, what in self.joint_days)


def gather(scope: Scope) -> dict[int, Facts]:
    """The facts of each partnership. Sixteen queries at most, whatever their number."""
    found = {
        one.pk: Facts(one.slug, scope.on, one.phase, scope.own, one.started_on) for one in scope.partnerships
    }
    pks = list(found)
    for pk, day in (
        PhaseChange.objects.filter(partnership__in=pks).order_by("on", "pk").values_list("partnership", "on")
    ):
        found[pk].since = day
    signed = Agreement.objects.in_force(scope.on).filter(partnership__in=pks).order_by()
    for pk, day in signed.values_list("partnership").annotate(Min("came_into_force_on")):
        found[pk].signed_on = day
    members = Membership.objects.current(scope.on).filter(partnership__in=pks)
    for pk, organisation, name, day in members.values_list(
        "partnership", "organisation", "organisation__name", "joined_on"
    ):
        found[pk].members[organisation] = (name, day)
    _joint(found, pks, scope)
    _sponsors(found, pks, scope)
    _alerts(found, pks, scope)
    if scope.own:
        _own(found, pks, scope.own, scope.on)
    return found


def _joint(found: dict[int, Facts], pks: list[int], scope: Scope) -> None:
    joint = Interaction.objects.joint().filter(partnership__in=pks, held_on__lte=scope.on)
    joint = joint.exclude(kind__in=TELLING_KINDS)
    for pk, day, kind in joint.order_by("held_on").values_list("partnership", "held_on", "kind"):
        found[pk].joint_days.append((day, kind))
        found[pk].last_joint = day
    took_part = Participation.objects.filter(interaction__in=joint.order_by().values("pk")).order_by()
    seen = took_part.values_list("interaction__partnership", "person__organisation")
    for pk, organisation, day in seen.annotate(last=Max("interaction__held_on")):
        found[pk].last_seen[organisation] = day


def _sponsors(found: dict[int, Facts], pks: list[int], scope: Scope) -> None:
    roles = Role.objects.current(scope.on).filter(partnership__in=pks, kind=RoleKind.SENIOR_SPONSOR)
    seen = Participation.objects.filter(
        person__in=roles.order_by().values("person"),
        interaction__joint=True,
        interaction__held_on__lte=scope.on,
        interaction__partnership__in=pks,
    )
    seen = seen.exclude(interaction__kind__in=TELLING_KINDS).order_by()
    days = seen.values_list("interaction__partnership", "person").annotate(last=Max("interaction__held_on"))
    last = {(pk, person): day for pk, person, day in days}
    for pk, person, name, organisation, whose, since in roles.order_by("pk").values_list(
        "partnership",
        "person",
        "person__name",
        "person__organisation",
        "person__organisation__name",
        "started_on",
    ):
        seen_on = last.get((pk, person))
        found[pk].sponsors.append(SponsorFact(person, name, organisation, whose, since, seen_on))


def _alerts(found: dict[int, Facts], pks: list[int], scope: Scope) -> None:
    whose = Q(organisation=None) | Q(organisation=scope.own) if scope.own else Q(organisation=None)
    rows = AlertEpisode.objects.lasting(scope.on).filter(whose, partnership__in=pks)
    for pk, organisation, kind, day in rows.values_list("partnership", "organisation", "kind", "began_on"):
        (found[pk].own_alerts if organisation else found[pk].alerts).append((kind, day))


def _own(found: dict[int, Facts], pks: list[int], own: int, on: date) -> None:
    targets = EngagementTarget.objects.current().filter(partnership__in=pks, unit__organisation=own)
    for pk in targets.values_list("partnership", flat=True):
        found[pk].own_targets += 1
    for pk, late in late_targets_of(own, pks, on=on).items():
        found[pk].own_late_targets = late
    internal = Interaction.objects.filter(partnership__in=pks, organisation=own).order_by("held_on")
    for pk, day in internal.values_list("partnership", "held_on"):
        found[pk].own_briefed.append(day)
    every = list(PlanItem.objects.filter(organisation=own))
    for pk, one in found.items():
        items = holding_in(every, pk)
        answered = [item for item in items if item.answer.strip()]
        one.own_answered = len(answered)
        one.own_unowned = sum(item.owner_id is None and item.status != PlanStatus.DONE for item in answered)
        one.own_late = sum(item.is_late(one.on) for item in items)


QUESTIONS = len(PlanQuestion.values)
