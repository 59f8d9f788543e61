"""What partnering means to those who are not part of any partnership: where their organisation partners, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value

from engagement.models import EngagementTarget
from partnering import access, at_once
from partnering.choices import Phase, RoleKind
from partnering.models import Membership, Partnership, Person, Role

SHOWN = 24
"""So many are shown at once."""


@dataclass(frozen=True)
class Meaning:
    """What a partnership of one's organisation is for, and whom of one's own colleagues to ask."""

    name: str
    purpose: str
    ask: tuple[str, ...]
    needs_unit: bool = False


@at_once.part
def meanings_for(user: Any, *, on: date, skip: int = 0) -> at_once.Asking[list[Meaning]]:
    """The partnerships of which one's own organisation is a member, for those who are not part of them themselves.

    That one's organisation partners, and for what, is no secret from its own people: most of them hear of it too
    late. Nothing of other organisations is in it; whom to ask are colleagues only. Those that count on one's own
    unit come first; no more than are shown, and one more.
    """
    person = access.person_of(user)
    if person is None:
        return []
    member = Membership.objects.current(on).filter(organisation=person.organisation_id)
    rows = Partnership.objects.filter(pk__in=member.values("partnership"), phase__in=Phase.LIVE)
    ranked = rows.annotate(needs_unit=_needs_unit_of(person, on)).order_by("-needs_unit", "name", "pk")
    [shown] = yield [ranked[skip : skip + SHOWN + 1]]
    roles = Role.objects.current(on).filter(
        Q(partnership__in=[row.pk for row in shown]) | Q(partnership=None, kind=RoleKind.PARTNERING_LEAD),
        person__organisation=person.organisation_id,
    )
    [held] = yield [
        roles.exclude(person=person)
        .order_by("kind", "person__name")
        .values_list("partnership", "person__name")
    ]
    asked: dict[int | None, list[str]] = defaultdict(list)
    for partnership, name in held:
        asked[partnership].append(name)
    return [
        Meaning(
            row.name, row.purpose, tuple(dict.fromkeys([*asked[None], *asked[row.pk]]))[:4], row.needs_unit
        )
        for row in shown
    ]


def _needs_unit_of(person: Person, on: date) -> Any:
    """Whether a partnership counts on the people of somebody's own unit, which they may well know."""
    if person.unit_id is None:
        return Value(False)
    targets = EngagementTarget.objects.current(on).filter(unit=person.unit_id, partnership=OuterRef("pk"))
    return Exists(targets)
