"""Assessing an area with evidence: noting it, looking at it again, taking it away."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Attachment, Organisation, Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.files import attach_file, delete_file
from partnering.services.organisations import end_stewardship
from readiness.evidence import HIGHEST, LOWEST
from readiness.models import Evidence
from readiness.queries.evidence import areas_to_assess

FIELDS = frozenset(
    {"framework", "area", "title", "note", "link", "level", "assessed_by", "assessed_on", "stale_on"}
)


@transaction.atomic
def add_evidence(
    *, organisation: Organisation, by: User, file: tuple[str, bytes] | None = None, **values: Any
) -> Evidence:
    """Note a piece of evidence about an area, with a file (name, content) beside it if there is one.

    Values are the row's fields. DomainError when the organisation can't be asked about such an area, the level isn't
    1 to 5, the days make no sense, or the file is not taken.
    """
    _check(Evidence(organisation=organisation, **values))
    made: Evidence = Evidence.objects.create(organisation=organisation, **values)
    record(by=by, verb="added", thing=made, organisation=organisation)
    if file is not None:
        attach_file(thing=made, name=file[0], content=file[1], by=by)
    end_stewardship(organisation=organisation, by=by)
    return made


@transaction.atomic
def edit_evidence(*, evidence: Evidence, by: User, **values: Any) -> Evidence:
    """Set the named fields; the same rules as for a new one."""
    locked: Evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    merged = {name: getattr(locked, name) for name in FIELDS} | values
    _check(Evidence(organisation=locked.organisation, **merged))
    return change(locked, by=by, organisation=locked.organisation, **values)


@transaction.atomic
def confirm_evidence(*, evidence: Evidence, by: User, person: Person, on: date) -> Evidence:
    """It was looked at and still shows the same: from this day it holds as long again as it did before."""
    locked: Evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if locked.assessed_on == on and locked.assessed_by_id == person.pk:
        return locked
    lasts = locked.stale_on - locked.assessed_on
    return change(
        locked,
        by=by,
        verb="looked at again",
        organisation=locked.organisation,
        assessed_by=person,
        assessed_on=on,
        stale_on=on + lasts,
    )


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> None:
    """Take it away with the files beside it. That it was there stays in the record."""
    beside = Attachment.objects.filter(kind="evidence", thing_pk=evidence.pk, deleted_at=None)
    for attachment in beside:
        delete_file(attachment=attachment, by=by)
    record(by=by, verb="deleted", thing=evidence, organisation=evidence.organisation)
    evidence.delete()


def _check(row: Evidence) -> None:
    if (row.framework, row.area) not in areas_to_assess(row.organisation):
        raise DomainError(_("There is no such area any more. Choose one of the list."))
    if not LOWEST <= row.level <= HIGHEST:
        raise DomainError(_("The level must be a whole number from 1 to 5."))
    if not row.title.strip() or not row.note.strip():
        raise DomainError(_("Say what it is and what it shows."))
    if row.link and not row.link.startswith(("https://", "http://")):
        raise DomainError(_("A link begins with https:// or http://."))
    if row.assessed_by.organisation_id != row.organisation_id:
        raise DomainError(_("Whoever assesses it must be one of the organisation's own people."))
    if row.stale_on <= row.assessed_on:
        raise DomainError(
            _("The day on which it is looked at again must come after the day of the assessment.")
        )
