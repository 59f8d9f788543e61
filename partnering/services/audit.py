"""The record of changes."""

from __future__ import annotations

from typing import Any

from django.db import models

from partnering.models import AuditEntry, Organisation, Partnership, User


def record(
    *,
    by: User | None,
    verb: str,
    thing: models.Model,
    organisation: Organisation | None = None,
    partnership: Partnership | None = None,
    **details: Any,
) -> AuditEntry:
    """Note that `by` did `verb` to `thing`; call it inside the transaction of the change itself.

    With `organisation` the entry is internal to it; with `partnership` alone it is joint. `details` holds plain
    values before and after. `by` is None for what the system does by itself.
    """
    return AuditEntry.objects.create(
        actor=by,
        verb=verb,
        thing=thing._meta.label_lower,
        thing_pk=str(thing.pk),
        label=str(thing)[:300],
        organisation=organisation,
        partnership=partnership,
        details=details,
    )
