"""Importing organisations, units and people from a file: look first, then carry out, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError, NotAllowed
from partnering.importing import Row
from partnering.models import AuditEntry, Organisation, Person, Unit, User
from partnering.services.audit import record
from partnering.services.import_checks import Problem
from partnering.services.import_drafts import AfterBatch, Change, Draft, Newcomer, OnBad, drafted
from partnering.services.import_steps import Steps
from partnering.services.import_writes import AtOnce, HeldBack, Writer

IMPORTED = "imported"
AHEAD = 3
"""How often it is prepared ahead of the transaction, before others have to wait while it is."""
Each = TypeVar("Each")
Done = TypeVar("Done")
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
    steps: Steps


Finish = Callable[[Outcome], None]


def _preview_of(draft: Draft, ignored: tuple[str, ...]) -> Preview:
    return Preview(
        rows=draft.rows,
        bad_rows=draft.bad_rows,
        counts={kind: Count(*draft.counted(model)) for kind, model in KINDS.items()},
        problems=tuple(draft.problems),
        changes=tuple(draft.changes),
        newcomers=tuple(draft.newcomers),
        ignored=ignored,
    )


def preview_import(
    *,
    rows: Iterable[Row],
    by: User,
    ignored: tuple[str, ...] = (),
    on_bad: OnBad | None = None,
    after: AfterBatch | None = None,
) -> Preview:
    """What importing these rows would do; changes nothing. `on_bad` and `after` are those of `drafted`."""
    return _preview_of(drafted(rows, by, on_bad=on_bad, after=after), ignored)


def carry_out_import(
    *,
    rows: Iterable[Row],
    by: User,
    name: str,
    leave_out_bad: bool = False,
    after: AfterBatch | None = None,
    finish: Finish | None = None,
) -> Outcome:
    """Import the rows in one transaction. With bad rows nothing is imported, unless they are to be left out.

    Importing what is there already changes nothing and is not recorded. `after` hears of each batch once it is ready,
    `finish` of the outcome in the transaction. The rows may be gone through again, when the register was changed.
    """
    if not access.may_start(by):
        raise NotAllowed(_("Only partnership managers and partnering leads import."))
    run = _Run(by, name, leave_out_bad, after, finish)
    try:
        return ahead_or_at_once(
            rows,
            ahead=lambda again: _carried_out_ahead(run, again),
            at_once=lambda once: run.end(*run.go_through(once, AtOnce())),
        )
    except IntegrityError as error:
        reason = _("Somebody else changed the register meanwhile. Look at the preview once more.")
        raise DomainError(reason) from error


def ahead_or_at_once(
    rows: Iterable[Each],
    *,
    ahead: Callable[[Iterable[Each]], Done | None],
    at_once: Callable[[Iterable[Each]], Done],
) -> Done:
    """Import rows, or take them back, all or nothing. On SQLite, with its one writer, what can be is done before that.

    `ahead` does so, and says None when what it rests on was changed meanwhile; it may be tried several times. `at_once`
    does it all inside the transaction, while others wait.
    """
    if connection.vendor == "sqlite":
        rows = tuple(rows) if isinstance(rows, Iterator) else rows
        for _attempt in range(AHEAD):
            outcome = ahead(rows)
            if outcome is not None:
                return outcome
    with transaction.atomic():
        return at_once(rows)


def _carried_out_ahead(run: _Run, rows: Iterable[Row]) -> Outcome | None:
    """Prepare everything before the transaction; None when the register was changed meanwhile."""
    with HeldBack() as held:
        done = run.go_through(rows, held)
        with transaction.atomic():
            return run.end(*done) if held.write() else None


@dataclass(frozen=True)
class _Run:
    by: User
    name: str
    leave_out_bad: bool
    after: AfterBatch | None
    finish: Finish | None

    def go_through(self, rows: Iterable[Row], writer: Writer) -> tuple[Draft, Steps]:
        """Check and draft all rows, and hand each batch to the writer."""
        steps = Steps()
        draft = drafted(rows, self.by, after=lambda batch: _save(batch, steps, writer, self.after))
        if draft.bad_rows and not self.leave_out_bad:
            raise DomainError(_("Some rows can't be imported. Mend the file, or leave these rows out."))
        return draft, steps

    def end(self, draft: Draft, steps: Steps) -> Outcome:
        """Record what was done."""
        preview, entry = _preview_of(draft, ()), None
        if preview.does_something:
            steps.note_made([*draft.new(Organisation), *draft.new(Unit)])
            entry = _recorded(draft, preview, self.name)
        outcome = Outcome(preview, entry, steps)
        if self.finish:
            self.finish(outcome)
        return outcome


def _save(draft: Draft, steps: Steps, writer: Writer, after: AfterBatch | None) -> None:
    """Write what the batch brought: whatever others refer to comes first."""
    _make(draft, Organisation, writer)
    draft.kept |= {organisation.pk for organisation in draft.new(Organisation)}
    _alter(draft, Organisation, steps, writer)
    _make(draft, Unit, writer)
    for key, parent in draft.parents.items():
        unit = draft.units[key]
        if "parent" in draft.unsaved.get(id(unit), ()):
            unit.parent = draft.units[parent]
    _alter(draft, Unit, steps, writer)
    _make(draft, Person, writer)
    steps.note_made(draft.new(Person))
    _alter(draft, Person, steps, writer)
    if after:
        after(draft)


def _make(draft: Draft, model: type[models.Model], writer: Writer) -> None:
    things = [thing for thing in draft.new(model) if thing.pk is None]
    if not things:
        return
    writer.make(model, things)
    for thing in things:
        # All is written but what lies above it, which may be as new as itself.
        later = draft.unsaved.pop(id(thing), set()) & {"parent"}
        if later:
            draft.unsaved[id(thing)] = later


def _alter(draft: Draft, model: type[models.Model], steps: Steps, writer: Writer) -> None:
    """Write the fields that changed since the batch before."""
    things = [draft.touched[key] for key in draft.unsaved if isinstance(draft.touched[key], model)]
    if not things:
        return
    writer.alter(model, things, draft.unsaved, draft.before)
    for thing in things:
        steps.note_changed(thing, draft.before.pop(id(thing), {}))
        del draft.unsaved[id(thing)]


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
