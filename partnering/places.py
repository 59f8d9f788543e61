"""Where somebody stands today: their roles and seats, and where their organisation is a member. One query for all.

It is asked before nearly every page is made, so it is written down as the database reads it: to put it together from
models each time would take ten times as long as to run it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from partnering import prepared

FEW = 200
"""Up to so many partnerships of an organisation are named one by one."""

ROLE, SEAT, MEMBER = "role", "seat", "member"
LOOK = f"""
    SELECT '{ROLE}', kind, partnership_id FROM partnering_role
    WHERE person_id = %(person)s AND started_on <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s)
    UNION ALL
    SELECT '{SEAT}', '', workinggroup.partnership_id FROM partnering_seat seat
    JOIN partnering_workinggroup workinggroup ON workinggroup.id = seat.group_id
    WHERE seat.person_id = %(person)s AND seat.started_on <= %(day)s
    AND (seat.ended_on IS NULL OR seat.ended_on > %(day)s)
    UNION ALL
    SELECT '{MEMBER}', '', partnership_id FROM (
        SELECT partnership_id FROM partnering_membership WHERE organisation_id = %(organisation)s
        AND joined_on <= %(day)s AND (left_on IS NULL OR left_on > %(day)s) LIMIT {FEW + 1}
    ) memberships
"""  # noqa: S608  # of constants only


@dataclass(frozen=True)
class Standing:
    """Kind and partnership of each role, and the partnerships of seats and of the organisation's memberships."""

    roles: frozenset[tuple[str, int | None]]
    seats: frozenset[int]
    members: frozenset[int]

    @property
    def is_member_of_many(self) -> bool:
        """Whether the organisation is a member of more partnerships than `FEW`, so that `members` are not all."""
        return len(self.members) > FEW


NOWHERE = Standing(frozenset(), frozenset(), frozenset())


def standing(*, person: int, organisation: int, day: date) -> Standing:
    """Where a person of an organisation stands on a day."""
    found: dict[str, set[tuple[str, int | None]]] = {ROLE: set(), SEAT: set(), MEMBER: set()}
    values = {"person": person, "organisation": organisation, "day": day}
    asked = prepared.known_as(LOOK, _marked, (person, organisation, day)) or (LOOK, values)
    with connection.cursor() as cursor:
        cursor.execute(*asked)
        for what, kind, partnership in cursor.fetchall():
            found[what].add((kind, partnership))
    return Standing(frozenset(found[ROLE]), _partnerships(found[SEAT]), _partnerships(found[MEMBER]))


def _marked() -> tuple[str, dict[str, Any]]:
    return LOOK, {
        name: prepared.mark(number) for number, name in enumerate(("person", "organisation", "day"), 1)
    }


def _partnerships(found: set[tuple[str, int | None]]) -> frozenset[int]:
    return frozenset(pk for _kind, pk in found if pk is not None)
