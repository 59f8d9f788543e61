"""Importing interactions with who took part, by the same rules as on the page, and undoing that."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from conftest import Cast
from engagement.models import Interaction, Participation, Recount
from engagement.services.interactions import log_interaction
from partnering import registry
from partnering.importing import open_register
from partnering.models import ImportFile
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import
from partnering.services.import_undo_jobs import agree_to_undo, ask_for_undo
from partnering.services.importing import Preview

WALK = {"partnership": "Clean River", "day": "2026-01-15", "kind": "site visit", "title": "A walk"}
BO, DANA, EVE = "bo@water-utility.example", "dana@university.example", "eve@outsider-works.example"
FOLA = "fola@river-agency.example"


def file_of(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, registry.importers["interactions"].shape.columns)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def look(cast: Cast, *rows: dict[str, str], who: str = "fola") -> Preview:
    importer = registry.importers["interactions"]
    preview: Preview = importer.preview(
        rows=open_register(file_of(*rows), importer.shape).rows, by=cast.users[who]
    )
    return preview


def work(file: ImportFile) -> ImportFile:
    work_on_import(pk=file.pk, now=timezone.now())
    file.refresh_from_db()
    return file


def imported(cast: Cast, *rows: dict[str, str], who: str = "fola") -> ImportFile:
    file = keep_import_file(by=cast.users[who], name="a.csv", content=file_of(*rows), kind="interactions")
    work(file)
    confirm_import(file=file)
    return work(file)


def numbers(preview: Preview) -> list[tuple[int, int, int]]:
    return [(count.new, count.changed, count.same) for count in preview.counts.values()]


def walk(cast: Cast, *, who: str = "fola", **fields: Any) -> Interaction:
    return log_interaction(
        partnership=cast.partnership,
        kind="site visit",
        title="A walk",
        held_on=date(2026, 1, 15),
        by=cast.users[who],
        **fields,
    )


def test_interactions_are_imported_once_counted_anew_and_undone_without_trace(cast):
    there = walk(cast, people=[cast.people["bo"]])
    Recount.objects.all().delete()
    rows = [
        WALK | {"email": BO},
        WALK | {"email": DANA},
        WALK
        | {"title": "Talk", "kind": "call", "group": "monitoring", "notes": "Short", "email": BO.upper()},
        WALK | {"title": "talk", "kind": "call", "email": DANA},
        WALK | {"internal": "yes", "email": FOLA},
        WALK | {"title": "Nobody came"},
    ]

    assert numbers(look(cast, *rows)) == [(3, 0, 1), (4, 0, 1)]
    file = imported(cast, *rows)
    talk = Interaction.objects.get(title="Talk")
    assert (talk.joint, talk.group, talk.notes, talk.people.count()) == (True, cast.group, "Short", 2)
    assert Interaction.objects.get(joint=False).organisation == cast.agency
    assert there.people.count() == 2
    assert not look(cast, *rows).does_something
    assert {one.since for one in Recount.objects.all()} == {date(2026, 1, 15)}

    Recount.objects.all().delete()
    ask_for_undo(file=file)
    work(file)
    agree_to_undo(file=file)
    work(file)

    assert file.undo["listed"] == []
    assert list(Interaction.objects.all()) == [there]
    assert Participation.objects.get().person == cast.people["bo"]
    assert Recount.objects.exists()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (WALK | {"day": "2099-01-01"}, "day"),
        (WALK | {"day": "15.1.26"}, "day"),
        (WALK | {"kind": "call"}, "kind"),
        (WALK | {"group": "None"}, "group"),
        (WALK | {"internal": "perhaps"}, "internal"),
        (WALK | {"internal": "yes", "email": BO}, "email"),
        (WALK | {"email": EVE}, "email"),
        (WALK | {"day": "2020-01-01", "email": BO}, "email"),
        (WALK | {"partnership": "Other"}, "partnership"),
    ],
)
def test_what_the_page_refuses_is_refused_with_its_column(cast, row, column):
    walk(cast)

    assert [one.column for one in look(cast, row).problems] == [column]


def test_nobody_adds_to_what_others_logged_or_learns_of_what_is_internal_to_others(cast):
    walk(cast)
    walk(cast, who="amina", organisation=cast.utility)

    assert look(cast, WALK | {"email": DANA}, who="dana").problems[0].column == "title"
    inner = look(cast, WALK | {"internal": "yes"})
    assert numbers(inner)[0] == (1, 0, 0)
    assert look(cast, WALK, WALK).problems[0].line == 3
    assert look(cast, WALK | {"internal": "no"}, who="eve").problems[0].column == "partnership"
