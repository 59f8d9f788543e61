"""Logging what a calendar file tells took place: all that was chosen, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.choices import InteractionKind, InteractionSource
from engagement.models import Interaction
from engagement.services.interactions import Origin, log_interaction
from partnering import access
from partnering.errors import DomainError
from partnering.models import Organisation, Partnership, Person, User


@dataclass(frozen=True)
class Chosen:
    """An event that is to be logged, with who of those invited is known."""

    key: str
    title: str
    day: date
    people: tuple[Person, ...]


@transaction.atomic
def log_events(
    *,
    partnership: Partnership,
    chosen: Iterable[Chosen],
    kind: str,
    organisation: Organisation | None,
    by: User,
) -> list[Interaction]:
    """Log each of these events as an interaction, joint or internal to an organisation; an event once only."""
    logged = []
    for one in chosen:
        if _is_there(partnership, organisation, one.key):
            raise DomainError(_("“%(title)s” is logged already.") % {"title": one.title})
        try:
            made = log_interaction(
                partnership=partnership,
                kind=kind,
                title=one.title or str(InteractionKind(kind).label),
                # Where it took place it may be tomorrow already, and only what has happened is logged.
                held_on=min(one.day, access.today()),
                people=one.people,
                organisation=organisation,
                by=by,
                origin=Origin(InteractionSource.CALENDAR, one.key),
            )
        except DomainError as error:
            raise DomainError(f"{one.title}: {error}") from error
        logged.append(made)
    return logged


def _is_there(partnership: Partnership, organisation: Organisation | None, key: str) -> bool:
    rows = Interaction.objects.filter(partnership=partnership, source_key=key)
    return rows.filter(organisation=organisation).exists()
