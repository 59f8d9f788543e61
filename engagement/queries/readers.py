"""Who a page or a report is for, and what they may read and do today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from partnering import access
from partnering.choices import RoleKind
from partnering.models import Partnership


@dataclass(frozen=True)
class Reader:
    """A user with their place and their rights in one partnership."""

    user: Any
    person_id: int | None
    name: str
    organisation: str
    organisation_id: int | None
    reads_internals: bool
    leads: bool
    manages: bool
    sponsors: bool


def reader_of(user: Any, partnership: Partnership) -> Reader:
    """The reader and their rights, in few queries."""
    person = access.person_of(user)
    own = person.organisation_id if person else None
    roles = access.held_now(user)
    return Reader(
        user=user,
        person_id=person.pk if person else None,
        name=person.name if person else "",
        organisation=person.organisation.name if person else "",
        organisation_id=own,
        reads_internals=own is not None and access.reads_internals_of(user) == own,
        leads=own is not None and access.leads_organisation(user, own),
        manages=(RoleKind.PARTNERSHIP_MANAGER, partnership.pk) in roles,
        sponsors=(RoleKind.SENIOR_SPONSOR, partnership.pk) in roles,
    )
