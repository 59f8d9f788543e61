"""Taking findings of the X-ray out of sight for a time."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Organisation, Partnership, User, Waiver
from partnering.services.audit import record
from partnering.services.changes import change

LONGEST = timedelta(days=366)


@transaction.atomic
def waive_finding(
    *,
    partnership: Partnership,
    check: str,
    subject: str,
    finding: str,
    reason: str,
    until: date,
    by: User,
    organisation: Organisation | None = None,
) -> Waiver:
    """Take one finding out of sight until a day, at most a year ahead; with an organisation it is that one's own."""
    today = access.today()
    if not reason.strip():
        raise DomainError(_("Say why it may stay as it is."))
    if until <= today:
        raise DomainError(_("Choose a day that lies ahead."))
    if until > today + LONGEST:
        raise DomainError(_("Choose a day within a year: whoever comes after you must see it again."))
    waiver = Waiver.objects.create(
        partnership=partnership,
        organisation=organisation,
        check_key=check,
        subject=subject,
        finding=finding[:400],
        reason=reason.strip(),
        until=until,
        by=by,
    )
    record(
        by=by,
        verb="waived",
        thing=waiver,
        partnership=partnership,
        organisation=organisation,
        reason=waiver.reason,
        until=until,
    )
    return waiver


@transaction.atomic
def end_waiver(*, waiver: Waiver, by: User) -> Waiver:
    """Bring a finding back into sight today."""
    return change(
        waiver,
        by=by,
        verb="ended",
        partnership=waiver.partnership,
        organisation=waiver.organisation,
        until=max(access.today(), waiver.waived_on),
    )
