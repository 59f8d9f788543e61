"""What is noted when a sponsor or lead goes, so that the place is not forgotten, and when somebody takes it."""

from __future__ import annotations

from datetime import date

from partnering import access
from partnering.choices import HandoverReason, RoleKind
from partnering.models import Handover, HandoverItem, Role, User

ROLE = "role"
WATCHED = (RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERING_LEAD)
"""The roles without which an organisation has nobody who answers for its part."""


def note_vacancy(*, role: Role, on: date, by: User | None) -> None:
    """Open a handover for a sponsor's or lead's role that ends, unless a colleague holds the same one."""
    if role.kind not in WATCHED or _held_alike(role, on):
        return
    handover = Handover.objects.create(
        person=role.person, reason=HandoverReason.ROLE_ENDED, on=on, started_by=by
    )
    HandoverItem.objects.create(
        handover=handover,
        kind=ROLE,
        subject_id=role.pk,
        what=role.get_kind_display(),
        where=str(role.partnership or role.person.organisation),
        link=role.partnership.get_absolute_url() if role.partnership else "",
        partnership=role.partnership,
        detail=role.kind,
    )


def note_successor(*, role: Role) -> None:
    """Somebody holds a role now: handovers that waited for it have their successor."""
    waiting = HandoverItem.objects.open().filter(
        kind=ROLE, handover__closed_on=None, handover__person__organisation=role.person.organisation_id
    )
    wanted = Role.objects.filter(
        pk__in=waiting.values("subject_id"), kind=role.kind, partnership=role.partnership
    )
    items = list(waiting.filter(subject_id__in=wanted.values("pk")).exclude(handover__person=role.person))
    for item in items:
        item.successor, item.passed_on = role.person, role.started_on
        item.save(update_fields=["successor", "passed_on"])
        close_when_done(item.handover)


def close_when_done(handover: Handover) -> None:
    """A handover of which nothing is open any more is over."""
    if not handover.items.open().exists():
        handover.closed_on = access.today()
        handover.save(update_fields=["closed_on"])


def _held_alike(role: Role, on: date) -> bool:
    others = Role.objects.current(on).filter(
        kind=role.kind, partnership=role.partnership, person__organisation=role.person.organisation_id
    )
    return bool(others.exclude(person=role.person).exists())
