"""What is noted when somebody takes data away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Organisation, Partnership, User
from partnering.services.audit import record
from partnering.services.calendar_keys import CALENDAR_MADE
from partnering.services.importing import IMPORTED
from partnering.services.looking import STARTED

EXPORTED = "exported a list"
TAKEN_AWAY = {
    EXPORTED: _("Exported a list"),
    IMPORTED: _("Imported"),
    "asked for": _("Asked for a report"),
    CALENDAR_MADE: _("Made a calendar address"),
    STARTED: _("Looked as another role"),
}
"""What an organisation's leads read of how data left or was looked at: the verbs of the record, in words."""


@transaction.atomic
def note_export(
    *,
    by: User,
    title: str,
    kind: str,
    narrowed: str,
    rows: int,
    organisations: Mapping[int, int],
    partnerships: Mapping[int, int],
) -> None:
    """Note an export for each whose rows it holds, so that they can read who took their data.

    `rows` is how many there are, `organisations` and `partnerships` how many of them are whose. By what the list was
    narrowed is told to nobody but the user's own organisation, since words that one searches for may be internal.
    """
    told: dict[str, Any] = {"list": title, "file": kind}
    person = access.person_of(by)
    own = person.organisation if person else None
    for organisation in Organisation.objects.filter(pk__in=organisations).exclude(pk=own.pk if own else None):
        part = organisations[organisation.pk]
        record(by=by, verb=EXPORTED, thing=organisation, organisation=organisation, rows=part, **told)
    for partnership in Partnership.objects.filter(pk__in=partnerships):
        part = partnerships[partnership.pk]
        record(by=by, verb=EXPORTED, thing=partnership, partnership=partnership, rows=part, **told)
    if own:
        record(by=by, verb=EXPORTED, thing=own, organisation=own, rows=rows, narrowed=narrowed, **told)
