"""Decisions as pages show them: with who has acknowledged them and who has not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Prefetch, QuerySet

from partnering import access
from partnering.choices import MinutesState
from partnering.models import Acknowledgement, Decision, Meeting, User


def acknowledged_by(decision: Decision) -> str:
    """The organisations that have acknowledged a decision, by name."""
    return ", ".join(sorted(one.organisation.name for one in decision.acknowledgements.all()))


@dataclass(frozen=True)
class Shown:
    """A decision, how many partners have acknowledged it, which have not, and whether the reader's own is one."""

    decision: Decision
    acknowledged: int
    waiting: list[str]
    waits_for_us: bool


def with_acknowledgements(rows: QuerySet[Decision], user: User) -> QuerySet[Decision]:
    """The rows with all that `shown` needs."""
    seen = Prefetch("acknowledgements", Acknowledgement.objects.visible_to(user))
    return rows.select_related("owner__organisation", "meeting__group").prefetch_related(seen)


def shown(decisions: Iterable[Decision], *, ours: int | None) -> list[Shown]:
    """Each decision for a reader who answers for an organisation (`ours`) or for none."""
    found = []
    for decision in decisions:
        done = {one.organisation_id for one in decision.acknowledgements.all()}
        found.append(Shown(decision, len(done), [], ours is not None and ours not in done))
    return found


def decided_at(meeting: Meeting, user: User) -> list[Shown]:
    """What a meeting decided, for somebody who may read it; in one query, with the partners as they were that day."""
    rows = Decision.objects.visible_to(user).filter(meeting=meeting).select_related("owner__organisation")
    if meeting.minutes_state != MinutesState.PUBLISHED:
        return [Shown(one, 0, [], waits_for_us=False) for one in rows]
    ours = access.speaks_for(user, meeting.group.partnership)
    members = "meeting__group__partnership__memberships"
    then = access.current(f"{members}__", start="joined_on", end="left_on", on=meeting.starts_there.date())
    asked = rows.annotate(
        member=FilteredRelation(members, condition=then),
        asked=F("member__organisation"),
        asked_name=F("member__organisation__name"),
        done=Exists(Acknowledgement.objects.filter(decision=OuterRef("pk"), organisation=OuterRef("asked"))),
    )
    found: dict[int, list[Any]] = {}
    for row in asked.order_by("order", "pk", "asked_name"):
        found.setdefault(row.pk, []).append(row)
    return [_shown_to(each, ours) for each in found.values()]


def _shown_to(rows: list[Any], ours: int | None) -> Shown:
    """A decision of which there is a row for each partner that was asked."""
    waiting = {row.asked: row.asked_name for row in rows if row.asked is not None and not row.done}
    return Shown(rows[0], sum(row.done for row in rows), list(waiting.values()), ours in waiting)
