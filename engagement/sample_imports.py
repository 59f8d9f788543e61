"""An import in the sample: looked at, carried out, and there to be undone."""

from __future__ import annotations

from django.utils import timezone

from engagement.sample_data import SampleData
from partnering.models import User
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import

NAME = "phones.csv"


def load_import(data: SampleData, manager: User) -> None:
    """Telephone numbers that the manager's organisation lacked, from a file, by the jobs that do it in life."""
    file = keep_import_file(by=manager, name=NAME, content=(data.folder / NAME).read_bytes())
    work_on_import(pk=file.pk, now=timezone.now())
    confirm_import(file=file)
    work_on_import(pk=file.pk, now=timezone.now())
