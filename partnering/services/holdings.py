"""What people hold in the core, and how it passes to somebody else: roles, seats, actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import Action, ChecklistItem, Partnership, Person, Role, Seat, User
from partnering.registry import Held, Holding, holdings
from partnering.services.actions import edit_action
from partnering.services.changes import change
from partnering.services.groups import fill_seat, stand_in
from partnering.services.partnerships import give_role
from partnering.services.phases import edit_checklist_item
from partnering.services.times import hold
from partnering.services.vacancies import ROLE


def passable(user: User, person: Person) -> Callable[[Held], bool]:
    """What a lead may pass on of their own people, and a manager in their partnership.

    A manager names the managers; only where there is no other one, the lead says which colleague follows.
    """
    leads = access.leads_organisation(user, person.organisation_id)
    keeps = access.keeps_register(user, person.organisation)
    managed = set(Partnership.objects.manageable_by(user).values_list("pk", flat=True))
    alone = _managed_alone(person) if leads else set()

    def may(held: Held) -> bool:
        if held.partnership in managed:
            return True
        if held.detail == RoleKind.PARTNERSHIP_MANAGER:
            return leads and held.partnership in alone
        return leads or (keeps and held.partnership is None)

    return may


def _managed_alone(person: Person) -> set[int | None]:
    """The partnerships that nobody but them manages today."""
    managers = Role.objects.current().filter(kind=RoleKind.PARTNERSHIP_MANAGER)
    theirs = managers.filter(person=person).values("partnership")
    shared = managers.exclude(person=person).filter(partnership__in=theirs).values("partnership")
    return set(theirs.exclude(partnership__in=shared).values_list("partnership", flat=True))


def _roles(person: Person, on: date) -> Iterator[Held]:
    rows = Role.objects.filter(access.lasting_beyond(on), person=person)
    for role in rows.select_related("partnership"):
        where, pk = role.partnership or person.organisation, role.partnership_id
        yield Held(
            ROLE,
            role.pk,
            role.get_kind_display(),
            str(where),
            where.get_absolute_url(),
            partnership=pk,
            detail=role.kind,
        )


def _pass_role(pk: int, to: Person, on: date, by: User) -> None:
    role = Role.objects.select_related("partnership", "person__organisation").get(pk=pk)
    if role.partnership is not None:
        hold(role.partnership)
    hold(role)
    day = max(on, role.started_on)
    alike = Role.objects.current(day).filter(kind=role.kind, partnership=role.partnership, person=to)
    if not alike.exists():
        give_role(person=to, kind=role.kind, partnership=role.partnership, by=by, started_on=day)
    if role.ended_on is None or role.ended_on > day:
        organisation = None if role.partnership else role.person.organisation
        change(
            role, by=by, verb="ended", partnership=role.partnership, organisation=organisation, ended_on=day
        )


def _open_roles(person: Person, pks: Iterable[int]) -> set[int]:
    """Those for which nobody of the organisation holds the same role."""
    rows = Role.objects.filter(pk__in=pks)
    held = set(
        Role.objects.filter(
            access.lasting_beyond(access.today()), person__organisation=person.organisation_id
        )
        .exclude(person=person)
        .values_list("partnership", "kind")
    )
    return {role.pk for role in rows if (role.partnership_id, role.kind) not in held}


def _seats(person: Person, on: date) -> Iterator[Held]:
    rows = Seat.objects.filter(access.lasting_beyond(on), person=person)
    for seat in rows.select_related("group__partnership"):
        yield Held(
            "seat",
            seat.pk,
            seat.part,
            str(seat.group.partnership),
            seat.group.get_absolute_url(),
            partnership=seat.group.partnership_id,
        )


def _pass_seat(pk: int, to: Person, on: date, by: User) -> None:
    """The seat itself, or what is left of it, and the vacancy that the person leaves behind."""
    seat: Seat = Seat.objects.select_related("group__partnership", "organisation").get(pk=pk)
    until = seat.ended_on
    if until is None:
        fill_seat(seat=seat, person=to, by=by, on=on)
        return
    after = Seat.objects.vacant().filter(
        group=seat.group, organisation=seat.organisation, ended_on=None, started_on__gte=until
    )
    vacancy: Seat | None = after.order_by("started_on").first()
    lasts = until > on
    if vacancy is None and not lasts:
        raise DomainError(_("This seat has been filled or given up meanwhile."))
    if lasts:
        stand_in(seat=seat, person=to, by=by, on=on)
    if vacancy is not None:
        fill_seat(seat=vacancy, person=to, by=by, on=max(on, vacancy.started_on))


def _open_seats(person: Person, pks: Iterable[int]) -> set[int]:
    """Those that the person still holds, or that stand vacant since."""
    rows = Seat.objects.filter(pk__in=pks)
    vacant = set(
        Seat.objects.vacant()
        .filter(organisation=person.organisation_id, ended_on=None)
        .values_list("group", flat=True)
    )
    return {seat.pk for seat in rows if seat.ended_on is None or seat.group_id in vacant}


def _actions(person: Person, on: date) -> Iterator[Held]:
    for action in Action.objects.open().filter(owner=person).select_related("partnership", "organisation"):
        where = str(action.partnership or action.organisation)
        yield Held(
            "action",
            action.pk,
            action.title,
            where,
            action.get_absolute_url(),
            partnership=action.partnership_id,
        )


def _pass_action(pk: int, to: Person, on: date, by: User) -> None:
    edit_action(action=hold(Action.objects.get(pk=pk)), owner=to, by=by)


def _open_actions(person: Person, pks: Iterable[int]) -> set[int]:
    """Those that are still to be done and still theirs."""
    return set(Action.objects.open().filter(pk__in=pks, owner=person).values_list("pk", flat=True))


def _checklist(person: Person, on: date) -> Iterator[Held]:
    for item in ChecklistItem.objects.open().filter(owner=person).select_related("partnership"):
        yield Held(
            "checklist",
            item.pk,
            item.text,
            str(item.partnership),
            reverse("partnering:phases", args=[item.partnership.slug]),
            partnership=item.partnership_id,
        )


def _pass_checklist(pk: int, to: Person, on: date, by: User) -> None:
    edit_checklist_item(item=hold(ChecklistItem.objects.get(pk=pk)), owner=to, by=by)


def _open_checklist(person: Person, pks: Iterable[int]) -> set[int]:
    """Those that are still to be done and still theirs."""
    return set(ChecklistItem.objects.open().filter(pk__in=pks, owner=person).values_list("pk", flat=True))


def register() -> None:
    """Put what people hold in the core where a handover finds it."""
    holdings.extend(
        [
            Holding(
                ROLE, gettext_lazy("Roles"), "compass", _roles, _pass_role, passable, _open_roles, order=10
            ),
            Holding(
                "seat",
                gettext_lazy("Seats"),
                "armchair",
                _seats,
                _pass_seat,
                passable,
                _open_seats,
                order=20,
            ),
            Holding(
                "action",
                gettext_lazy("Actions"),
                "list-checks",
                _actions,
                _pass_action,
                passable,
                _open_actions,
                order=30,
            ),
            Holding(
                "checklist",
                gettext_lazy("Checklist"),
                "clipboard-check",
                _checklist,
                _pass_checklist,
                passable,
                _open_checklist,
                order=35,
            ),
        ]
    )
