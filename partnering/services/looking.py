"""Looking at the product as another role of one's own organisation: who may, and that it is on record."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access, guises
from partnering.choices import RoleKind
from partnering.errors import DomainError
from partnering.models import User
from partnering.services.audit import record

LASTS = timedelta(hours=1)
LOOKED_AT = (RoleKind.SENIOR_SPONSOR, RoleKind.REPRESENTATIVE, RoleKind.CONTRIBUTOR)
STARTED, STOPPED = "began to look as another role", "stopped looking as another role"


def may_look(user: User) -> bool:
    """Whether the user may look as another role, by what they really are: managers and leads."""
    with guises.wearing(None):
        return access.may_start(user)


@transaction.atomic
def start_looking(*, by: User, role: str) -> guises.Guise:
    """As `role` ('' is nobody's) from now on; the caller keeps it for as long as it lasts. It is on record."""
    if not may_look(by):
        raise DomainError(_("Only partnership managers and partnering leads may look as another role."))
    if role and role not in LOOKED_AT:
        raise DomainError(_("Choose one of the roles in the list."))
    _record(by, STARTED, role)
    return guises.Guise(by.pk, role or None)


@transaction.atomic
def stop_looking(*, by: User, role: str) -> None:
    """Put on record that `by` is themselves again."""
    _record(by, STOPPED, role)


def is_over(user: User, *, since: datetime, now: datetime) -> bool:
    """Whether it has lasted its hour, or the user may not do it any more."""
    return now - since >= LASTS or not may_look(user)


def _record(by: User, verb: str, role: str) -> None:
    with guises.wearing(None):
        person = access.person_of(by)
        if person is not None:
            record(by=by, verb=verb, thing=person, organisation=person.organisation, role=role)
