"""What can be wrong with one row of an import by itself, and with a file as a whole, in words for its user."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Level, Sector
from partnering.clocks import UnclearDay, can_be_meant, day_written, years_meant, zones
from partnering.importing import MAX_BYTES, MAX_ROWS, Entry, Fault, Row, UnreadableFile, heading
from partnering.models import Organisation, Person, Unit
from partnering.services.times import on_day

PERSON_COLUMNS = ("job_title", "level", "phone", "language", "time_zone", "joined_on")


@dataclass(frozen=True)
class Problem:
    """Why a row can't be imported: where, and what to do."""

    line: int
    column: str
    reason: str


def problem(row: Row | Entry, column: str, reason: str) -> Problem:
    """A problem of a row in one of its columns."""
    return Problem(row.line, heading(column), reason)


def why_unreadable(error: UnreadableFile) -> str:
    """What is wrong with a file that can't be read at all, and what to do."""
    reasons = {
        Fault.TOO_BIG: _(
            "The file is larger than %(megabytes)s MB. Split it and import the parts one by one."
        ),
        Fault.EMPTY: _("The file holds no rows below its headings. Fill in at least one row."),
        Fault.OLD_EXCEL: _("This is the old Excel format (.xls). Save it as .xlsx or CSV and upload that."),
        Fault.NOT_TEXT: _("This is neither a CSV nor an XLSX file. Save your table as one of these."),
        Fault.BROKEN_XLSX: _(
            "This XLSX file is damaged or protected. Open it, save it again without password."
        ),
        Fault.BROKEN_CSV: _(
            "From line %(detail)s on the file isn't proper CSV; a quotation mark may be missing."
        ),
        Fault.NO_HEADER: _(
            "There is no column “%(detail)s”. The first line must hold the headings; the template shows them."
        ),
        Fault.DOUBLE_COLUMN: _("There are two columns “%(detail)s”. Remove one of them."),
        Fault.TOO_MANY_ROWS: _(
            "The file holds more than %(rows)s rows. Split it and import the parts one by one."
        ),
    }
    return reasons[error.fault] % {
        "detail": error.detail,
        "megabytes": MAX_BYTES // 1024**2,
        "rows": f"{MAX_ROWS:,}",
    }


def day_or_why_not(text: str) -> tuple[date | None, str]:
    """The day in a cell, None when it is empty; and what is wrong with it, nothing when all is well."""
    try:
        day = day_written(text) if text else None
    except UnclearDay as error:
        one, other = map(on_day, error.readings)
        # A file's program may have written either, whatever the language of who imports it.
        both = {"value": text, "first": one, "second": other}
        reason = _(
            "“%(value)s” may be %(first)s or %(second)s. Write the day like 2026-03-31 or 31 Mar 2026."
        )
        return None, reason % both
    except ValueError:
        return None, _("This isn't a day. Write it like 2026-03-31 or 31 Mar 2026, with the year in full.")
    if day is None or can_be_meant(day, access.today()):
        return day, ""
    first, last = years_meant(access.today())
    words = {"first": first, "last": last}
    return None, _("Check the year: the day must lie between %(first)s and %(last)s.") % words


def _word(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def normalised(row: Row) -> Row:
    """The row with sector, level, time zone and e-mail written as they are kept, as far as they are known."""
    return replace(
        row,
        sector=_word(row.sector),
        level=_word(row.level),
        email=row.email.lower(),
        time_zone=zones().get(row.time_zone.casefold(), row.time_zone),
    )


LIMITS: dict[str, tuple[type[models.Model], str]] = {
    "organisation": (Organisation, "name"),
    "country": (Organisation, "country"),
    "unit": (Unit, "name"),
    "parent_unit": (Unit, "name"),
    "name": (Person, "name"),
    "email": (Person, "email"),
    "job_title": (Person, "job_title"),
    "phone": (Person, "phone"),
    "language": (Person, "language"),
}


def problems_of_row(row: Row) -> Iterator[Problem]:
    """What is wrong with a normalised row, whatever else there is in the file or the register."""
    if not row.organisation:
        yield problem(row, "organisation", _("Missing. Each row needs the name of an organisation."))
    yield from _wrong_words(row)
    yield from _too_long(row)
    if row.parent_unit and not row.unit:
        yield problem(row, "unit", _("Missing, though a parent unit is given. Name the unit, or clear both."))
    if row.unit and row.unit.casefold() == row.parent_unit.casefold():
        yield problem(
            row, "parent_unit", _("A unit can't be part of itself. Clear the cell, or name another.")
        )
    yield from _wrong_person(row)
    _day, reason = day_or_why_not(row.joined_on)
    if reason:
        yield problem(row, "joined_on", reason)


KNOWN_WORDS: dict[str, list[str]] = {"sector": Sector.values, "level": Level.values}


def _wrong_words(row: Row) -> Iterator[Problem]:
    for column, known in KNOWN_WORDS.items():
        value = getattr(row, column)
        if value and value not in known:
            words = {"value": value, "known": ", ".join(known)}
            yield problem(row, column, _("“%(value)s” isn't known. Use one of: %(known)s.") % words)
    if row.time_zone and row.time_zone.casefold() not in zones():
        words = {"value": row.time_zone}
        yield problem(row, "time_zone", _("“%(value)s” isn't known. Write it like Europe/London.") % words)


def _too_long(row: Row) -> Iterator[Problem]:
    for column, (model, name) in LIMITS.items():
        limit: int | None = getattr(model._meta.get_field(name), "max_length", None)
        if limit and len(getattr(row, column)) > limit:
            reason = _("Longer than %(limit)s characters. Shorten it.") % {"limit": limit}
            yield problem(row, column, reason)


def _wrong_person(row: Row) -> Iterator[Problem]:
    if row.email:
        try:
            validate_email(row.email)
        except ValidationError:
            yield problem(row, "email", _("This isn't an e-mail address. Correct it."))
    elif row.name:
        yield problem(row, "email", _("Missing. A person is recognised by their e-mail address."))
    elif any(getattr(row, column) for column in PERSON_COLUMNS):
        yield problem(row, "name", _("The row tells of a person but names nobody. Add a name and an e-mail."))
