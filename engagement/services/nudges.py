"""Nudges: planned by a sweep, merged into at most one mail a week per person, each sent once.

Planning finds what is due by now and not yet planned; the unique key makes each step exist once, however often and
by however many workers it is found. Handing over locks the person, so that two workers can't both write to them,
and puts the mail into the outbox in the same transaction; from there on the outbox answers for it. What became of
the mail is noted in the next round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from engagement.cadence import BUDGET
from engagement.models import Nudge
from engagement.queries.moments import Cause
from engagement.queries.nudges import causes_by, lines_of
from partnering import access
from partnering.choices import MessageState
from partnering.models import Person
from partnering.services.outbox import queue_message

State = Nudge.State
SETTLED = {
    MessageState.SENT: State.SENT,
    MessageState.FAILED: State.FAILED,
    MessageState.SUPPRESSED: State.SUPPRESSED,
}
GONE = "Its cause is gone"
BATCH = 500


@dataclass(frozen=True)
class Round:
    """What one round did: nudges newly planned, and mails handed to the outbox."""

    planned: int
    mails: int


def nudge(*, now: datetime) -> Round:
    """One whole round: note what became of earlier mails, plan what is due by now, hand over what may leave."""
    note_outcomes()
    return Round(plan_nudges(now=now), hand_over_nudges(now=now))


def plan_nudges(*, now: datetime) -> int:
    """Make a row for each step that is due by `now` and has none. Returns how many are new."""
    fresh = [Nudge(key=cause.key, **_fields(cause)) for cause in _unplanned(causes_by(now))]
    Nudge.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=BATCH)
    return len(fresh)


def _unplanned(causes: list[Cause]) -> list[Cause]:
    """Those that have no row yet."""
    keys = [cause.key for cause in causes]
    known: set[str] = set()
    for start in range(0, len(keys), BATCH):
        known |= set(Nudge.objects.filter(key__in=keys[start : start + BATCH]).values_list("key", flat=True))
    return [cause for cause in causes if cause.key not in known]


def _fields(cause: Cause) -> dict[str, Any]:
    return {
        "person_id": cause.person_id,
        "reason": cause.reason,
        "subject_id": cause.subject_id,
        "due_at": cause.due_at,
    }


def hand_over_nudges(*, now: datetime) -> int:
    """Put the mails that are due into the outbox, one for each person whose week is free. Returns how many."""
    waiting = Nudge.objects.planned().filter(due_at__lte=now)
    people = waiting.filter(~Exists(_recent(now).filter(person=OuterRef("person"))))
    pks = people.order_by("person").values_list("person", flat=True).distinct()
    return sum(_hand_over(pk, now) for pk in list(pks))


def _recent(now: datetime) -> Any:
    """Nudges by which a person's mail of the week is used up."""
    used = Nudge.objects.filter(state__in=(State.CLAIMED, State.SENT))
    return used.filter(claimed_at__gt=now - BUDGET)


@transaction.atomic
def _hand_over(person_pk: int, now: datetime) -> bool:
    """Merge one person's due nudges into one mail; False when another worker was faster or no cause is left."""
    person = Person.objects.select_for_update().get(pk=person_pk)
    if _recent(now).filter(person=person).exists():
        return False
    due = list(
        Nudge.objects.planned()
        .filter(person=person, due_at__lte=now)
        .select_related("person")
        .order_by("due_at", "pk")
    )
    lines = lines_of(due, on=access.day_of(now))
    gone = [row.pk for row in due if lines[row.pk] is None]
    Nudge.objects.planned().filter(pk__in=gone).update(state=State.SUPPRESSED, why=GONE)
    kept = [row.pk for row in due if lines[row.pk] is not None]
    if not kept or not person.email:
        return False
    message = queue_message(key=f"nudge:{kept[0]}", kind="nudge", to_person=person, due_at=now)
    claimed = Nudge.objects.planned().filter(pk__in=kept)
    claimed.update(state=State.CLAIMED, claimed_at=now, message=message)
    return True


def note_outcomes() -> int:
    """Note on nudges what became of their mails. Returns how many were settled."""
    settled = 0
    for theirs, ours in SETTLED.items():
        rows = Nudge.objects.filter(state=State.CLAIMED, message__state=theirs)
        settled += rows.update(state=ours)
    return settled
