"""Imports as jobs: a file is checked, waits for its user's word, and is then carried out, at any length.

The row is the job. A worker claims it, says how far it has come, and may be killed anywhere: a check starts anew, and
what is written is written in one transaction together with the row's own state, so it is there whole or not at all.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access, noting, registry, wake
from partnering.errors import DomainError, NotAllowed
from partnering.importing import Entry, Rereadable, Row, UnreadableFile, heading, open_register
from partnering.models import ImportFile, User
from partnering.models.imports import REGISTER
from partnering.services.import_checks import Problem, why_unreadable
from partnering.services.import_claims import (
    ATTEMPTS,
    TASK,
    LostClaimError,
    State,
    claim,
    due,
    give_up,
    update,
)
from partnering.services.import_undo_jobs import forget_old_steps, look_at_undo, undo_import
from partnering.services.importing import Outcome, Preview
from partnering.services.progress import telling
from partnering.spreadsheets import harmless


@transaction.atomic
def keep_import_file(*, by: User, name: str, content: bytes, kind: str = REGISTER) -> ImportFile:
    """Keep an uploaded file of a kind and have it checked; one that can't be read is refused with the reason."""
    if not access.may_start(by):
        raise NotAllowed(_("Only partnership managers and partnering leads import."))
    try:
        expected = open_register(content, registry.importers[kind].shape).expected
    except UnreadableFile as error:
        raise DomainError(why_unreadable(error)) from error
    file = ImportFile.objects.create(
        user=by, kind=kind, name=name[:255], content=content, rows_total=expected
    )
    wake.ring(TASK, file.pk)
    return file


@transaction.atomic
def confirm_import(*, file: ImportFile, leave_out_bad: bool = False) -> None:
    """Have a checked file carried out. With bad rows it is refused, unless they are to be left out."""
    if file.summary.get("bad_rows") and not leave_out_bad:
        raise DomainError(_("Some rows can't be imported. Mend the file, or leave these rows out."))
    waiting = ImportFile.objects.filter(pk=file.pk, state=State.CHECKED)
    if not waiting.update(state=State.CONFIRMED, leave_out_bad=leave_out_bad, attempts=0, error=""):
        raise DomainError(_("This import doesn't wait for your word any more. Look at how far it is."))
    wake.ring(TASK, file.pk)


@transaction.atomic
def forget_import_file(*, file: ImportFile) -> None:
    """Throw a file away, also while it is checked; one that is being carried out, or was, stays."""
    free = ImportFile.objects.unfinished().exclude(state=State.IMPORTING)
    if not free.filter(pk=file.pk).delete()[0]:
        raise DomainError(_("It is being carried out already and can't be thrown away."))


def forget_old_import_files(*, now: datetime | None = None) -> int:
    """Throw away what nobody confirmed within a day, and what imports of old did row by row.

    Returns how many files were thrown away.
    """
    now = now or timezone.now()
    forget_old_steps(now)
    count, _by_model = ImportFile.objects.forgotten(now).delete()
    return count


def work_on_due_imports(*, now: datetime) -> int:
    """Go on with all imports that wait for a worker, also those whose worker died. Returns how many went on."""
    pks = due(now).order_by("created_at").values_list("pk", flat=True)
    return sum(work_on_import(pk=pk, now=timezone.now()) for pk in list(pks))


def work_on_import(*, pk: int, now: datetime) -> bool:
    """Check or carry out one import, unless somebody else is at it. Returns whether it went on."""
    mark = claim(pk, now)
    if mark is None:
        return False
    file = ImportFile.objects.select_related("user").get(pk=pk, claim=mark)
    if file.attempts > ATTEMPTS:
        give_up(file, _("It was interrupted several times. Try again later, or tell your administrator."))
        return False
    try:
        with noting.acting(lambda: file.user):
            WORK[file.state](file)
    except LostClaimError:
        return False
    except UnreadableFile as error:
        give_up(file, why_unreadable(error))
    except NotAllowed as error:
        give_up(file, str(error))
    return True


def _check(file: ImportFile) -> None:
    """Look what the file would do, and keep the answer for its user."""
    if not access.may_start(file.user):
        raise NotAllowed(_("Only partnership managers and partnering leads import."))
    importer = registry.importers[file.kind]
    opened = open_register(bytes(file.content), importer.shape)
    book = BadRows(importer.shape.columns)

    def tell(draft: Any) -> None:
        update(file, rows_done=draft.rows, claimed_at=timezone.now())

    preview = importer.preview(
        rows=opened.rows, by=file.user, ignored=opened.ignored, on_bad=book.add, after=tell
    )
    summary = _summary_of(preview)
    update(
        file,
        state=State.CHECKED,
        summary=summary,
        bad_rows=book.content(),
        rows_done=preview.rows,
        rows_total=preview.rows,
        attempts=0,
    )


def _carry_out(file: ImportFile) -> None:
    """Import it, checked anew: all in one transaction, its own state included."""
    importer = registry.importers[file.kind]
    try:
        with telling(file, "rows_done") as tell:
            importer.carry_out(
                rows=Rereadable(bytes(file.content), importer.shape),
                by=file.user,
                name=file.name,
                leave_out_bad=file.leave_out_bad,
                after=lambda work: tell(work.rows),
                finish=lambda outcome: _finish(file, outcome),
            )
    except NotAllowed:
        raise
    except DomainError as error:
        # The register changed since the preview: look again and ask again.
        update(file, state=State.UPLOADED, error=str(error)[:300], attempts=0)
        wake.ring(TASK, file.pk)


def _finish(file: ImportFile, outcome: Outcome) -> None:
    entry = outcome.entry
    organisations = entry.details["organisations"] if entry else []
    update(
        file,
        state=State.DONE,
        content=b"",
        steps=outcome.steps.packed() if entry else b"",
        summary=_summary_of(outcome.preview) | {"organisations": organisations},
        rows_done=outcome.preview.rows,
        finished_at=timezone.now(),
        error="",
    )


WORK: dict[str, Callable[[ImportFile], None]] = {
    State.CHECKING: _check,
    State.IMPORTING: _carry_out,
    State.UNDO_LOOKING: look_at_undo,
    State.UNDOING: undo_import,
}


def _summary_of(preview: Preview) -> dict[str, Any]:
    return asdict(preview) | {"does_something": preview.does_something}


class BadRows:
    """The rows that can't be imported, as a file to mend and to upload again."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = columns
        self._buffer = io.BytesIO()
        self._text = io.TextIOWrapper(self._buffer, encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._text)
        self._empty = True

    def add(self, row: Row | Entry, problems: Sequence[Problem]) -> None:
        """Write a row with what is wrong with it."""
        if self._empty:
            headings = [_("Line"), _("What is wrong"), *(heading(column) for column in self._columns)]
            self._writer.writerow(headings)
            self._empty = False
        why = " ".join(f"{one.column}: {one.reason}" for one in problems)
        cells = row.cells()
        self._writer.writerow([row.line, why, *(harmless(cells.get(one, "")) for one in self._columns)])

    def content(self) -> bytes:
        """The file; empty when no row is bad."""
        self._text.flush()
        return b"" if self._empty else self._buffer.getvalue()
