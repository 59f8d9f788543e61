"""The box of an open survey: sets of answers go in, and nothing tells later which of its rows is whose.

Whoever has the database must not be able to tell which row came when, and so from whom. PostgreSQL notes on each row
which transaction wrote it, and on the invitation too; and where a row lies tells when it was written.
So `MIXED` rows drawn at random, or all of them while there are no more, are taken out, shuffled with the new one, and
put back in one transaction as new rows with new keys. The new answers may be any of those, with the same likelihood.

The places of a box are numbered from 0 without a gap, so that some can be drawn, each as likely as the others, without
looking at the rest: the work for one answer doesn't grow with the box. A number belongs to a place and not to what
lies there: as when cards are shuffled while they are dealt, what came last lies in each place with the same likelihood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from random import SystemRandom
from typing import Any

from django.db.models import Max

from readiness.models import Campaign, SealedResponse

MIXED = 200
"""Among how many rows a new set of answers can't be told, at least, once there are as many."""
FILLED_AT_ONCE = 1000


def seal(campaign: Campaign, content: Mapping[str, Any]) -> None:
    """Put one set of answers into the box. The caller holds the survey's lock."""
    chance = SystemRandom()
    size = size_of(campaign)
    drawn = chance.sample(range(size + 1), min(MIXED + 1, size + 1))
    taken = _rows(campaign).filter(place__in=drawn)
    lying = list(taken.values_list("content", flat=True))
    chance.shuffle(lying)
    taken.delete()
    # The first that was drawn may be any place of the box, the new one too: there the new answers go.
    places = dict.fromkeys([*drawn, size])
    rows = list(zip(places, [dict(content), *lying], strict=True))
    chance.shuffle(rows)
    SealedResponse.objects.bulk_create(
        SealedResponse(campaign=campaign, place=place, content=one) for place, one in rows
    )


def fill(campaign: Campaign, contents: Iterable[Mapping[str, Any]]) -> None:
    """Lay many sets of answers into an empty box at once, in an order that tells nothing."""
    rows = [dict(one) for one in contents]
    SystemRandom().shuffle(rows)
    SealedResponse.objects.bulk_create(
        (SealedResponse(campaign=campaign, place=place, content=one) for place, one in enumerate(rows)),
        batch_size=FILLED_AT_ONCE,
    )


def size_of(campaign: Campaign) -> int:
    """How many sets of answers are in the box, without counting them."""
    last = _rows(campaign).aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def contents_of(campaign: Campaign) -> list[dict[str, Any]]:
    """All that is in the box, in no order that means anything."""
    return list(_rows(campaign).values_list("content", flat=True))


def take_out(campaign: Campaign, person: int) -> dict[str, Any] | None:
    """What somebody sent to a named survey, taken out of its box; None when there is nothing of theirs.

    The caller holds the survey's lock. What lies in the last place moves to the one that is free.
    """
    sealed = _rows(campaign).filter(content__person=person).first()
    if sealed is None:
        return None
    last = size_of(campaign) - 1
    sealed.delete()
    _rows(campaign).filter(place=last).update(place=sealed.place)
    content: dict[str, Any] = sealed.content
    return content


def _rows(campaign: Campaign) -> Any:
    return SealedResponse.objects.filter(campaign=campaign)
