"""Moves everything that points to one row over to another, and puts it all back.

What points to a row is found in the registry of models, so that a new table is covered from its first day. A row
that can't stand beside one which the other has already (one membership of a partnership, one seat in a group) is
joined with that one. Each step is noted, and undone in reverse order, provided that nothing changed it since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from partnering import access, registry
from partnering.errors import DomainError
from partnering.registry import MergeRule

NO_RULE = MergeRule("")


@dataclass
class Journal:
    """What was done so far, as plain values."""

    steps: list[dict[str, Any]] = field(default_factory=list)

    def set(self, row: models.Model, **values: Any) -> None:
        """Give fields of a row other values; the names are those of columns, such as `person_id`."""
        before = {name: getattr(row, name) for name in values}
        if before == values:
            return
        _all_of(type(row)).filter(pk=row.pk).update(**values)
        for name, value in values.items():
            setattr(row, name, value)
        self._note(row, "set", before=plain(before), after=plain(values))

    def drop(self, row: models.Model) -> None:
        """Delete a row whose like stays."""
        values = plain(all_values(row))
        pk = row.pk
        _all_of(type(row)).filter(pk=pk).delete()
        self._note(row, "drop", pk=pk, values=values)

    def _note(self, row: models.Model, what: str, **details: Any) -> None:
        self.steps.append({"do": what, "model": row._meta.label_lower, "pk": row.pk} | details)


def _all_of(table: type[models.Model]) -> access.ScopedQuerySet:
    """All rows of a table, also those that went into others; changing them is noted in the record of changes."""
    return access.ScopedQuerySet(table)


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as they look when they come back from JSON."""
    return json.loads(json.dumps(values, cls=DjangoJSONEncoder))  # type: ignore[no-any-return]


def all_values(row: models.Model) -> dict[str, Any]:
    """The values of all columns of a row, files by their names."""
    found = (
        type(row)._base_manager.filter(pk=row.pk).values(*(one.attname for one in row._meta.concrete_fields))
    )
    return dict(found.get())


def relations_to(model: type[models.Model]) -> list[Any]:
    """All foreign keys to a model in the whole project, those of tables between many and many included."""
    found = [
        one.field
        for one in model._meta.get_fields(include_hidden=True)
        if isinstance(one, models.ManyToOneRel)
    ]
    return sorted(found, key=lambda one: (one.model._meta.label_lower, one.name))


def absorb(kept: models.Model, gone: models.Model, journal: Journal) -> None:
    """Let everything that points to `gone` point to `kept`."""
    for relation in relations_to(type(gone)):
        rule = registry.merge_rules.get(relation.model._meta.label_lower, NO_RULE)
        rows = relation.model._base_manager.filter(**{relation.name: gone.pk}).order_by("pk")
        for row in rows:
            if not rule.stays(row):
                _move(row, relation.attname, kept, rule, journal)
    for table, kind, key in registry.loose_ends:
        named = {kind: gone._meta.model_name, key: gone.pk}
        for row in apps.get_model(table)._base_manager.filter(**named).order_by("pk"):
            _move(row, key, kept, registry.merge_rules.get(table.lower(), NO_RULE), journal)


def _move(row: models.Model, name: str, kept: models.Model, rule: MergeRule, journal: Journal) -> None:
    if type(row) is type(kept) and row.pk == kept.pk:
        journal.set(row, **{name: None})
        return
    clashing = list(clashes(row, name, kept.pk, rule))
    if clashing and rule.clash_stays:
        return
    if not clashing:
        journal.set(row, **{name: kept.pk})
        return
    survivor, *others = clashing
    extended = _joined(rule, [survivor, *others, row])
    for other in [*others, row]:
        absorb(survivor, other, journal)
        journal.drop(other)
    if extended:
        journal.set(survivor, **extended)


def _joined(rule: MergeRule, rows: list[Any]) -> dict[str, Any]:
    """The time from the first day to the last of rows that become one (None is for ever), and what else they had."""
    if not rule.times:
        return rule.joined(rows)
    first, last = rule.times
    ends = [getattr(row, last) for row in rows]
    return rule.joined(rows) | {
        first: min(getattr(row, first) for row in rows),
        last: None if None in ends else max(ends),
    }


