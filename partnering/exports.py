"""Files that people take away: the templates of the import, as CSV and as XLSX."""

from __future__ import annotations

import csv
import io

from django.utils.translation import gettext as _

from partnering.choices import Level, Sector
from partnering.importing import COLUMNS, EXAMPLE, MAX_ROWS, heading


def column_notes() -> list[tuple[str, str]]:
    """Each column of the import with what belongs into it."""
    notes = {
        "organisation": _("Needed in each row. Organisations are recognised by name."),
        "sector": _("One of: %(words)s.") % {"words": ", ".join(Sector.values)},
        "country": _("May be empty."),
        "unit": _("The part of the organisation; recognised by name within it."),
        "parent_unit": _("The unit that this unit is part of."),
        "name": _("Leave name and e-mail empty for a row that only names an organisation or unit."),
        "email": _("Needed for a person: people are recognised by it, so each address stands in one row."),
        "job_title": _("May be empty."),
        "level": _("One of: %(words)s. Empty means staff.") % {"words": ", ".join(Level.values)},
        "phone": _("May be empty."),
        "language": _("The language in which the person prefers to be written to."),
        "time_zone": _("Like Europe/London."),
    }
    return [(heading(column), notes[column]) for column in COLUMNS]


def rules() -> list[str]:
    """What holds for the whole file."""
    return [
        _("One row a person. The columns may stand in any order; other columns are ignored."),
        _("An empty cell never erases what is there already."),
        _("The example row is ignored; you may leave it in or overwrite it."),
        _("At most %(rows)s rows.") % {"rows": f"{MAX_ROWS:,}"},
    ]


def _table() -> list[list[str]]:
    return [[heading(column) for column in COLUMNS], [getattr(EXAMPLE, column) for column in COLUMNS]]


def import_template_csv() -> bytes:
    """The template as CSV, in the encoding that spreadsheet programs recognise by themselves."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(_table())
    return text.getvalue().encode("utf-8-sig")


def import_template_xlsx() -> bytes:
    """The template as XLSX, with a second sheet that explains the columns."""
    # openpyxl takes longer to import than most requests take.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    sheet.title = _("Register")
    for line in _table():
        sheet.append(line)
    notes = book.create_sheet(_("Notes"))
    notes.append([_("Column"), _("What belongs into it")])
    for name, note in column_notes():
        notes.append([name, note])
    for rule in ["", *rules()]:
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
