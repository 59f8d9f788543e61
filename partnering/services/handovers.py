"""Passing on what somebody holds, in one transaction, and leaving nothing out: what is left open stays listed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access, registry
from partnering.choices import HandoverReason
from partnering.errors import DomainError
from partnering.models import (
    Attendance,
    Handover,
    HandoverItem,
    Partnership,
    Person,
    Role,
    Seat,
    User,
)
from partnering.registry import Held
from partnering.services.audit import record
from partnering.services.outbox import queue_message
from partnering.services.people import person_leaves, person_stays
from partnering.services.times import hold
from partnering.services.traces import check_not_seen_since, check_nothing_began_since
from partnering.services.vacancies import close_when_done

Key = tuple[str, int]
"""One thing that is held: the key of its kind, and its own."""


def held_by(person: Person, on: date) -> list[Held]:
    """All that a person holds on a day or later, by kind."""
    return [held for one in registry.holdings_in_order() for held in one.held_by(person, on)]


@transaction.atomic
def hand_over(
    *, person: Person, reason: str, on: date, successors: Mapping[Key, Person], by: User
) -> Handover:
    """Pass on what `successors` names from a day on, note the rest as open; who leaves, leaves on that day.

    Actions change hands at once, seats and roles on the day. Each successor is told by one mail.
    """
    _lock(person, on)
    _check_day(person, on, reason)
    items = held_by(person, on)
    handover = Handover.objects.create(person=person, reason=reason, on=on, started_by=by)
    rows = [
        HandoverItem(
            handover=handover,
            kind=one.kind,
            subject_id=one.pk,
            what=one.what[:300],
            where=one.where[:300],
            link=one.link,
            partnership_id=one.partnership,
            detail=one.detail,
        )
        for one in items
    ]
    HandoverItem.objects.bulk_create(rows)
    record(by=by, verb="handed over", thing=handover, organisation=person.organisation)
    _pass_on(handover, successors, on, by)
    if reason == HandoverReason.LEAVING:
        person_leaves(person=person, on=on, by=by)
    close_when_done(handover)
    return handover


@transaction.atomic
def continue_handover(*, handover: Handover, successors: Mapping[Key, Person], by: User) -> Handover:
    """Pass on more of what was left open."""
    _lock(handover.person, handover.on)
    hold(handover)
    if handover.closed_on is not None:
        raise DomainError(_("This handover is closed."))
    _pass_on(handover, successors, max(handover.on, access.today()), by)
    close_when_done(handover)
    return handover


@transaction.atomic
def close_handover(*, handover: Handover, by: User) -> Handover:
    """Leave the rest as it is; what was left open stays in the record."""
    hold(handover)
    if handover.closed_on is None:
        handover.closed_on = access.today()
        handover.save(update_fields=["closed_on"])
        record(by=by, verb="closed", thing=handover, organisation=handover.person.organisation)
    return handover


@transaction.atomic
def leaver_stays(*, person: Person, by: User) -> Person:
    """They stay after all; their leaving's handovers are over, and what was passed on stays where it is."""
    person_stays(person=person, by=by)
    for handover in person.handovers.open().filter(reason=HandoverReason.LEAVING):
        close_handover(handover=handover, by=by)
    return person


def open_items(handover: Handover) -> list[HandoverItem]:
    """What nobody has taken over yet, also not on another page."""
    rows = list(handover.items.open())
    still: set[Key] = set()
    for one in registry.holdings_in_order():
        pks = [row.subject_id for row in rows if row.kind == one.key]
        if pks:
            still |= {(one.key, pk) for pk in one.still_open(handover.person, pks)}
    return [row for row in rows if (row.kind, row.subject_id) in still]


def _lock(person: Person, on: date) -> None:
    """Lock what a handover changes, partnerships before the person, as everywhere."""
    pks = {one.partnership for one in held_by(person, on) if one.partnership}
    rows = Partnership._base_manager.select_for_update(no_key=True).filter(pk__in=pks)
    list(rows.order_by("pk"))
    hold(person)


def _check_day(person: Person, on: date, reason: str) -> None:
    """Refuse a day before something that they took on, or took part in before they left."""
    check_nothing_began_since(on, Role.objects.filter(person=person), Seat.objects.filter(person=person))
    if reason == HandoverReason.LEAVING:
        there = Attendance.objects.filter(person=person, organisation=person.organisation_id)
        check_not_seen_since(on, there)


def _pass_on(handover: Handover, successors: Mapping[Key, Person], on: date, by: User) -> None:
    """Pass on what has a successor, and tell each of them once."""
    person = handover.person
    kinds = {one.key: one for one in registry.holdings}
    told: dict[int, Person] = {}
    for item in handover.items.open():
        to = successors.get((item.kind, item.subject_id))
        if to is None:
            continue
        if to.pk == person.pk or to.organisation_id != person.organisation_id:
            raise DomainError(_("Choose a colleague of the same organisation."))
        kinds[item.kind].pass_on(item.subject_id, to, on, by)
        item.successor, item.passed_on = to, on
        item.save(update_fields=["successor", "passed_on"])
        told[to.pk] = to
    for to in told.values():
        if to.email:
            count = to.messages.filter(kind="handover").count()
            queue_message(
                key=f"handover:{handover.pk}:{to.pk}:{count}",
                kind="handover",
                to_person=to,
                subject_id=handover.pk,
            )
