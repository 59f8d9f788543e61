"""The box of an open survey: sets of answers go in, and nothing tells later which of its rows is whose.

Whoever has the database must not be able to tell which row came when, and so from whom. So a new set of answers swaps
places with a random earlier one (an inside-out shuffle), which leaves the order of rows meaningless. PostgreSQL notes
on each row which transaction wrote it, and on the invitation too; so `MIXED` rows, drawn at random, are written anew
in the same transaction, or all of them while there are no more. The new answers may be in any of those, with the same
likelihood, and the work for one answer doesn't grow with the box.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from readiness.models import Campaign, SealedResponse

MIXED = 200
"""Among how many rows a new set of answers can't be told, at least, once there are as many."""


def seal(campaign: Campaign, content: Mapping[str, Any]) -> None:
    """Put one set of answers into the box. The caller holds the survey's lock."""
    box = SealedResponse.objects.filter(campaign=campaign)
    places = list(box.values_list("pk", flat=True))
    new = SealedResponse(campaign=campaign, content=content)
    place = secrets.randbelow(len(places) + 1)
    if place < len(places):
        other = box.get(pk=places[place])
        new.content, other.content = other.content, content
        other.save(update_fields=["content"])
    new.save(force_insert=True)
    _mix(campaign, {new.pk, *places[place : place + 1]}, places)


def _mix(campaign: Campaign, touched: set[Any], places: list[Any]) -> None:
    """Write other rows in this transaction too, so that those which were touched can't be told from them."""
    box = SealedResponse.objects.filter(campaign=campaign)
    if len(places) > MIXED:
        others = secrets.SystemRandom().sample(places, MIXED)
        box = box.filter(pk__in={*touched, *others})
    box.update(campaign=F("campaign"))


def take_out(campaign: Campaign, person: int) -> dict[str, Any] | None:
    """What somebody sent to a named survey, taken out of its box; None when there is nothing of theirs."""
    sealed = SealedResponse.objects.filter(campaign=campaign, content__person=person).first()
    if sealed is None:
        return None
    sealed.delete()
    content: dict[str, Any] = sealed.content
    return content
