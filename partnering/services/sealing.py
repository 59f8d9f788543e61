"""Sealing the record of changes, so that a changed or missing entry is found.

Entries are sealed a moment after they are written: sealing them at once would make every writer wait for the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from partnering.chains import FIRST, content_of, seal
from partnering.models import AuditEntry, AuditSeal, RowChange, SealLock

BATCH = 500
Source = AuditSeal.Source
TABLES: dict[str, type[AuditEntry] | type[RowChange]] = {Source.SENTENCE: AuditEntry, Source.ROW: RowChange}
LOCK = 1
NAMED = 100
"""Faults that a check names unless told otherwise; the rest is counted."""


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found: how many seals there are, its head, and what is wrong."""

    sealed: int
    unsealed: int
    head: str
    faults: tuple[str, ...] = ()
    unnamed: int = 0
    """How many more faults there are than are named."""

    @property
    def fault(self) -> str:
        """The first thing that is wrong; empty when nothing is."""
        return next(iter(self.faults), "")


def seal_entries() -> int:
    """Seal what is not sealed yet, batch by batch; returns how many entries that were. May be stopped anywhere."""
    count = 0
    while done := _seal_batch():
        count += done
    return count


@transaction.atomic
def _seal_batch() -> int:
    SealLock.objects.bulk_create([SealLock(pk=LOCK)], ignore_conflicts=True)
    lock = SealLock.objects.select_for_update().get(pk=LOCK)
    last = AuditSeal.objects.order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, FIRST)
    seals: list[AuditSeal] = []
    for source, model in TABLES.items():
        # What has been sealed long ago is not searched again; `verify` looks at all.
        new = unsealed(source).filter(pk__gt=lock.settled_upto(source)).order_by("pk")
        for values in new.values(*model.SEALED)[: BATCH - len(seals)]:
            number += 1
            made = _seal_of(number, previous, source, values)
            seals.append(
                AuditSeal(number=number, source=source, source_pk=values["id"], previous=previous, hash=made)
            )
            previous = made
    AuditSeal.objects.bulk_create(seals)
    if not seals:
        _settle(lock)
    return len(seals)


def _settle(lock: SealLock) -> None:
    """Note that nothing waits for its seal, so that the next search begins later."""
    now = timezone.now().timestamp()
    newest = {source: model.objects.aggregate(pk=Max("pk"))["pk"] or 0 for source, model in TABLES.items()}
    settled = [lock.settle(source, pk, now) for source, pk in newest.items()]
    if any(settled):
        lock.save()


def unsealed(source: str) -> QuerySet[Any]:
    """The entries of a table without a seal."""
    seals = AuditSeal.objects.filter(source=source, source_pk=OuterRef("pk"))
    return TABLES[source].objects.filter(~Exists(seals))


def verify(*, expected: str = "", at_most: int = NAMED) -> Verdict:
    """Make every seal anew and compare; `expected` is a head that was printed earlier. Names so many faults at most.

    Each seal is also beside the one before as that stands, so that one fault doesn't hide or feign others.
    Reads in batches, so that memory doesn't grow with the record.
    """
    known_number, _colon, known_hash = expected.partition(":")
    number, previous, reached, count = 0, FIRST, not expected, 0
    faults: list[str] = []
    wrong = 0
    for one, values in _sealed():
        found = _fault(one, values, number + 1, previous)
        if str(one.number) == known_number:
            reached = True
            if one.hash != known_hash:
                found.append(f"seal {one.number} is not the one that was printed as the head")
        wrong += len(found)
        faults += found[: max(0, at_most - len(faults))]
        number, previous, count = one.number, one.hash, count + 1
    if not reached:
        wrong += 1
        faults.append(_never_reached(number, int(known_number) if known_number.isdigit() else 0))
    return Verdict(count, _left(), _head(number, previous), tuple(faults), wrong - len(faults))


def _never_reached(last: int, known: int) -> str:
    """What is wrong when the seal of a printed head is not there."""
    if known > last:
        return f"the record ends at seal {last}, before the head that was printed"
    return f"the head that was printed, seal {known}, is not there"


def _sealed() -> Iterator[tuple[AuditSeal, dict[str, Any] | None]]:
    """Each seal in order with what it is over; None when that is gone."""
    last = 0
    while batch := list(AuditSeal.objects.filter(number__gt=last).order_by("number")[:BATCH]):
        found: dict[tuple[str, int], dict[str, Any]] = {}
        for source, model in TABLES.items():
            pks = [one.source_pk for one in batch if one.source == source]
            rows = model.objects.filter(pk__in=pks).values(*model.SEALED)
            found |= {(source, values["id"]): values for values in rows}
        for one in batch:
            yield one, found.get((one.source, one.source_pk))
        last = batch[-1].number


def _fault(one: AuditSeal, values: dict[str, Any] | None, number: int, previous: str) -> list[str]:
    """What is wrong with a seal that should have this number, in words; a gap before it counts beside its own fault."""
    entry = f"{TABLES[one.source]._meta.verbose_name} {one.source_pk}"
    found = []
    if one.number == number + 1:
        found.append(f"seal {number} is missing")
    elif one.number > number:
        found.append(f"seals {number} to {one.number - 1} are missing")
    elif one.previous != previous:
        return [f"seal {number} ({entry}) does not follow the seal before it"]
    if values is None:
        found.append(f"{entry} (seal {one.number}) is missing")
    elif one.hash != _seal_of(one.number, one.previous, one.source, values):
        found.append(f"{entry} (seal {one.number}) is not what was sealed")
    return found


def _seal_of(number: int, previous: str, source: str, values: dict[str, Any]) -> str:
    key = settings.AUDIT_KEY.encode()
    return seal(
        key=key,
        number=number,
        previous=previous,
        source=source,
        pk=values["id"],
        content=content_of(values),
    )


def _left() -> int:
    return sum(unsealed(source).count() for source in TABLES)


def _head(number: int, last: str) -> str:
    return f"{number}:{last}"
