"""Logging several interactions at once, and entries that wait on a phone until it is online."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from engagement.choices import InteractionSource
from engagement.models import Interaction
from engagement.services.interactions import Origin, log_interaction
from partnering.errors import DomainError
from partnering.models import Partnership, User


class RefusedRow(DomainError):
    """One of several can't be logged; `number` says which, from 0."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__(text)
        self.number = number


@transaction.atomic
def log_many(*, partnership: Partnership, rows: Sequence[Mapping[str, Any]], by: User) -> list[Interaction]:
    """Log each of these, or none: raises RefusedRow for the first that can't be."""
    logged = []
    for number, values in enumerate(rows):
        try:
            logged.append(log_interaction(partnership=partnership, by=by, **values))
        except DomainError as error:
            raise RefusedRow(number, str(error)) from error
    return logged


@transaction.atomic
def log_once(*, partnership: Partnership, key: UUID, by: User, **values: Any) -> tuple[Interaction, bool]:
    """Log what a phone sends, and say whether that is new: it sends again when it heard no answer.

    The key is the phone's own; one of somebody else's never fits.
    """
    known_by = hashlib.sha256(f"{by.pk}\n{key}".encode()).hexdigest()
    # The same entry at the same moment waits here, and then finds itself.
    User.objects.select_for_update().get(pk=by.pk)
    there = Interaction.objects.filter(partnership=partnership, source_key=known_by, logged_by=by).first()
    if there is not None:
        return there, False
    origin = Origin(InteractionSource.PHONE, known_by)
    return log_interaction(partnership=partnership, by=by, origin=origin, **values), True
