"""The core's tables in which imports make and change rows, and what speaks against taking a change back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from partnering import access, registry
from partnering.choices import RoleKind
from partnering.models import (
    Action,
    Attendance,
    ChecklistItem,
    Decision,
    Meeting,
    Membership,
    Organisation,
    OutgoingMessage,
    Partnership,
    Person,
    PhaseChange,
    Role,
    Seat,
    Unit,
    WorkingGroup,
)
from partnering.registry import Importable
from partnering.services.invitations import KINDS as INVITATIONS
from partnering.services.reminders import KIND as REMINDER
from partnering.trees import would_circle

BATCH = 500


def _units_of_kept(user: Any) -> QuerySet[Unit]:
    return Unit.objects.filter(organisation__in=Organisation.objects.kept_by(user))


def _in_a_circle(units: list[Unit]) -> dict[int, str]:
    """Units that would come to lie in themselves."""
    organisations = {unit.organisation_id for unit in units}
    now = dict(Unit.objects.filter(organisation__in=organisations).values_list("pk", "parent_id"))
    refused: set[int] = set()
    while True:
        parents = now | {unit.pk: unit.parent_id for unit in units if unit.pk not in refused}
        circling = {
            unit.pk
            for unit in units
            if unit.pk not in refused and would_circle(parents, unit.pk, unit.parent_id)
        }
        if not circling:
            return dict.fromkeys(refused, _("It would come to lie in itself."))
        refused |= circling


def _of_managed(model: Any) -> Any:
    """Rows of partnerships that a user manages."""
    return lambda user: model.objects.filter(partnership__in=Partnership.objects.manageable_by(user))


def _of_managed_groups(model: Any, group: str) -> Any:
    """Rows of working groups in partnerships that a user manages; `group` leads to the group."""
    return lambda user: model.objects.filter(
        **{f"{group}__partnership__in": Partnership.objects.manageable_by(user)}
    )


def _roles(user: Any) -> QuerySet[Role]:
    """Those that the user may end, also ended ones."""
    person = access.person_of(user)
    ours = Q(pk__in=[])
    if person and access.leads_organisation(user, person.organisation_id):
        ours = Q(person__organisation=person.organisation_id) & ~Q(kind=RoleKind.PARTNERSHIP_MANAGER)
    kept = Q(partnership=None, person__organisation__in=Organisation.objects.kept_by(user))
    managed = Q(partnership__in=Partnership.objects.manageable_by(user))
    return Role.objects.visible_to(user).filter(managed | ours | kept)


Needed = Iterator[tuple[tuple[str, int], int]]


def _actions(user: Any) -> QuerySet[Action]:
    """Those that the user may change or has noted."""
    mine = Q(pk__in=Action.objects.changeable_by(user).values("pk")) | Q(created_by=user)
    return Action.objects.visible_to(user).filter(mine)


def _with_its_partnership(model: Any) -> Any:
    """Rows that a partnership keeps as long as it stays itself."""

    def needed_by(pks: list[int]) -> Needed:
        for some in _some_of(pks):
            for pk, partnership in model.objects.filter(pk__in=some).values_list("pk", "partnership"):
                yield ("partnering.partnership", partnership), pk

    return needed_by


def _last_managers(pks: list[int]) -> Needed:
    """A partnership needs a manager as long as it stays itself."""
    managers = Role.objects.current().filter(kind=RoleKind.PARTNERSHIP_MANAGER)
    going = set(pks)
    for some in _some_of(pks):
        there = managers.filter(partnership__in=managers.filter(pk__in=some).values("partnership"))
        held = list(there.values_list("pk", "partnership"))
        kept = {partnership for pk, partnership in held if pk not in going}
        for pk, partnership in held:
            if pk in going and partnership not in kept:
                yield ("partnering.partnership", partnership), pk


def _members_with_people(pks: list[int]) -> Needed:
    """A member stays as long as its people hold a role or seat in the partnership."""
    for some in _some_of(pks):
        members = {
            (partnership, organisation): pk
            for pk, partnership, organisation in Membership.objects.filter(pk__in=some).values_list(
                "pk", "partnership", "organisation"
            )
        }
        partnerships = {partnership for partnership, _organisation in members}
        roles = Role.objects.filter(partnership__in=partnerships).values_list(
            "pk", "partnership", "person__organisation"
        )
        seats = Seat.objects.filter(group__partnership__in=partnerships).values_list(
            "pk", "group__partnership", "organisation"
        )
        for label, rows in (("partnering.role", roles), ("partnering.seat", seats)):
            for pk, partnership, organisation in rows:
                if (partnership, organisation) in members:
                    yield (label, pk), members[partnership, organisation]


def _told_of(model: Any, meeting: str) -> Any:
    """A meeting, and whoever was asked to come, stays once people were written to about it: it is cancelled then."""

    def needed_by(pks: list[int]) -> Needed:
        for some in _some_of(pks):
            rows = dict(model.objects.filter(pk__in=some).values_list("pk", meeting))
            mails = OutgoingMessage.objects.filter(
                kind__in=[*INVITATIONS.values(), REMINDER], subject_id__in={str(one) for one in rows.values()}
            )
            told = {int(subject): pk for pk, subject in mails.values_list("pk", "subject_id")}
            for pk, of in rows.items():
                if of in told:
                    yield ("partnering.outgoingmessage", told[of]), pk

    return needed_by


def _some_of(pks: list[int]) -> Iterator[list[int]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def register() -> None:
    """Name the tables."""
    registry.importables.update(
        {
            "partnering.organisation": Importable(Organisation.objects.kept_by),
            "partnering.unit": Importable(_units_of_kept, _in_a_circle),
            "partnering.person": Importable(Person.objects.kept_by),
            "partnering.partnership": Importable(Partnership.objects.manageable_by),
            "partnering.membership": Importable(_of_managed(Membership), needed_by=_members_with_people),
            "partnering.role": Importable(_roles, needed_by=_last_managers),
            "partnering.phasechange": Importable(
                _of_managed(PhaseChange), needed_by=_with_its_partnership(PhaseChange)
            ),
            "partnering.checklistitem": Importable(
                _of_managed(ChecklistItem), needed_by=_with_its_partnership(ChecklistItem)
            ),
            "partnering.workinggroup": Importable(_of_managed(WorkingGroup)),
            "partnering.seat": Importable(_of_managed_groups(Seat, "group")),
            "partnering.meeting": Importable(
                _of_managed_groups(Meeting, "group"), needed_by=_told_of(Meeting, "pk")
            ),
            "partnering.attendance": Importable(
                _of_managed_groups(Attendance, "meeting__group"), needed_by=_told_of(Attendance, "meeting")
            ),
            "partnering.decision": Importable(_of_managed_groups(Decision, "meeting__group")),
            "partnering.action": Importable(_actions),
        }
    )
