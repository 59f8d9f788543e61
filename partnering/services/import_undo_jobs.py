"""Undoing an import as a job: asked for, looked at, agreed to, done; each step can be killed and begins anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access, wake
from partnering.errors import DomainError, NotAllowed
from partnering.models import ImportFile, User
from partnering.models.imports import STEPS_KEPT
from partnering.services.audit import record
from partnering.services.import_claims import TASK, State, update
from partnering.services.import_steps import Steps
from partnering.services.import_undo import (
    carry_out_held_back,
    carry_out_undo,
    hold_back_undo,
    newest_rows,
    undo_of,
)
from partnering.services.import_undo_plan import Told, Undo
from partnering.services.import_writes import HeldBack
from partnering.services.importing import ahead_or_at_once
from partnering.services.progress import telling

UNDONE = "undid the import"


@transaction.atomic
def ask_for_undo(*, file: ImportFile) -> None:
    """Have it looked at what undoing an import would do; nothing is changed by that."""
    if (
        not ImportFile.objects.undoable()
        .filter(pk=file.pk)
        .update(state=State.UNDO_ASKED, attempts=0, error="")
    ):
        raise DomainError(_("An import can be undone once, for 30 days, while nobody else is at it."))
    wake.ring(TASK, file.pk)


@transaction.atomic
def agree_to_undo(*, file: ImportFile) -> None:
    """Have it undone, as it was looked at."""
    looked = ImportFile.objects.filter(pk=file.pk, state=State.UNDO_LOOKED)
    if not looked.update(state=State.UNDO_AGREED, attempts=0, error=""):
        raise DomainError(_("This undo doesn't wait for your word any more. Look at how far it is."))
    wake.ring(TASK, file.pk)


@transaction.atomic
def keep_import(*, file: ImportFile) -> None:
    """Leave an import as it is after all; one that is being undone, or was, can't be kept."""
    waiting = (State.UNDO_ASKED, State.UNDO_LOOKING, State.UNDO_LOOKED, State.UNDO_AGREED)
    mine = ImportFile.objects.filter(pk=file.pk, state__in=waiting)
    if not mine.update(state=State.DONE, undo={}, staying=b"", error=""):
        raise DomainError(_("It is being undone already."))


def forget_old_steps(now: datetime) -> None:
    """After thirty days an import can't be undone any more; what is being undone at the moment goes on."""
    idle = ImportFile.objects.filter(finished_at__lte=now - STEPS_KEPT).exclude(steps=b"")
    idle.filter(state__in=(State.DONE, State.UNDO_LOOKED)).update(
        state=State.DONE, steps=b"", undo={}, staying=b""
    )


def look_at_undo(file: ImportFile) -> None:
    """Look what the undo would do, and keep the answer for its user."""
    steps = _steps_of(file)
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        update(file, rows_done=done, rows_total=len(steps), claimed_at=timezone.now())

    undo = undo_of(steps, file.user, tell)
    update(file, state=State.UNDO_LOOKED, undo=undo.summary(), staying=undo.staying_as_csv(), attempts=0)


def undo_import(file: ImportFile) -> None:
    """Undo it, looked at anew: all in one transaction, its own state included."""
    ImportFile.objects.filter(pk=file.pk).update(rows_total=len(_steps_of(file)))
    try:
        with telling(file, "rows_done") as teller:
            ahead_or_at_once(
                (),
                ahead=lambda _rows: _undone_ahead(file, _halves(teller)),
                at_once=lambda _rows: _undone_at_once(file, _halves(teller)),
            )
    except (IntegrityError, DomainError):
        # Somebody was faster by a moment: look again and ask again.
        why = _("The register was changed meanwhile. Look at the undo once more.")
        update(file, state=State.UNDO_ASKED, error=why, attempts=0)
        wake.ring(TASK, file.pk)


def _halves(teller: Callable[[int], None]) -> Told:
    """Tells how far it is: each row is looked at and then dealt with, so that this is half of it."""
    moved = 0

    def tell(more: int) -> None:
        nonlocal moved
        moved += more
        teller(moved // 2)

    return tell


def _undone_at_once(file: ImportFile, tell: Told) -> Undo:
    undo = undo_of(_steps_of(file), file.user, tell, locks=True)
    carry_out_undo(undo, tell)
    _finish(file, undo)
    return undo


def _undone_ahead(file: ImportFile, tell: Told) -> Undo | None:
    """Prepare everything before the transaction; None when anything was changed meanwhile."""
    seen = newest_rows()
    with HeldBack(rests_on=None) as held:
        by = User.objects.get(pk=file.user_id)  # as they stand now
        undo = undo_of(_steps_of(file), by, tell)
        hold_back_undo(undo, held, tell)
        with transaction.atomic():
            if not carry_out_held_back(undo, held, seen):
                transaction.set_rollback(True)
                return None
            _finish(file, undo)
    return undo


def _finish(file: ImportFile, undo: Undo) -> None:
    summary = undo.summary()
    update(
        file,
        state=State.UNDONE,
        undo=summary,
        staying=undo.staying_as_csv(),
        steps=b"",
        undone_at=timezone.now(),
    )
    _record(file, summary)


def _steps_of(file: ImportFile) -> Steps:
    if not access.may_start(file.user):
        raise NotAllowed(_("Only partnership managers and partnering leads import."))
    return Steps.unpacked(bytes(file.steps))


def _record(file: ImportFile, summary: dict[str, Any]) -> None:
    person = access.person_of(file.user)
    numbers: dict[str, Any] = {key: summary[key] for key in ("counts", "fields", "stays", "gone_already")}
    organisation = person.organisation if person else None
    record(by=file.user, verb=UNDONE, thing=file, organisation=organisation, file=file.name, **numbers)
