"""Taking an import back: what it made goes and what it changed gets its old values, where nothing came between.

A row stays when anybody changed it since, when anything else points to it, or when the user may not change it any
more; a field keeps its value when it isn't the one that the import gave it. Whatever stays is told with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import models

from partnering import access, noting, registry
from partnering.models import OutgoingMessage, User
from partnering.services.absorbing import relations_to
from partnering.services.import_steps import Steps
from partnering.services.import_undo_plan import Told, Undo, batches, table_of
from partnering.services.import_undo_rows import unchanged, weigh_references
from partnering.services.import_undo_values import Changes, give_back, hold_back, touch, weigh_values
from partnering.services.import_writes import HeldBack, last_keys
from partnering.taking_back import Key


def undo_of(steps: Steps, by: User, tell: Told, *, locks: bool = False) -> Undo:
    """What taking these steps back would do now; with `locks`, inside a transaction, its rows are locked.

    `tell` hears each time of how many more rows were looked at.
    """
    undo = Undo(by, locks)
    for label, changes in _changes_by_row(steps):
        weigh_values(undo, table_of(label), changes, tell)
    free: dict[Key, str] = {}
    for label, made in steps.made.items():
        for some in batches(made):
            free |= unchanged(undo, table_of(label), dict(some))
            tell(len(some))
    weigh_references(undo, free)
    return undo


def carry_out_undo(undo: Undo, tell: Told) -> None:
    """Do it. Values first, as they may be all that points to rows that go. `tell` hears of how many more it is done."""
    for label, rows in undo.returning.items():
        table = table_of(label)
        for some in batches(list(rows.items())):
            give_back(table, dict(some))
            tell(len(some))
    for table, some in _going(undo):
        _remove_derived(table, some)
        going = list(_with_what_they_name(table).filter(pk__in=some))
        touch(table, going)
        access.ScopedQuerySet(table).remove(going)
        tell(len(some))


def hold_back_undo(undo: Undo, held: HeldBack, tell: Told) -> None:
    """Prepare it, to be written in one go. `tell` hears of how many more it is prepared."""
    for label, rows in undo.returning.items():
        for some in batches(list(rows.items())):
            hold_back(held, table_of(label), dict(some))
            tell(len(some))
    for table, some in _going(undo):
        held.remove(table, list(_with_what_they_name(table).filter(pk__in=some)))
        tell(len(some))


def carry_out_held_back(undo: Undo, held: HeldBack, seen: Newest) -> bool:
    """Write what is prepared. False, and nothing is written, when anything was changed since `seen`."""
    if held.is_outdated() or newest_rows() != seen:
        return False
    for label, rows in undo.returning.items():
        for some in batches(list(rows)):
            _touch(table_of(label), some)
    for table, some in _going(undo):
        _remove_derived(table, some)
        _touch(table, some)
    held.put()
    return True


Newest = dict[str, int]


def newest_rows() -> Newest:
    """The newest rows of what may speak against an undo, where the record of changes doesn't tell of it. On SQLite.

    What has no keys that grow points by a foreign key, to which the database holds.
    """
    tables = {one.model for label in registry.importables for one in relations_to(table_of(label))}
    tables |= {table_of(label) for label, _kind, _key in registry.loose_ends} | {OutgoingMessage}
    untold = {
        one._meta.db_table
        for one in tables
        if one not in noting.bulk_noters and one._meta.label_lower not in registry.derived
    }
    return {table: key for table, key in last_keys().items() if table in untold}


def _going(undo: Undo) -> Iterator[tuple[type[models.Model], Sequence[int]]]:
    """The rows that go, by batches. What points to others goes first, so that the record can tell whose it was."""
    for label in reversed(registry.importables):
        for some in batches(undo.going.get(label, [])):
            yield table_of(label), some


def _touch(table: type[models.Model], pks: Sequence[int]) -> None:
    if registry.importables[table._meta.label_lower].touching is not None:
        touch(table, list(_with_what_they_name(table).filter(pk__in=pks)))


def _remove_derived(table: type[models.Model], pks: Sequence[int]) -> None:
    for relation in relations_to(table):
        if relation.model._meta.label_lower in registry.derived:
            relation.model._base_manager.filter(**{f"{relation.name}__in": pks}).delete()


def _with_what_they_name(table: type[models.Model]) -> models.QuerySet[Any]:
    """All rows of a table with the rows that they point to, as the record tells those by name."""
    relations = [one.name for one in table._meta.concrete_fields if one.is_relation]
    return table._base_manager.select_related(*relations)


def _changes_by_row(steps: Steps) -> Iterator[tuple[str, Changes]]:
    """The changes by table and row: field, value before, value after."""
    for label, of_table in groupby(sorted(steps.changed, key=lambda one: one[:2]), key=lambda one: one[0]):
        rows = groupby(of_table, key=lambda one: one[1])
        yield (
            label,
            [(pk, [(name, old, new) for _label, _pk, name, old, new in of_row]) for pk, of_row in rows],
        )
