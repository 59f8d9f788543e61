"""Partnerships, their members and the roles of people in them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Phase, RoleKind
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Partnership, Person, Role, Seat, User
from partnering.services.audit import record
from partnering.services.changes import change


def _free_slug(name: str) -> str:
    stem = slugify(name)[:70] or "partnership"
    taken = set(Partnership.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


@transaction.atomic
def create_partnership(
    *, name: str, by: User, purpose: str = "", phase: str = Phase.SCOPING, started_on: date | None = None
) -> Partnership:
    """A new partnership; `by` becomes its manager, and their organisation its first member."""
    person = access.person_of(by)
    if person is None:
        raise DomainError(_("Only somebody who belongs to an organisation can start a partnership."))
    day = started_on or access.today()
    partnership = Partnership.objects.create(
        name=name.strip(), slug=_free_slug(name), purpose=purpose, phase=phase, started_on=day, created_by=by
    )
    record(by=by, verb="created", thing=partnership, partnership=partnership)
    add_member(partnership=partnership, organisation=person.organisation, by=by, joined_on=day)
    give_role(
        person=person, kind=RoleKind.PARTNERSHIP_MANAGER, partnership=partnership, by=by, started_on=day
    )
    return partnership


@transaction.atomic
def edit_partnership(*, partnership: Partnership, by: User, **values: Any) -> Partnership:
    """Change the named fields of a partnership; ending it also ends it on a day."""
    if values.get("phase") == Phase.ENDED and not partnership.ended_on:
        values.setdefault("ended_on", access.today())
    elif values.get("phase") in Phase.LIVE:
        values["ended_on"] = None
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
    if Membership.objects.filter(partnership=partnership, organisation=organisation, left_on=None).exists():
        raise DomainError(_("%(organisation)s is a member already.") % {"organisation": organisation})
    membership = Membership.objects.create(
        partnership=partnership, organisation=organisation, part=part, joined_on=joined_on or access.today()
    )
    record(by=by, verb="joined", thing=membership, partnership=partnership)
    return membership


@transaction.atomic
def edit_member(*, membership: Membership, by: User, **values: Any) -> Membership:
    """Change the part that a member plays, or the day it joined."""
    return change(membership, by=by, partnership=membership.partnership, **values)


@transaction.atomic
def member_leaves(*, membership: Membership, on: date, by: User) -> Membership:
    """A member leaves: its people's roles and seats in the partnership end with it; history stays."""
    if on < membership.joined_on:
        raise DomainError(_("A member can't leave before it joined."))
    partnership = membership.partnership
    theirs = {"person__organisation": membership.organisation_id}
    managers = Role.objects.current().filter(partnership=partnership, kind=RoleKind.PARTNERSHIP_MANAGER)
    if not managers.exclude(**theirs).exists():
        raise DomainError(_("Its people are the only partnership managers. Name another manager first."))
    for role in Role.objects.current(on).filter(partnership=partnership, **theirs):
        change(role, by=by, verb="ended", partnership=partnership, ended_on=max(on, role.started_on))
    seats = Seat.objects.current(on).filter(
        group__partnership=partnership, organisation=membership.organisation_id
    )
    for seat in seats:
        change(seat, by=by, verb="ended", partnership=partnership, ended_on=max(on, seat.started_on))
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
    """Give a person a part in a partnership; or, without one, make them their organisation's partnering lead."""
    day = started_on or access.today()
    if not person.is_present(day):
        raise DomainError(_("%(person)s is not with their organisation on that day.") % {"person": person})
    if partnership is None and kind != RoleKind.PARTNERING_LEAD:
        raise DomainError(_("This role is held in a partnership. Choose which."))
    member = Membership.objects.current(day).filter(
        partnership=partnership, organisation=person.organisation_id
    )
    if partnership is not None and not member.exists():
        raise DomainError(
            _("%(organisation)s is not a member of the partnership on that day. Add it first.")
            % {"organisation": person.organisation}
        )
    if Role.objects.filter(person=person, partnership=partnership, kind=kind, ended_on=None).exists():
        raise DomainError(_("%(person)s holds this role already.") % {"person": person})
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
    role = Role.objects.create(person=person, partnership=partnership, kind=kind, started_on=day)
    organisation = None if partnership else person.organisation
    record(by=by, verb="given", thing=role, partnership=partnership, organisation=organisation)
    return role


@transaction.atomic
def end_role(*, role: Role, on: date, by: User) -> Role:
    """End a role on a day; a partnership keeps at least one manager."""
    if role.kind == RoleKind.PARTNERSHIP_MANAGER:
        others = (
            Role.objects.current(on).filter(partnership=role.partnership, kind=role.kind).exclude(pk=role.pk)
        )
        if not others.exists():
            raise DomainError(_("A partnership needs a manager. Name another one first."))
    if on < role.started_on:
        raise DomainError(_("A role can't end before it began."))
    organisation = None if role.partnership else role.person.organisation
    return change(
        role, by=by, verb="ended", partnership=role.partnership, organisation=organisation, ended_on=on
    )
