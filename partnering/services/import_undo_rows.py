"""The undo of what an import made: rows go that are as it left them and to which nothing points that stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from partnering import access, registry
from partnering.services.absorbing import relations_to
from partnering.services.import_steps import mark_of
from partnering.services.import_undo_plan import Undo, batches, not_yours, table_of
from partnering.taking_back import Key, held_by_others


def unchanged(undo: Undo, table: type[models.Model], marks: dict[int, str]) -> dict[Key, str]:
    """The rows, with their names, that are as the import left them and that the user may change."""
    rows = undo.found(table, marks)
    undo.gone_already += len(marks) - len(rows)
    allowed = undo.changeable(table, rows)
    free = {}
    for pk, row in rows.items():
        if pk not in allowed:
            undo.keep(table, "", not_yours())
        elif mark_of(row) != marks[pk]:
            undo.keep(table, str(row), _("It was changed since."))
        else:
            free[table._meta.label_lower, pk] = str(row)
    return free


def weigh_references(undo: Undo, free: dict[Key, str]) -> None:
    """Of the rows that could go, those stay to which anything points that stays."""
    whats: dict[Key, set[str]] = {}
    outside, inside = held_by_others(set(free), _references(undo, free, whats))
    for key, name in free.items():
        if key in outside:
            named = ", ".join(sorted(whats.get(key, ())))
            why = (
                _("In use by now: %(what)s.") % {"what": named}
                if named
                else _("Something else needs it by now.")
            )
            undo.keep(table_of(key[0]), name, why)
        elif key in inside:
            undo.keep(table_of(key[0]), name, _("Something that stays belongs to it."))
        else:
            undo.going.setdefault(key[0], []).append(key[1])


def _references(undo: Undo, free: dict[Key, str], whats: dict[Key, set[str]]) -> Iterator[tuple[Key, Key]]:
    """Who points to these rows, but for the record of changes and what gets another value by the undo."""
    for label in sorted({label for label, _pk in free}):
        pks = [pk for of, pk in free if of == label]
        for pointing, target in registry.importables[label].needed_by(pks):
            yield pointing, (label, target)
        for table, column, others in _pointers(table_of(label)):
            rows = others.filter(**{f"{column}__gte": min(pks), f"{column}__lte": max(pks)})
            own = table._meta.label_lower
            back = undo.returning.get(own, {})
            hits = []
            for pk, target in rows.values_list("pk", column).iterator():
                if column in back.get(pk, ()):
                    continue
                yield (own, pk), (label, target)
                if (own, pk) not in free and (label, target) in free:
                    hits.append(target)
            if hits:
                _name_what_is_seen(undo, table, column, label, hits, whats)


def _pointers(table: type[models.Model]) -> Iterator[tuple[type[models.Model], str, models.QuerySet[Any]]]:
    """The tables that point to one, each with its column and its rows."""
    for relation in relations_to(table):
        is_derived = relation.model._meta.label_lower in registry.derived
        if relation.remote_field.on_delete is not models.DO_NOTHING and not is_derived:
            yield relation.model, relation.attname, relation.model._base_manager.order_by()
    for label, kind, key in registry.loose_ends:
        beside = table_of(label)
        yield beside, key, beside._base_manager.filter(**{kind: table._meta.model_name}).order_by()


def _name_what_is_seen(
    undo: Undo,
    table: type[models.Model],
    column: str,
    label: str,
    hits: list[int],
    whats: dict[Key, set[str]],
) -> None:
    """Note what points to rows, as far as the user may see it; of the rest not even the kind is told."""
    rows = table._default_manager.all()
    # Only a table between two others is no business of any page, and has no name either.
    seen = rows.visible_to(undo.by) if isinstance(rows, access.ScopedQuerySet) else rows.none()
    for some in batches(sorted(set(hits))):
        for target in seen.filter(**{f"{column}__in": some}).values_list(column, flat=True):
            whats.setdefault((label, target), set()).add(str(table._meta.verbose_name))
