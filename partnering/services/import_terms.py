"""What a row of an import says of a working group's terms of reference.

To which group it reports is told on its page, where a circle can be refused with the other groups in sight.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from partnering.choices import Level, Rhythm
from partnering.errors import DomainError
from partnering.importing import Entry
from partnering.models import WorkingGroup
from partnering.services.import_cells import day_in, word_in
from partnering.services.import_tables import BadCell
from partnering.services.terms_of_reference import check_quorum, check_rhythm

MOST = 1000


def terms_in(row: Entry, group: WorkingGroup | None) -> dict[str, Any]:
    """The filled terms of a row by the names of their fields, checked with what the group has already."""
    given: dict[str, Any] = {
        "purpose": row["purpose"],
        "may_decide": row["may decide"],
        "quorum_people": number_in(row, "quorum people"),
        "quorum_organisations": number_in(row, "quorum organisations"),
        "rhythm": word_in(row, "meets", Rhythm.values) if row["meets"] else "",
        "meets_every": number_in(row, "meets every"),
        "wanted_level": word_in(row, "wanted level", Level.values) if row["wanted level"] else "",
        "review_on": day_in(row, "review on"),
    }
    terms = {name: value for name, value in given.items() if value}
    if terms.get("rhythm") == Rhythm.NEEDED and "meets_every" not in terms:
        terms["meets_every"] = None
    after = {name: terms.get(name, getattr(group, name, None)) for name in given}
    try:
        check_quorum(after["quorum_people"], after["quorum_organisations"])
    except DomainError as error:
        raise BadCell("quorum organisations", str(error)) from error
    try:
        check_rhythm(after["rhythm"] or "", after["meets_every"])
    except DomainError as error:
        raise BadCell("meets every", str(error)) from error
    return terms


def number_in(row: Entry, column: str) -> int | None:
    """A whole number from 1 on; None for an empty cell."""
    text = row[column].removesuffix(".0")
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise BadCell(column, _("Write a whole number from 1 to %(most)d.") % {"most": MOST})
    return int(text)
