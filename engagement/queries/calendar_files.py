"""What of a calendar file is logged already, and which of those invited are people whom one may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from engagement.calendar_files import Happening
from engagement.models import Interaction
from partnering.models import Meeting, Membership, Partnership, Person


class Standing(StrEnum):
    """Whether an event can be logged still."""

    NEW = "new"
    LIKELY = "likely"
    LOGGED = "logged"
    MEETING = "meeting"


@dataclass(frozen=True)
class Matched:
    """An event with the people it names; `unknown` are the others, as the file has them; `link` leads to its like."""

    happening: Happening
    people: tuple[Person, ...]
    unknown: tuple[str, ...]
    standing: Standing
    link: str = ""

    @property
    def can_be_logged(self) -> bool:
        """Whether somebody is known who took part, and it isn't logged."""
        return bool(self.people) and self.standing in (Standing.NEW, Standing.LIKELY)


def matched(
    user: Any, partnership: Partnership, people: QuerySet[Person], happenings: Sequence[Happening]
) -> list[Matched]:
    """Hold events against what the user may see: `people`, interactions, meetings. The rest might as well not exist."""
    addresses = {address for one in happenings for _name, address in one.invited}
    rows = people.annotate(address=Lower("email")).filter(address__in=addresses)
    by_address = {row.address: row for row in rows.select_related("organisation")}
    like = _Likes(user, partnership, happenings)
    members: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for row in Membership.objects.filter(partnership=partnership):
        members[row.organisation_id].append((row.joined_on, row.left_on))

    def could_come(person: Person, day: date) -> bool:
        was_member = any(
            since <= day and (until is None or day < until)
            for since, until in members[person.organisation_id]
        )
        return was_member and person.is_present(day)

    found = []
    for one in happenings:
        known = {
            address: by_address[address]
            for _name, address in one.invited
            if address in by_address and could_come(by_address[address], one.day)
        }
        unknown = tuple(name or address for name, address in one.invited if address not in known)
        standing, link = like.of(one)
        found.append(Matched(one, tuple(known.values()), unknown, standing, link))
    return found


class _Likes:
    """What there is already that an event may be."""

    def __init__(self, user: Any, partnership: Partnership, happenings: Sequence[Happening]) -> None:
        keys, uids = [one.key for one in happenings], {one.uid for one in happenings if one.uid}
        days = {one.day for one in happenings}
        seen = Interaction.objects.visible_to(user).filter(partnership=partnership)
        rows = list(seen.filter(Q(source_key__in=keys) | Q(held_on__in=days)))
        self.by_key = {row.source_key: row for row in rows if row.source_key}
        self.by_title = {(row.held_on, row.title.casefold()): row for row in rows}
        meetings = Meeting.objects.visible_to(user).filter(uid__in=uids, group__partnership=partnership)
        self.by_uid = {row.uid: row for row in meetings}

    def of(self, one: Happening) -> tuple[Standing, str]:
        """How an event stands, and where its like is."""
        if one.key in self.by_key:
            return Standing.LOGGED, self.by_key[one.key].get_absolute_url()
        if one.uid in self.by_uid:
            return Standing.MEETING, self.by_uid[one.uid].get_absolute_url()
        like = self.by_title.get((one.day, one.title.casefold()))
        return (Standing.LIKELY, like.get_absolute_url()) if like else (Standing.NEW, "")
