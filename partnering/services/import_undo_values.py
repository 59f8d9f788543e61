"""The undo of what an import changed: fields get back what they held, where they hold what the import gave them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from partnering import access, registry
from partnering.services.import_undo_plan import BATCH, Told, Undo, batches, field_of, not_yours
from partnering.services.import_writes import HeldBack

Changes = list[tuple[int, list[tuple[str, Any, Any]]]]
Values = dict[int, dict[str, Any]]


def weigh_values(undo: Undo, table: type[models.Model], changes: Changes, tell: Told) -> None:
    """Sort out which fields of a table's rows get their old values; `changes` has field, before and after by row."""
    rows: dict[int, Any] = {}
    values: Values = {}
    for some in batches(changes):
        found = undo.found(table, dict(some))
        undo.gone_already += len(some) - len(found)
        _compare(undo, table, found, dict(some), values)
        rows |= {pk: row for pk, row in found.items() if pk in values}
        tell(len(some))
    _leave_out_lost(undo, table, rows, values)
    _leave_out_refused(undo, table, rows, values)
    undo.returning.setdefault(table._meta.label_lower, {}).update(values)


def _compare(
    undo: Undo,
    table: type[models.Model],
    rows: dict[int, Any],
    changes: dict[int, list[tuple[str, Any, Any]]],
    values: Values,
) -> None:
    allowed = undo.changeable(table, rows)
    for pk, row in rows.items():
        for name, old, new in changes[pk]:
            if pk not in allowed:
                undo.keep(table, "", not_yours(), name)
            elif _plain(getattr(row, name)) != new:
                undo.keep(table, str(row), _("It was changed since."), name)
            else:
                values.setdefault(pk, {})[name] = _value(table, name, old)


def _leave_out_lost(undo: Undo, table: type[models.Model], rows: dict[int, Any], values: Values) -> None:
    """What would point to a row that is gone, or put away, keeps its value."""
    names = {name for held in values.values() for name in held if field_of(table, name).is_relation}
    for name in sorted(names):
        wanted = {held[name] for held in values.values() if held.get(name) is not None}
        lost = wanted - _still_there(field_of(table, name).related_model, wanted)
        for pk in [pk for pk, held in values.items() if held.get(name) in lost]:
            undo.keep(table, str(rows[pk]), _("What stood there before is gone or put away."), name)
            _drop(values, pk, name)


def _still_there(table: type[models.Model], pks: set[int]) -> set[int]:
    there = table._default_manager.all()
    if any(one.name == "archived_on" for one in table._meta.fields):
        there = there.filter(archived_on=None)
    found = (there.filter(pk__in=some).values_list("pk", flat=True) for some in batches(sorted(pks)))
    return {pk for some in found for pk in some}


def _leave_out_refused(undo: Undo, table: type[models.Model], rows: dict[int, Any], values: Values) -> None:
    for pk, held in values.items():
        for name, value in held.items():
            setattr(rows[pk], name, value)
    importable = registry.importables[table._meta.label_lower]
    for pk, why in importable.refused([rows[pk] for pk in values]).items():
        for name in list(values[pk]):
            undo.keep(table, str(rows[pk]), why, name)
        del values[pk]


def _drop(values: Values, pk: int, name: str) -> None:
    del values[pk][name]
    if not values[pk]:
        del values[pk]


def hold_back(held: HeldBack, table: type[models.Model], values: Values) -> None:
    """Prepare to give rows the values that they get back."""
    rows = table._base_manager.in_bulk(list(values))
    names = {id(rows[pk]): {field_of(table, name).name for name in back} for pk, back in values.items()}
    before = {
        id(rows[pk]): {field_of(table, name).name: getattr(rows[pk], name) for name in back}
        for pk, back in values.items()
    }
    for pk, back in values.items():
        for name, value in back.items():
            setattr(rows[pk], name, value)
    held.alter(table, [rows[pk] for pk in values], names, before)


def give_back(table: type[models.Model], values: Values) -> None:
    """Give rows the values that they get back."""
    rows = table._base_manager.in_bulk(list(values))
    touch(table, list(rows.values()))
    for pk, held in values.items():
        for name, value in held.items():
            setattr(rows[pk], name, value)
    names = {field_of(table, name).name for held in values.values() for name in held}
    access.ScopedQuerySet(table).bulk_update(list(rows.values()), sorted(names), batch_size=BATCH)


def touch(table: type[models.Model], rows: Sequence[Any]) -> None:
    """Tell who has to hear of it that these rows are about to be changed or to go."""
    touching = registry.importables[table._meta.label_lower].touching
    if touching is not None:
        touching(rows)


def _value(table: type[models.Model], attname: str, kept: Any) -> Any:
    """A value as the field holds it, from how it looks in JSON."""
    one = field_of(table, attname)
    return None if kept is None else (one.target_field if one.is_relation else one).to_python(kept)


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))
