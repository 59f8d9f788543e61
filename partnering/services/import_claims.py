"""Who works on an import: a worker claims the row, renews its claim by telling how far it is, and may be killed."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from partnering.models import ImportFile

TASK = "partnering.work_on_import"
State = ImportFile.State
ATTEMPTS = 3
LOOKING = timedelta(minutes=2)  # it says how far it has come, and so renews its claim
WRITING = timedelta(minutes=15)  # longer than a task may take
LEASES = {
    State.CHECKING: LOOKING,
    State.IMPORTING: WRITING,
    State.UNDO_LOOKING: LOOKING,
    State.UNDOING: WRITING,
}
NEXT = {
    State.UPLOADED: State.CHECKING,
    State.CONFIRMED: State.IMPORTING,
    State.UNDO_ASKED: State.UNDO_LOOKING,
    State.UNDO_AGREED: State.UNDOING,
}


class LostClaimError(Exception):
    """The import was thrown away, or another worker has taken it; what was begun is left."""


def due(now: datetime) -> Any:
    """The imports that wait for a worker, and those whose worker died."""
    waiting = Q(state__in=list(NEXT))
    for state, lease in LEASES.items():
        waiting |= Q(state=state, claimed_at__lte=now - lease)
    return ImportFile.objects.filter(waiting)


def claim(pk: int, now: datetime) -> str | None:
    """Take an import that is due; None when another worker was faster."""
    mark = secrets.token_hex(16)
    fields: dict[str, Any] = {
        "claim": mark,
        "claimed_at": now,
        "attempts": F("attempts") + 1,
        "rows_done": 0,
    }
    for waiting, working in NEXT.items():
        mine = due(now).filter(pk=pk, state__in=(waiting, working))
        if mine.update(state=working, **fields):
            return mark
    return None


def update(file: ImportFile, **fields: Any) -> None:
    """Change the row, if it is still claimed as this process knows it; raises LostClaimError."""
    if not ImportFile.objects.filter(pk=file.pk, state=file.state, claim=file.claim).update(**fields):
        raise LostClaimError(file.pk)


def give_up(file: ImportFile, why: str) -> None:
    """End the work with a reason. What is done already stays done, and can be undone at another time."""
    mine = ImportFile.objects.filter(pk=file.pk, state=file.state, claim=file.claim)
    mine.update(state=State.DONE if file.finished_at else State.FAILED, error=why[:300])
