"""The engine of imports of which each row tells of one thing: roles, seats, members, actions.

A `Work` knows its kind: what to bring from the database for a batch of rows, what is wrong with a row, and what it
makes. The engine checks, counts, lists and writes; each batch costs the same number of queries.

SQLite has one writer at a time. So there everything is drafted as a preview does, without a transaction, held in
memory, and then written in one. Before that it is looked whether anything that it rests on was changed meanwhile.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from partnering import access, registry
from partnering.errors import DomainError, NotAllowed
from partnering.importing import Entry
from partnering.models import ActionReturn, HandoverItem, User
from partnering.services.audit import record
from partnering.services.import_checks import Problem, problem
from partnering.services.import_drafts import BATCH, LISTED, Change, Newcomer
from partnering.services.import_steps import Steps
from partnering.services.import_writes import RESTS_ON, changed_since, newest_change
from partnering.services.importing import IMPORTED, Count, Finish, Outcome, Preview, ahead_or_at_once

BESIDE = [model._meta.label_lower for model in (ActionReturn, HandoverItem)]
"""On these tables the checks of rows rest beside those that imports write."""


class BadCell(Exception):  # it is no fault of the program
    """A row can't be imported; `column` says where, `reason` what to do."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass
class Work(ABC):
    """One import at work; `writes` when it is carried out, and what it rests on has to be locked."""

    by: User
    writes: bool = False
    rows: int = 0
    bad_rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    counts: dict[str, list[int]] = field(default_factory=dict)
    made: list[models.Model] = field(default_factory=list)
    altered: dict[int, tuple[models.Model, dict[str, Any]]] = field(default_factory=dict)
    said: dict[tuple[Any, ...], int] = field(default_factory=dict)

    order: ClassVar[tuple[type[models.Model], ...]]
    """The tables that it writes, whatever others refer to first."""
    counted: ClassVar[dict[type[models.Model], str]]
    """Under which name the things of a table are counted."""

    @abstractmethod
    def begin(self) -> None:
        """Bring what the whole file may need."""

    @abstractmethod
    def load(self, rows: Sequence[Entry]) -> None:
        """Bring what a batch of rows may be about; lock it when it is to be written."""

    @abstractmethod
    def planned(self, row: Entry) -> Any:
        """What a row asks for, checked beside the database and the good rows before it; raises BadCell."""

    @abstractmethod
    def draft(self, row: Entry, plan: Any) -> None:
        """Make or change what a good row asks for, not saved yet."""

    def complete(self) -> None:  # noqa: B027  # most kinds add nothing
        """Add to the batch what follows from all of its rows together."""

    def after_making(self) -> None:  # noqa: B027  # from most kinds nothing follows
        """What follows from the new rows of the batch."""

    def count(self, thing: type[models.Model], place: int) -> None:
        """Count one that is new (0), changed (1) or the same (2)."""
        name = self.counted.get(thing)
        if name:
            self.counts.setdefault(name, [0, 0, 0])[place] += 1

    def add(self, thing: models.Model, row: Entry, about: str = "") -> None:
        """Take a new thing into the draft."""
        self.made.append(thing)
        self.count(type(thing), 0)
        if type(thing) in self.counted and len(self.newcomers) < LISTED:
            kind = str(thing._meta.verbose_name)
            self.newcomers.append(Newcomer(row.line, kind, str(thing), about))

    def set(self, thing: models.Model, row: Entry, name: str, value: Any) -> bool:
        """Give a field of a thing that is there another value; says whether it was another one."""
        old = getattr(thing, name)
        if old == value:
            return False
        _thing, before = self.altered.setdefault(id(thing), (thing, {}))
        before.setdefault(name, thing._meta.get_field(name).value_from_object(thing))  # type: ignore[union-attr]
        setattr(thing, name, value)
        if len(self.changes) < LISTED:
            label = str(thing._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            self.changes.append(Change(row.line, str(thing), label, str(old or ""), str(value or "")))
        return True

    def once(self, row: Entry, column: str, *key: Any) -> None:
        """Refuse a second row about the same thing, and remember this one."""
        line = self.said.setdefault(key, row.line)
        if line != row.line:
            words = {"line": line}
            raise BadCell(column, _("Line %(line)s tells of the same already. Remove one of them.") % words)


def preview_table(
    kind: type[Work],
    *,
    rows: Iterable[Entry],
    by: User,
    ignored: tuple[str, ...] = (),
    on_bad: Any = None,
    after: Any = None,
) -> Preview:
    """What importing these rows would do; changes nothing."""
    work = kind(by)
    _go_through(work, rows, on_bad=on_bad, after=after)
    return _preview_of(work, ignored)


def carry_out_table(
    kind: type[Work],
    *,
    rows: Iterable[Entry],
    by: User,
    name: str,
    leave_out_bad: bool = False,
    after: Any = None,
    finish: Finish | None = None,
) -> Outcome:
    """Import the rows in one transaction. With bad rows nothing is imported, unless they are to be left out.

    `finish` hears of the outcome in the transaction. The rows may be gone through again, when something was changed.
    """
    if not access.may_start(by):
        raise NotAllowed(_("Only partnership managers and partnering leads import."))
    run = _Run(kind, by, name, leave_out_bad, after, finish)
    try:
        return ahead_or_at_once(
            rows,
            ahead=lambda again: _carried_out_ahead(run, again),
            at_once=lambda once: _carried_out_at_once(run, once),
        )
    except IntegrityError as error:
        reason = _("Somebody else changed something meanwhile. Look at the preview once more.")
        raise DomainError(reason) from error


@dataclass(frozen=True)
class _Run:
    kind: type[Work]
    by: User
    name: str
    leave_out_bad: bool
    after: Any
    finish: Finish | None

    def end(self, work: Work, steps: Steps) -> Outcome:
        """Record what was done."""
        preview = self.checked(work)
        entry = _recorded(work, preview, self.name) if preview.does_something else None
        outcome = Outcome(preview, entry, steps)
        if self.finish:
            self.finish(outcome)
        return outcome

    def checked(self, work: Work) -> Preview:
        """What it does; raises DomainError when bad rows speak against it."""
        if work.bad_rows and not self.leave_out_bad:
            raise DomainError(_("Some rows can't be imported. Mend the file, or leave these rows out."))
        return _preview_of(work, ())


def _carried_out_at_once(run: _Run, rows: Iterable[Entry]) -> Outcome:
    """Write each batch as it comes, in the caller's transaction."""
    steps, work = Steps(), run.kind(run.by, writes=True)
    _go_through(work, rows, steps=steps, after=run.after)
    return run.end(work, steps)


def _carried_out_ahead(run: _Run, rows: Iterable[Entry]) -> Outcome | None:
    """Draft everything as a preview does, then write it all; None when what it rests on was changed meanwhile.

    SQLite has one writer at a time: so others wait for the writing alone.
    """
    seen, steps = newest_change(), Steps()
    work = run.kind(run.by, writes=True)  # SQLite, which locks no rows, passes over what asks for that
    drafted = _Drafted()
    _go_through(work, rows, on_batch=drafted.take, after=run.after)
    run.checked(work)
    with transaction.atomic():
        if changed_since(seen, [*RESTS_ON, *registry.importables, *BESIDE]):
            return None
        work.made, work.altered = drafted.made, drafted.altered
        _save(work, steps)
        return run.end(work, steps)


@dataclass
class _Drafted:
    """What all batches would make and change, held back until it is written together.

    Each batch brings the people and organisations that its rows name anew; of each one is held, not one a row.
    """

    made: list[models.Model] = field(default_factory=list)
    altered: dict[int, tuple[models.Model, dict[str, Any]]] = field(default_factory=dict)
    named: dict[tuple[type[models.Model], Any], models.Model] = field(default_factory=dict)

    def take(self, work: Work) -> None:
        """Hold what a batch brought. Only things that stay from batch to batch are changed by several."""
        for one in work.made:
            self._share(one)
        self.made += work.made
        for key, (thing, before) in work.altered.items():
            held = self.altered.setdefault(key, (thing, {}))[1]
            for name, value in before.items():
                held.setdefault(name, value)

    def _share(self, thing: models.Model) -> None:
        """Let it name the rows that others named before, where these are the same."""
        relations: list[Any] = [one for one in thing._meta.concrete_fields if one.is_relation]
        for relation in relations:
            other = relation.get_cached_value(thing, default=None)
            if other is None or other.pk is None:
                continue
            key = (type(other), other.pk)
            if key in self.named:
                relation.set_cached_value(thing, self.named[key])
            else:
                self.named[key] = other
                self._share(other)


def _go_through(
    work: Work,
    rows: Iterable[Entry],
    *,
    steps: Steps | None = None,
    on_batch: Callable[[Work], None] | None = None,
    on_bad: Any = None,
    after: Any = None,
) -> None:
    work.begin()
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        work.load(batch)
        for row in batch:
            try:
                work.draft(row, work.planned(row))
            except BadCell as bad:
                _refuse(work, row, problem(row, bad.column, bad.reason), on_bad)
        work.complete()
        work.rows += len(batch)
        if steps is not None:
            _save(work, steps)
        if on_batch:
            on_batch(work)
        work.made, work.altered = [], {}
        if after:
            after(work)


def _refuse(work: Work, row: Entry, found: Problem, on_bad: Any) -> None:
    work.bad_rows += 1
    if len(work.problems) < LISTED:
        work.problems.append(found)
    if on_bad:
        on_bad(row, [found])


def _save(work: Work, steps: Steps) -> None:
    """Write what the batch brought."""
    for model in work.order:
        new = [one for one in work.made if type(one) is model]
        for some in _batches(new):  # one by one, since what is noted of each row takes more room than the row
            model._default_manager.bulk_create(some)
        changed = [(one, before) for one, before in work.altered.values() if type(one) is model]
        names = sorted({name for _one, before in changed for name in before})
        for some in _batches([one for one, _before in changed]):
            model._default_manager.bulk_update(some, names)
        for one, before in changed:
            steps.note_changed(one, before)
    work.after_making()
    steps.note_made(work.made)


def _batches(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


def _preview_of(work: Work, ignored: tuple[str, ...]) -> Preview:
    return Preview(
        rows=work.rows,
        bad_rows=work.bad_rows,
        counts={name: Count(*work.counts.get(name, (0, 0, 0))) for name in work.counted.values()},
        problems=tuple(work.problems),
        changes=tuple(work.changes),
        newcomers=tuple(work.newcomers),
        ignored=ignored,
    )


def _recorded(work: Work, preview: Preview, name: str) -> Any:
    """One entry, of the importer's own organisation; each row's change is noted for those whose it is."""
    person = access.person_of(work.by)
    organisation = person.organisation if person else None
    return record(
        by=work.by,
        verb=IMPORTED,
        thing=organisation or work.by,
        organisation=organisation,
        file=name,
        counts={kind: vars(count) for kind, count in preview.counts.items()},
        left_out=preview.bad_rows,
        organisations=[],
    )
