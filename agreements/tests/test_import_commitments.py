"""Importing commitments into drafts, by the same rules as on the page, and undoing that while it is a draft."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from agreements.choices import AgreementState
from agreements.models import Agreement, Commitment
from agreements.services import drafting
from agreements.services.signing import put_out_for_signature
from agreements.tests.cast import draft
from conftest import Cast
from partnering import access, registry
from partnering.importing import open_register
from partnering.models import ImportFile
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import
from partnering.services.import_undo_jobs import agree_to_undo, ask_for_undo
from partnering.services.importing import Preview

LENDS = {"agreement": "clean river agreement", "organisation": "Water Utility", "kind": "People"}
ENGINEERS = LENDS | {"commitment": "Lends two engineers"}


def file_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, registry.importers["commitments"].shape.columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def look(cast: Cast, *rows: dict[str, str], who: str = "fola") -> Preview:
    importer = registry.importers["commitments"]
    opened = open_register(file_of(*rows), importer.shape)
    preview: Preview = importer.preview(rows=opened.rows, by=cast.users[who])
    return preview


def work(file: ImportFile) -> ImportFile:
    work_on_import(pk=file.pk, now=timezone.now())
    file.refresh_from_db()
    return file


def imported(cast: Cast, *rows: dict[str, str]) -> ImportFile:
    file = keep_import_file(by=cast.users["fola"], name="a.csv", content=file_of(*rows), kind="commitments")
    work(file)
    confirm_import(file=file)
    return work(file)


ROWS = (
    ENGINEERS | {"amount": "3", "from": "2026-01-01"},
    LENDS
    | {"commitment": "Pays", "kind": "money", "amount": "12 000.5", "unit": "EUR", "due on": "2050-06-30"},
    {"agreement": "Clean River Agreement", "kind": "in_kind", "commitment": "A room"},
)


def test_commitments_are_imported_into_a_draft_once_and_undone_without_trace(cast):
    draft(cast)
    before = list(Commitment.objects.values())

    counts = look(cast, *ROWS).counts["commitments"]
    assert (counts.new, counts.changed, counts.same) == (2, 1, 0)
    file = imported(cast, *ROWS)
    pays = Commitment.objects.get(text="Pays")
    assert (pays.amount, pays.unit, pays.organisation) == (Decimal("12000.50"), "EUR", cast.utility)
    assert Commitment.objects.get(text="A room").organisation == cast.agency
    engineers = Commitment.objects.get(text="Lends two engineers")
    assert (engineers.amount, engineers.unit) == (Decimal(3), "people")
    assert not look(cast, *ROWS).does_something
    ask_for_undo(file=file)
    work(file)
    agree_to_undo(file=file)
    work(file)

    assert file.undo["listed"] == []
    assert list(Commitment.objects.values()) == before


def test_what_was_put_out_for_signature_is_neither_imported_nor_undone(cast):
    agreement = draft(cast)
    file = imported(cast, *ROWS)
    ask_for_undo(file=file)
    work(file)
    put_out_for_signature(agreement=agreement, by=cast.users["fola"])
    agree_to_undo(file=file)
    work(file)

    assert (file.state, file.undo["counts"]) == (ImportFile.State.UNDONE, [])
    assert Commitment.objects.filter(text="Pays").exists()
    assert look(cast, ENGINEERS).problems[0].column == "agreement"


def test_an_undo_that_meets_a_signature_at_the_last_moment_is_looked_at_again(cast, monkeypatch):
    agreement = draft(cast)
    file = imported(cast, *ROWS)
    ask_for_undo(file=file)
    work(file)
    agree_to_undo(file=file)
    importable = registry.importables["agreements.commitment"]
    monkeypatch.setitem(
        registry.importables,
        "agreements.commitment",
        registry.Importable(
            lambda user: Commitment.objects.all(),
            touching=importable.touching,
        ),
    )
    put_out_for_signature(agreement=agreement, by=cast.users["fola"])

    work(file)

    assert (file.state, Commitment.objects.count()) == (ImportFile.State.UNDO_ASKED, 3)


BAD = [
    (ENGINEERS | {"agreement": "Secret"}, "agreement"),
    (ENGINEERS | {"agreement": "Twice"}, "agreement"),
    (ENGINEERS | {"organisation": "Outsider Works"}, "organisation"),
    (ENGINEERS | {"kind": "luck"}, "kind"),
    (ENGINEERS | {"amount": "many"}, "amount"),
    (ENGINEERS | {"amount": "0"}, "amount"),
    (ENGINEERS | {"amount": "NaN"}, "amount"),
    (LENDS | {"commitment": "Pays", "amount": "1"}, "unit"),
    (ENGINEERS | {"from": "2026-02-01", "due on": "2026-01-01"}, "due on"),
    (LENDS | {"agreement": "Two of us", "organisation": "University", "commitment": "A"}, "organisation"),
]


def test_what_the_page_refuses_is_refused_with_its_column(cast):
    draft(cast)
    drafting.draft_agreement(
        partnership=cast.partnership,
        by=cast.users["fola"],
        title="Two of us",
        organisations=[cast.utility, cast.agency],
    )
    for _time in range(2):
        draft(cast, title="Twice")

    for row, column in BAD:
        assert [one.column for one in look(cast, row).problems] == [column], row


@pytest.mark.parametrize(("who", "column"), [("amina", None), ("dana", "organisation"), ("eve", "agreement")])
def test_a_lead_enters_only_what_their_own_organisation_commits(cast, who, column):
    draft(cast)
    row = LENDS | {"commitment": "A boat"}
    if who == "eve":
        row |= {"organisation": ""}

    problems = look(cast, row, who=who).problems

    assert [one.column for one in problems] == ([column] if column else [])


def test_what_is_due_before_a_recorded_agreement_came_into_force_is_refused(cast):
    agreement = draft(cast)
    begun = access.today() - timedelta(days=30)
    recorded = {"signed_elsewhere": True, "state": AgreementState.IN_FORCE, "came_into_force_on": begun}
    Agreement.objects.filter(pk=agreement.pk).update(**recorded)

    early, in_time = (
        look(cast, LENDS | {"commitment": "Pays", "due on": str(day)})
        for day in (begun - timedelta(days=1), begun)
    )

    assert [(one.column, one.reason) for one in early.problems] == [
        ("due on", "This lies before the agreement came into force. Choose a later day.")
    ]
    assert in_time.bad_rows == 0
