"""Files that people take away: the templates of the imports, as CSV and as XLSX."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from partnering.importing import MAX_ROWS, heading
from partnering.registry import Importer


def column_notes(importer: Importer) -> list[tuple[str, str]]:
    """Each column of the files of a kind with what belongs into it."""
    notes = importer.notes()
    return [(heading(column), notes[column]) for column in importer.shape.columns]


def rules(importer: Importer) -> list[str]:
    """What holds for the whole file."""
    return [
        str(importer.does) + " " + _("The columns may stand in any order; other columns are ignored."),
        *importer.rules(),
        _("Days like 2026-03-31, 31.3.2026 or 31 Mar 2026; 03/04/2026 is refused, as it may be two days."),
        _("An empty cell never erases what is there already."),
        _("The example row is ignored; you may leave it in or overwrite it."),
        _("At most %(rows)s rows.") % {"rows": f"{MAX_ROWS:,}"},
    ]


def _table(importer: Importer) -> list[list[str]]:
    columns = importer.shape.columns
    example = [importer.shape.example.get(column, "") for column in columns]
    return [[heading(column) for column in columns], example]


def import_template_csv(importer: Importer) -> bytes:
    """The template as CSV, in the encoding that spreadsheet programs recognise by themselves."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_table(importer))
    return text.getvalue().encode("utf-8-sig")


def import_template_xlsx(importer: Importer) -> bytes:
    """The template as XLSX, with a second sheet that explains the columns."""
    # openpyxl takes longer to import than most requests take.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.title = str(importer.label)[:31]
    for line in _table(importer):
        sheet.append(line)
    notes = book.create_sheet(_("Notes"))
    notes.append([_("Column"), _("What belongs into it")])
    for name, note in column_notes(importer):
        notes.append([name, note])
    for rule in ["", *rules(importer)]:
        notes.append(["", rule])
    for page in (sheet, notes):
        page.freeze_panes = "A2"
        for cell in page[1]:
            cell.font = Font(bold=True)
            page.column_dimensions[cell.column_letter].width = 24
    notes.column_dimensions["B"].width = 90
    for row in notes.iter_rows():
        row[1].alignment = Alignment(wrap_text=True)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
