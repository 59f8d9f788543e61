"""Undoing imports where traction is counted."""

from __future__ import annotations

from django.utils import timezone

from engagement.models import Counted
from partnering.models import ImportFile, Partnership
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import
from partnering.services.import_undo_jobs import agree_to_undo, ask_for_undo


def test_that_a_partnerships_traction_was_counted_doesnt_keep_its_import_from_being_undone(cast):
    file = keep_import_file(
        by=cast.users["fola"], name="a.csv", kind="partnerships", content=b"partnership\nDry Land\n"
    )
    work_on_import(pk=file.pk, now=timezone.now())
    confirm_import(file=ImportFile.objects.get())
    work_on_import(pk=file.pk, now=timezone.now())
    Counted.objects.create(partnership=Partnership.objects.get(name="Dry Land"))

    for step in (ask_for_undo, agree_to_undo):
        step(file=file)
        work_on_import(pk=file.pk, now=timezone.now())

    assert not Partnership.objects.filter(name="Dry Land").exists()
    assert not Counted.objects.exists()
