"""Partnerships, their members and the roles of people in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Attendance, Membership, Organisation, Partnership, Person, Role, Seat, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.phases import USUAL, choose_life_cycle
from partnering.services.times import (
    check_free,
    check_present,
    earlier,
    hold,
    in_words,
    membership_on,
    on_day,
)
from partnering.services.traces import check_not_seen_since, check_nothing_began_since
from partnering.services.vacancies import note_successor, note_vacancy


def _free_slug(name: str) -> str:
    stem = slugify(name)[:70] or "partnership"
    taken = set(Partnership.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


@transaction.atomic
def create_partnership(
    *, name: str, by: User, purpose: str = "", life_cycle: str = USUAL, started_on: date | None = None
) -> Partnership:
    """A new partnership in the first phase of a life cycle; `by` becomes its manager, their organisation a member."""
    person = access.person_of(by)
    if person is None:
        raise DomainError(_("Only somebody who belongs to an organisation can start a partnership."))
    day = started_on or access.today()
    partnership = Partnership.objects.create(
        name=name.strip(), slug=_free_slug(name), purpose=purpose, started_on=day, created_by=by
    )
    record(by=by, verb="created", thing=partnership, partnership=partnership)
    add_member(partnership=partnership, organisation=person.organisation, by=by, joined_on=day)
    give_role(
        person=person, kind=RoleKind.PARTNERSHIP_MANAGER, partnership=partnership, by=by, started_on=day
    )
    choose_life_cycle(partnership=partnership, slug=life_cycle, by=by, on=day)
    return partnership


@transaction.atomic
def edit_partnership(*, partnership: Partnership, by: User, **values: Any) -> Partnership:
    """Change the named fields of a partnership; its phase is changed by `move_to_phase`.

    It can't begin after its end, nor after its first member joined.
    """
    started = values.get("started_on", partnership.started_on)
    if started > partnership.started_on:
        hold(partnership)
        first = Membership.objects.filter(partnership=partnership).order_by("joined_on").first()
        latest = earlier(partnership.ended_on, first.joined_on if first else None)
        if latest is not None and started > latest:
            raise DomainError(
                _("It had a member, or had ended, by %(day)s. Choose that day or an earlier one.")
                % {"day": on_day(latest)}
            )
    return change(partnership, by=by, partnership=partnership, **values)


@transaction.atomic
def add_member(
    *,
    partnership: Partnership,
    organisation: Organisation,
    by: User,
    part: str = "",
    joined_on: date | None = None,
) -> Membership:
    """An organisation joins a partnership, from a day on."""
    hold(partnership)
    day = joined_on or access.today()
    others = Membership.objects.filter(partnership=partnership, organisation=organisation)
    _check_alone(others, day, None)
    membership = Membership.objects.create(
        partnership=partnership, organisation=organisation, part=part, joined_on=day
    )
    record(by=by, verb="joined", thing=membership, partnership=partnership)
    return membership


@transaction.atomic
def edit_member(*, membership: Membership, by: User, **values: Any) -> Membership:
    """Change the part that a member plays, or the day it joined."""
    hold(membership.partnership)
    joined = values.get("joined_on", membership.joined_on)
    if membership.left_on is not None and joined > membership.left_on:
        raise DomainError(
            _("A member can't join after the day it left, %(day)s. Choose that day or an earlier one.")
            % {"day": on_day(membership.left_on)}
        )
    others = Membership.objects.filter(
        partnership=membership.partnership, organisation=membership.organisation
    )
    _check_alone(others.exclude(pk=membership.pk), joined, membership.left_on)
    if joined > membership.joined_on:
        _check_nothing_before(membership, joined)
    return change(membership, by=by, partnership=membership.partnership, **values)


def _check_alone(others: QuerySet[Membership], first: date, last: date | None) -> None:
    taken = others.filter(access.overlapping(first, last, start="joined_on", end="left_on")).first()
    if taken is not None:
        raise DomainError(
            _("%(organisation)s is a member already, %(time)s. Choose a day outside of that.")
            % {"organisation": taken.organisation, "time": in_words(taken.joined_on, taken.left_on)}
        )


def _check_nothing_before(membership: Membership, joined: date) -> None:
    """Refuse a later first day when the member's people held something here before it."""
    for rows in _held_in(membership):
        first = rows.filter(started_on__gte=membership.joined_on, started_on__lt=joined).first()
        if first is not None:
            raise DomainError(
                _(
                    "Its people have held seats or roles here since %(day)s. Choose that day or an earlier one."
                )
                % {"day": on_day(first.started_on)}
            )


