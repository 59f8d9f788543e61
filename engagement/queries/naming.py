"""Whom a pasted list of names and addresses means, among the people whom its writer may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from engagement.name_lists import Entry, Known, Resolved, resolve
from partnering.models import Person


def resolve_among(
    people: QuerySet[Person], entries: Sequence[Entry], meant: Mapping[str, int] | None = None
) -> Resolved:
    """Hold the entries against these people. Somebody else's people are as unknown as those who don't exist."""
    if not entries:
        return Resolved()
    columns = ("pk", "name", "email", "organisation__name")
    known = (Known(*row) for row in people.order_by().values_list(*columns))
    return resolve(entries, known, meant)