def clashes(row: models.Model, name: str, value: int, rule: MergeRule) -> list[Any]:
    """The rows beside which this one can't stand once its column `name` has that value."""
    table = type(row)
    found = Q(pk__in=[])
    for names, condition in uniques(table):
        if _column(table, names, name) is None:
            continue
        wanted = {
            one: value if _attname(table, one) == name else getattr(row, _attname(table, one))
            for one in names
        }
        if None in wanted.values() or not _holds(row, condition):
            continue
        same = Q(
            **{f"{one}__iexact" if isinstance(given, str) else one: given for one, given in wanted.items()}
        )
        found |= same & condition
    if rule.times:
        first, last = rule.times
        start, end = getattr(row, first), getattr(row, last)
        beside = {one: getattr(row, _attname(table, one)) for one in rule.within} | {name: value}
        found |= Q(**beside) & access.overlapping(start, end, start=first, end=last)
    rows = table._base_manager.filter(found).exclude(pk=row.pk)
    return list(rows.order_by(*([rule.times[0]] if rule.times else []), "pk"))


def uniques(table: type[models.Model]) -> Iterator[tuple[tuple[str, ...], Q]]:
    """What has to be unique in a table: names of fields, and the condition under which."""
    for one in table._meta.concrete_fields:
        if one.unique and not one.primary_key:
            yield (one.name,), Q()
    for names in table._meta.unique_together:
        yield tuple(names), Q()
    for constraint in table._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            names = tuple(constraint.fields) or tuple(_names_in(constraint.expressions))
            yield names, constraint.condition or Q()


def _names_in(expressions: Iterable[Any]) -> Iterator[str]:
    """The fields of expressions that may be a field, or a field in lower case."""
    for one in expressions:
        if isinstance(one, F):
            yield str(one.name)  # type: ignore[attr-defined]
        elif isinstance(one, Lower):
            yield one.get_source_expressions()[0].name
        else:
            raise NotImplementedError(f"Say how rows clash by {one!r}")


def _attname(table: type[models.Model], name: str) -> str:
    return table._meta.get_field(name).attname  # type: ignore[union-attr]


def _column(table: type[models.Model], names: Iterable[str], column: str) -> str | None:
    return next((name for name in names if _attname(table, name) == column), None)


def _holds(row: models.Model, condition: Q) -> bool:
    return not condition or type(row)._base_manager.filter(condition, pk=row.pk).exists()


def put_back(steps: Iterable[dict[str, Any]]) -> None:
    """Undo steps, the last one first; raises DomainError when something of it was changed since."""
    for step in reversed(list(steps)):
        table = apps.get_model(step["model"])
        if step["do"] == "drop":
            _restore(table, step)
        else:
            _reset(table, step)


def _reset(table: type[models.Model], step: dict[str, Any]) -> None:
    rows = _all_of(table).filter(pk=step["pk"])
    now = rows.select_for_update().values(*step["after"]).first()
    if now is None or plain(now) != step["after"]:
        raise DomainError(_changed(table))
    before = {
        name: _field(table, name).to_python(value) if value is not None else None
        for name, value in step["before"].items()
    }
    rows.update(**before)


def _restore(table: type[models.Model], step: dict[str, Any]) -> None:
    if table._base_manager.filter(pk=step["pk"]).exists():
        raise DomainError(_changed(table))
    values = {
        name: _field(table, name).to_python(value) if value is not None else None
        for name, value in step["values"].items()
    }
    _all_of(table).bulk_create([table(**values)])
    # Fields that set themselves when a row is added get what they had.
    _all_of(table).filter(pk=step["pk"]).update(**values)


def _field(table: type[models.Model], column: str) -> Any:
    one: Any = next(one for one in table._meta.concrete_fields if one.attname == column)
    return one.target_field if one.is_relation else one


def _changed(table: type[models.Model]) -> str:
    return _(
        "Something that was moved has been changed since: %(thing)s. Put that right by hand instead."
    ) % {"thing": table._meta.verbose_name}
