"""Files of any kind, looked at, imported and undone by the jobs that do it in life."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.utils import timezone

from conftest import Cast
from partnering import registry
from partnering.importing import open_register
from partnering.models import ImportFile
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import
from partnering.services.import_undo_jobs import agree_to_undo, ask_for_undo
from partnering.services.importing import Preview


def file_of(kind: str, *rows: dict[str, str]) -> bytes:
    """A CSV file with these rows."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, registry.importers[kind].shape.columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def look(cast: Cast, kind: str, *rows: dict[str, str], who: str = "fola") -> Preview:
    """What importing these rows would do."""
    importer = registry.importers[kind]
    opened = open_register(file_of(kind, *rows), importer.shape)
    preview: Preview = importer.preview(rows=opened.rows, by=cast.users[who])
    return preview


def work(file: ImportFile) -> ImportFile:
    """Let a worker go on with it."""
    work_on_import(pk=file.pk, now=timezone.now())
    file.refresh_from_db()
    return file


def imported(
    cast: Cast, kind: str, *rows: dict[str, str], who: str = "fola", leave_out_bad: bool = False
) -> ImportFile:
    """These rows, imported."""
    file = keep_import_file(by=cast.users[who], name="a.csv", content=file_of(kind, *rows), kind=kind)
    work(file)
    confirm_import(file=file, leave_out_bad=leave_out_bad)
    return work(file)


def undone(file: ImportFile) -> ImportFile:
    """Taken back again."""
    ask_for_undo(file=file)
    work(file)
    agree_to_undo(file=file)
    return work(file)


def numbers(preview: Preview) -> dict[str, tuple[int, int, int]]:
    """How many are new, changed and the same, by kind."""
    return {kind: (count.new, count.changed, count.same) for kind, count in preview.counts.items()}


def held(*models: Any) -> list[list[dict[str, Any]]]:
    """All that these tables hold."""
    return [list(model._base_manager.order_by("pk").values()) for model in models]
