"""The record of changes."""

from __future__ import annotations

from typing import Any

from django.db import models

from partnering import noting
from partnering.models import AuditEntry, Organisation, Partnership, Person, User
from partnering.models.audit import actor_of


def record(
    *,
    by: User | Person | None,
    verb: str,
    thing: models.Model,
    organisation: Organisation | None = None,
    partnership: Partnership | None = None,
    **details: Any,
) -> AuditEntry:
    """Note that `by` did `verb` to `thing`; call it inside the transaction of the change itself.

    With `organisation` the entry is internal to it; with `partnership` alone it is joint. `details` holds plain
    values before and after. `by` is None for what the system does by itself, and a person for what they say in answer
    to a mail. The rows' fields before and after are noted without this; the entry tells what they mean.
    """
    actor, name = actor_of(by)
    kind, pk = thing._meta.label_lower, str(thing.pk)
    return AuditEntry.objects.create(
        actor=actor,
        actor_name=name,
        verb=verb,
        thing=kind,
        thing_pk=pk,
        event=noting.event_of(kind, pk, told=True),
        label=str(thing)[:300],
        organisation=organisation,
        partnership=partnership,
        details=details,
    )
