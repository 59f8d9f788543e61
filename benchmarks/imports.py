"""How fast a file of people is checked, imported and undone, beside the plainest way to put the same rows there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from resource import RUSAGE_SELF, getrusage
from threading import Event, Thread
from time import perf_counter
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from partnering.choices import RoleKind
from partnering.models import ImportFile, Organisation, Person, Role, Unit, User
from partnering.services.import_jobs import confirm_import, keep_import_file, work_on_import
from partnering.services.import_undo_jobs import agree_to_undo, ask_for_undo

UNITS = 50


@dataclass(frozen=True)
class Step:
    """One step of the import's life: how long it took, how many statements, and the peak of memory after it.

    `waited` is the longest that another writer had to wait, in seconds; None where the database lets them go on.
    """

    name: str
    seconds: float
    queries: int
    peak: float
    waited: float | None = None


def run(rows: int) -> list[Step]:
    """A file of so many new people of one organisation, from the upload to the undo; the floor comes first."""
    user = _lead()
    steps = [step_of("floor: bulk inserts", lambda: _floor(rows))]
    lines = "".join(f"Importers,Unit {n % UNITS},Person {n},p{n}@import.example,Clerk\n" for n in range(rows))
    content = f"organisation,unit,name,email,job title\n{lines}".encode()
    file = keep_import_file(by=user, name="people.csv", content=content)

    def work(done: str) -> Callable[[], None]:
        def do() -> None:
            work_on_import(pk=file.pk, now=timezone.now())
            file.refresh_from_db()
            if file.state != done:
                raise RuntimeError(f"{file.state} instead of {done}: {file.error}")

        return do

    steps.append(step_of("check", work(ImportFile.State.CHECKED)))
    confirm_import(file=file)
    steps.append(step_of("import", work(ImportFile.State.DONE)))
    ask_for_undo(file=file)
    steps.append(step_of("look at the undo", work(ImportFile.State.UNDO_LOOKED)))
    agree_to_undo(file=file)
    steps.append(step_of("undo", work(ImportFile.State.UNDONE)))
    return steps


def table(rows: int, steps: list[Step]) -> list[str]:
    """The outcome as lines of a Markdown table; the first step is the floor."""
    floor = steps[0]
    lines = [
        f"| {rows:,} people in one file | rows/s | times the floor's time | statements | MB over the start "
        "| s that others wait |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for step in steps:
        lines.append(
            f"| {step.name} | {rows / step.seconds:,.0f} | {step.seconds / floor.seconds:.1f} "
            f"| {step.queries:,} | {step.peak - floor.peak:.0f} "
            f"| {'–' if step.waited is None else f'{step.waited:.1f}'} |"
        )
    return lines


def _lead() -> User:
    own = Organisation.objects.create(name="Importers")
    Unit.objects.bulk_create(Unit(organisation=own, name=f"Unit {n}") for n in range(UNITS))
    user = User.objects.create_user("importer@import.example")
    lead = Person.objects.create(organisation=own, name="Importer", email=user.email, user=user)
    Role.objects.create(person=lead, kind=RoleKind.PARTNERING_LEAD, started_on=timezone.localdate())
    return user


@transaction.atomic
def _floor(rows: int) -> None:
    """The same people by the framework's bulk insert, without check or record, and gone again by the rollback."""
    own = Organisation.objects.get(name="Importers")
    unit = own.units.all()[0]
    plain = models.QuerySet(Person)
    for start in range(0, rows, 500):
        plain.bulk_create(
            Person(
                organisation=own,
                unit=unit,
                name=f"Person {n}",
                email=f"p{n}@import.example",
                job_title="Clerk",
            )
            for n in range(start, min(rows, start + 500))
        )
    transaction.set_rollback(True)


def step_of(name: str, do: Callable[[], object]) -> Step:
    """Do something once, and say how long it took, with how many statements, and how long others waited."""
    count = 0

    def counted(execute: Any, *asked: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*asked)

    other = _OtherWriter() if connection.vendor == "sqlite" else None
    begin = perf_counter()
    with connection.execute_wrapper(counted), other or nullcontext():
        do()
    seconds = perf_counter() - begin
    return Step(
        name, seconds, count, getrusage(RUSAGE_SELF).ru_maxrss / 1024, other.longest if other else None
    )


class _OtherWriter(Thread):
    """Asks SQLite for its write lock twenty times a second, as others do who want to change something."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self._over = Event()

    def run(self) -> None:
        """Ask, until it is over."""
        other = sqlite3.connect(connection.settings_dict["NAME"], timeout=600, isolation_level=None)
        while not self._over.wait(0.05):
            begin = perf_counter()
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
            self.longest = max(self.longest, perf_counter() - begin)
        other.close()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self.join()
