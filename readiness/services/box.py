"""The box of an open survey: sets of answers go in, and nothing tells later which of its rows is whose.

Whoever has the database must not be able to tell which row came when, and so from whom. PostgreSQL notes on each row
which transaction wrote it, and on the invitation too; and where a row lies tells when it was written.
So `MIXED` rows drawn at random, or all of them while there are no more, are taken out, shuffled with the new one, and
put back in one transaction as new rows with new keys. The new answers may be any of those, with the same likelihood,
and the work for one answer hardly grows with the box.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import SystemRandom
from typing import Any

from readiness.models import Campaign, SealedResponse

MIXED = 200
"""Among how many rows a new set of answers can't be told, at least, once there are as many."""


def seal(campaign: Campaign, content: Mapping[str, Any]) -> None:
    """Put one set of answers into the box. The caller holds the survey's lock."""
    box = SealedResponse.objects.filter(campaign=campaign)
    chance = SystemRandom()
    places = list(box.values_list("pk", flat=True))
    drawn = box.filter(pk__in=chance.sample(places, min(MIXED, len(places))))
    contents = [*drawn.values_list("content", flat=True), dict(content)]
    chance.shuffle(contents)
    drawn.delete()
    SealedResponse.objects.bulk_create(SealedResponse(campaign=campaign, content=one) for one in contents)


def take_out(campaign: Campaign, person: int) -> dict[str, Any] | None:
    """What somebody sent to a named survey, taken out of its box; None when there is nothing of theirs."""
    sealed = SealedResponse.objects.filter(campaign=campaign, content__person=person).first()
    if sealed is None:
        return None
    sealed.delete()
    content: dict[str, Any] = sealed.content
    return content