def _held_in(membership: Membership) -> tuple[QuerySet[Role], QuerySet[Seat]]:
    """The roles and seats of a member's people in its partnership, at any time."""
    return (
        Role.objects.filter(
            partnership=membership.partnership_id, person__organisation=membership.organisation_id
        ).order_by("started_on"),
        Seat.objects.filter(
            group__partnership=membership.partnership_id, organisation=membership.organisation_id
        ).order_by("started_on"),
    )


@transaction.atomic
def member_leaves(*, membership: Membership, on: date, by: User) -> Membership:
    """A member leaves: its people's roles and seats in the partnership end with it; history stays."""
    hold(membership.partnership)
    hold(membership)
    if membership.left_on is not None:
        raise DomainError(_("This member has left already."))
    if on < membership.joined_on:
        raise DomainError(
            _("A member can't leave before it joined, on %(day)s. Choose that day or a later one.")
            % {"day": on_day(membership.joined_on)}
        )
    partnership = membership.partnership
    managers = Role.objects.current(max(on, access.today())).filter(
        partnership=partnership, kind=RoleKind.PARTNERSHIP_MANAGER
    )
    if not managers.exclude(person__organisation=membership.organisation_id).exists():
        raise DomainError(_("Its people are the only partnership managers. Name another manager first."))
    check_nothing_began_since(on, *_held_in(membership))
    joint = Attendance.objects.filter(meeting__group__partnership=partnership)
    check_not_seen_since(on, joint.filter(organisation=membership.organisation_id))
    for rows in _held_in(membership):
        for row in rows.filter(access.lasting_beyond(on), started_on__gte=membership.joined_on):
            change(row, by=by, verb="ended", partnership=partnership, ended_on=max(on, row.started_on))
    return change(membership, by=by, verb="left", partnership=partnership, left_on=on)


@transaction.atomic
def give_role(
    *,
    person: Person,
    kind: str,
    by: User | None,
    partnership: Partnership | None = None,
    started_on: date | None = None,
) -> Role:
    """Give a person a part in a partnership; or, without one, make them their organisation's partnering lead.

    When the person's or the membership's last day is known, the role ends with it.
    """
    day = started_on or access.today()
    if partnership is not None:
        hold(partnership)
    hold(person)
    check_present(person, day)
    if partnership is None and kind != RoleKind.PARTNERING_LEAD:
        raise DomainError(_("This role is held in a partnership. Choose which."))
    until = person.left_on
    if partnership is not None:
        until = earlier(until, membership_on(partnership, person.organisation, day).left_on)
    held = Role.objects.filter(person=person, partnership=partnership, kind=kind)
    words = _("%(person)s holds this role already, %%(time)s.") % {"person": person}
    check_free(held, day, until, words + " " + _("End it first, or choose another day."))
    if (
        by is not None
        and kind in access.OPENS_INTERNALS
        and not access.may_open_internals(by, person.organisation)
    ):
        raise DomainError(
            _(
                "Who holds this role reads internal results of %(organisation)s. Its own partnering lead can give it."
            )
            % {"organisation": person.organisation}
        )
    role = Role.objects.create(
        person=person, partnership=partnership, kind=kind, started_on=day, ended_on=until
    )
    organisation = None if partnership else person.organisation
    record(by=by, verb="given", thing=role, partnership=partnership, organisation=organisation)
    note_successor(role=role)
    return role


@transaction.atomic
def end_role(*, role: Role, on: date, by: User) -> Role:
    """End a role on a day; a partnership keeps at least one manager."""
    if role.partnership is not None:
        hold(role.partnership)
    hold(role)
    if role.kind == RoleKind.PARTNERSHIP_MANAGER:
        check_a_manager_stays(role, on)
    if on < role.started_on:
        raise DomainError(
            _("A role can't end before it began, on %(day)s. Choose that day or a later one.")
            % {"day": on_day(role.started_on)}
        )
    if role.ended_on is not None and role.ended_on < on:
        raise DomainError(_("This role has ended already. Give it again."))
    organisation = None if role.partnership else role.person.organisation
    note_vacancy(role=role, on=on, by=by)
    return change(
        role, by=by, verb="ended", partnership=role.partnership, organisation=organisation, ended_on=on
    )


def check_a_manager_stays(role: Role, on: date) -> None:
    """Refuse to end the last manager's role: nobody could act for the partnership any more."""
    others = Role.objects.current(max(on, access.today())).filter(
        partnership=role.partnership, kind=role.kind
    )
    if not others.exclude(person=role.person).exists():
        raise DomainError(_("A partnership needs a manager. Name another one first."))
