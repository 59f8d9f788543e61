"""Importing organisations, units and people from a file: look first, then carry out, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError, NotAllowed
from partnering.importing import Row, UnreadableFile, read_register
from partnering.models import AuditEntry, ImportFile, Organisation, Person, Unit, User
from partnering.services.audit import record
from partnering.services.import_checks import Problem, why_unreadable
from partnering.services.import_drafts import BATCH, Change, Draft, Newcomer, drafted

IMPORTED = "imported"
KINDS: dict[str, type[models.Model]] = {"organisations": Organisation, "units": Unit, "people": Person}


@dataclass(frozen=True)
class Count:
    """How many things of a kind an import makes, changes and leaves as they are."""

    new: int
    changed: int
    same: int


@dataclass(frozen=True)
class Preview:
    """What an import would do: numbers by kind ('organisations', 'units', 'people'), and every single thing."""

    rows: int
    bad_rows: int
    counts: dict[str, Count]
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...]
    newcomers: tuple[Newcomer, ...]
    ignored: tuple[str, ...] = ()

    @property
    def does_something(self) -> bool:
        """Whether the good rows hold anything that is not there already."""
        return any(count.new or count.changed for count in self.counts.values())


@dataclass(frozen=True)
class Outcome:
    """What an import did, and the entry that records it; None when it changed nothing."""

    preview: Preview
    entry: AuditEntry | None


def _preview_of(draft: Draft, rows: Sequence[Row], ignored: tuple[str, ...]) -> Preview:
    counts = {
        kind: Count(len(draft.new(model)), len(draft.altered(model)), draft.unchanged(model))
        for kind, model in KINDS.items()
    }
    return Preview(
        rows=len(rows),
        bad_rows=len(draft.bad_lines),
        counts=counts,
        problems=tuple(draft.problems),
        changes=tuple(draft.changes),
        newcomers=tuple(draft.newcomers),
        ignored=ignored,
    )


def preview_import(*, rows: Sequence[Row], by: User, ignored: tuple[str, ...] = ()) -> Preview:
    """What importing these rows would do, row by row; changes nothing."""
    return _preview_of(drafted(rows, by), rows, ignored)


def carry_out_import(
    *, rows: Sequence[Row], by: User, name: str, leave_out_bad: bool = False, now: datetime | None = None
) -> Outcome:
    """Import the rows in one transaction. With bad rows nothing is imported, unless they are to be left out.

    Importing what is there already changes nothing and is not recorded.
    """
    if not access.may_start(by):
        raise NotAllowed(_("Only partnership managers and partnering leads import."))
    try:
        with transaction.atomic():
            draft = drafted(rows, by)
            preview = _preview_of(draft, rows, ())
            if preview.bad_rows and not leave_out_bad:
                raise DomainError(_("Some rows can't be imported. Mend the file, or leave these rows out."))
            if not preview.does_something:
                return Outcome(preview, None)
            _save(draft)
            return Outcome(preview, _recorded(draft, preview, name))
    except IntegrityError as error:
        reason = _("Somebody else changed the register meanwhile. Look at the preview once more.")
        raise DomainError(reason) from error


def _save(draft: Draft) -> None:
    """Write the draft: whatever others refer to comes first."""
    altered_organisations, altered_people = draft.altered(Organisation), draft.altered(Person)
    Organisation.objects.bulk_create(draft.new(Organisation), batch_size=BATCH)
    Organisation.objects.bulk_update(altered_organisations, ["sector", "country"], batch_size=BATCH)
    Unit.objects.bulk_create(draft.new(Unit), batch_size=BATCH)
    moved = []
    for key, parent in draft.parents.items():
        unit = draft.units[key]
        if "parent" in draft.changed.get(id(unit), ()):
            unit.parent = draft.units[parent]
            moved.append(unit)
    Unit.objects.bulk_update(moved, ["parent"], batch_size=BATCH)
    Person.objects.bulk_create(draft.new(Person), batch_size=BATCH)
    names = sorted({name for person in altered_people for name in draft.changed[id(person)]})
    if names:
        Person.objects.bulk_update(altered_people, names, batch_size=BATCH)


def _recorded(draft: Draft, preview: Preview, name: str) -> AuditEntry:
    """One entry: internal to the organisation that the file is about, or to the importer's own for several."""
    organisations = [thing for thing in draft.touched.values() if isinstance(thing, Organisation)]
    person = access.person_of(draft.by)
    about = organisations[0] if len(organisations) == 1 or person is None else person.organisation
    return record(
        by=draft.by,
        verb=IMPORTED,
        thing=about,
        organisation=about,
        file=name,
        counts={kind: vars(count) for kind, count in preview.counts.items()},
        left_out=preview.bad_rows,
        organisations=[organisation.pk for organisation in organisations],
    )


@transaction.atomic
def keep_import_file(*, by: User, name: str, content: bytes) -> ImportFile:
    """Keep an uploaded file until it is confirmed; one that can't be read is refused with the reason."""
    if not access.may_start(by):
        raise NotAllowed(_("Only partnership managers and partnering leads import."))
    try:
        read_register(content)
    except UnreadableFile as error:
        raise DomainError(why_unreadable(error)) from error
    return ImportFile.objects.create(user=by, name=name[:255], content=content)


def preview_file(*, file: ImportFile) -> Preview:
    """What a waiting file would do if it were carried out now."""
    register = read_register(bytes(file.content))
    return preview_import(rows=register.rows, by=file.user, ignored=register.ignored)


@transaction.atomic
def carry_out_file(*, file: ImportFile, leave_out_bad: bool = False) -> Outcome:
    """Import a waiting file, checked anew, and forget it."""
    rows = read_register(bytes(file.content)).rows
    outcome = carry_out_import(rows=rows, by=file.user, name=file.name, leave_out_bad=leave_out_bad)
    file.delete()
    return outcome


def forget_import_file(*, file: ImportFile) -> None:
    """Throw a waiting file away."""
    file.delete()


def forget_old_import_files(*, now: datetime | None = None) -> int:
    """Throw away what nobody confirmed within a day; returns how many files that were."""
    count, _by_model = ImportFile.objects.forgotten(now or timezone.now()).delete()
    return count
