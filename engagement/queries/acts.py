"""Who took part in what: of each partnership, as acts of its organisations and as traces of their people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Max, Q, QuerySet

from engagement.dimensions import DEPTH_DAYS
from engagement.evidence import NOBODY, Act, PartnerUnit
from engagement.models import Interaction, Participation
from engagement.queries.gathering import Rows, Staff, slots
from engagement.stages import EXPLAINING_KINDS, TELLING_KINDS
from partnering import at_once

Held = Mapping[int, tuple[int, date, str, bool]]
"""Interactions: of which partnership, when, of which kind, and whether joint."""


def add_acts(rows: Mapping[int, Rows], staff: Staff, since: date | None) -> at_once.Asking[None]:
    """Add who took part in what; of what no day from `since` on asks for, only that and when it last was."""
    horizon = None if since is None else since - timedelta(days=DEPTH_DAYS)
    if horizon is not None:
        yield from _add_earlier(rows, staff, horizon)
    of_interactions, of_people = yield [
        at_once.rows(give, None, horizon, *slots(rows)) for give in (_interactions, _pairs)
    ]
    held = {
        pk: (partnership, held_on, kind, joint) for pk, partnership, held_on, kind, joint in of_interactions
    }
    for partnership, on, kind, joint in held.values():
        if joint and kind not in TELLING_KINDS:
            rows[partnership].joint_days.add(on)
    for pk, together in groupby(of_people, key=itemgetter(0)):
        # What was logged since the interactions were fetched asked for a recount of its own.
        if pk in held:
            partnership, on, kind, joint = held[pk]
            _add_one(rows[partnership], staff, pk, on, kind, joint, (person for _pk, person in together))


def _interactions(_user: Any, horizon: date | None, *partnerships: int) -> QuerySet[Any]:
    rows = Interaction.objects.filter(partnership__in=partnerships)
    later = rows.filter(held_on__gt=horizon) if horizon else rows
    return later.order_by().values_list("pk", "partnership", "held_on", "kind", "joint")


def _pairs(_user: Any, horizon: date | None, *partnerships: int) -> QuerySet[Any]:
    rows = Participation.objects.filter(interaction__partnership__in=partnerships)
    later = rows.filter(interaction__held_on__gt=horizon) if horizon else rows
    ordered = later.order_by("interaction__held_on", "interaction", "person")
    return ordered.values_list("interaction", "person")


def _add_one(
    rows: Rows, staff: Staff, pk: int, on: date, kind: str, joint: bool, people: Iterable[int]
) -> None:
    """Add one interaction. Who came from elsewhere, or from an organisation that is no member, is left out."""
    there: dict[int, list[tuple[int, PartnerUnit]]] = {}
    for person in people:
        place = staff.place_of(person, on)
        if place is not None and place[0] in rows.spans:
            there.setdefault(place[0], []).append((person, place))
            rows.doings[person].note(kind, on)
    if kind in TELLING_KINDS:
        return
    places = {place for came in there.values() for _person, place in came} if joint else set()
    for organisation, came in there.items():
        partners = frozenset([one for one in places if one[0] != organisation]) if len(there) > 1 else NOBODY
        rows.acts[organisation] += [Act(on, person, place[1], partners, joint, pk) for person, place in came]
        rows.appears[organisation].append(on)


def _add_earlier(rows: Mapping[int, Rows], staff: Staff, horizon: date) -> at_once.Asking[None]:
    """Add what each person did up to a day as the last act of each sort, counted together by the database.

    More of it has no influence on days so much later: acts count for 180 days; that there were some, and when the
    last joint one was, counts for ever.
    """
    earlier = Interaction.objects.filter(partnership__in=list(rows), held_on__lte=horizon, joint=True)
    last = earlier.exclude(kind__in=TELLING_KINDS).order_by().values("partnership").annotate(Max("held_on"))
    people = Participation.objects.filter(
        interaction__partnership__in=list(rows), interaction__held_on__lte=horizon
    )
    sorts = (
        people.order_by()
        .values("interaction__partnership", "person")
        .annotate(
            told=Max("interaction__held_on", filter=Q(interaction__kind__in=TELLING_KINDS)),
            explained=Max("interaction__held_on", filter=Q(interaction__kind__in=EXPLAINING_KINDS)),
            active=Max(
                "interaction__held_on", filter=~Q(interaction__kind__in=TELLING_KINDS | EXPLAINING_KINDS)
            ),
            joint=Max(
                "interaction__held_on",
                filter=Q(interaction__joint=True) & ~Q(interaction__kind__in=TELLING_KINDS),
            ),
        )
    )
    joint_days, of_people = yield [
        last.values_list("partnership", "held_on__max"),
        sorts.values_list("interaction__partnership", "person", "told", "explained", "active", "joint"),
    ]
    for partnership, on in joint_days:
        rows[partnership].joint_days.add(on)
    found = []
    for partnership, person, told, explained, active, joint in of_people:
        if person not in staff.people or staff.people[person][0] not in rows[partnership].spans:
            continue
        doings = rows[partnership].doings[person]
        if told:
            doings.told.append(told)
        if explained:
            doings.explained.append(explained)
        if active:
            doings.active.append(active)
        if explained or active:
            last_act = max(day for day in (explained, active) if day)
            doings.acted.append(last_act)
            found.append((joint or last_act, person, joint is not None, partnership))
    for on, person, is_joint, partnership in sorted(found):
        organisation = staff.people[person][0]
        rows[partnership].acts[organisation].append(Act(on, person, None, NOBODY, is_joint))
        rows[partnership].appears[organisation].append(on)
