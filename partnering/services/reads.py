"""Noting who of another organisation read something, and forgetting it in time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, models, transaction

from partnering import access, guises
from partnering.models import Organisation, ReadEntry

What = ReadEntry.What


def note_reads(
    *,
    by: Any,
    what: str,
    thing: models.Model,
    organisations: Iterable[Organisation],
    on: date | None = None,
) -> None:
    """Note that `by` opened `thing` with what is these organisations'; their own people are not noted.

    One statement, however often on a day; none at all for one's own data, nor while they look as another role.
    """
    person = access.person_of(by)
    if person is None or guises.guise_of(by):
        return
    ReadEntry.objects.bulk_create(
        [
            ReadEntry(
                day=on or access.today(),
                organisation=one,
                reader=by,
                reader_name=person.name,
                reader_organisation=person.organisation.name,
                what=what,
                thing=thing._meta.label_lower,
                thing_pk=str(thing.pk),
                label=str(thing)[:300],
            )
            for one in organisations
            if one.pk != person.organisation_id
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def forget_old_reads(*, today: date) -> int:
    """Delete the notes that have been kept as long as is promised. The one way in which they go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL traction.forgets = 'reads'")
    # Not `delete`, which is refused.
    return ReadEntry.objects.expired(today).order_by()._raw_delete(using=connection.alias)
