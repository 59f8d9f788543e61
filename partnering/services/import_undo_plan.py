"""What taking an import back does, as it is being worked out: rows that go, values that come back, what stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partnering import registry
from partnering.models import User
from partnering.spreadsheets import harmless

BATCH = 500
Told = Callable[[int], None]
LISTED = 500  # things that stay are shown; all of them are in a file


@dataclass(frozen=True)
class Staying:
    """Something that the undo leaves as it is, and why. `field` is empty for a whole row."""

    kind: str
    name: str
    field: str
    why: str


@dataclass
class Undo:
    """What taking an import back does: rows that go, values that come back, and what stays."""

    by: User
    locks: bool = False
    going: dict[str, list[int]] = field(default_factory=dict)
    returning: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    staying: list[Staying] = field(default_factory=list)
    gone_already: int = 0

    def summary(self) -> dict[str, Any]:
        """The numbers, by the names of kinds, and the first things that stay."""
        counts: dict[str, dict[str, int]] = {}
        for label, pks in self.going.items():
            counts.setdefault(label, {})["removed"] = len(pks)
        for label, rows in self.returning.items():
            counts.setdefault(label, {})["restored"] = len(rows)
        return {
            "counts": [
                {"kind": capfirst(table_of(label)._meta.verbose_name_plural), "removed": 0, "restored": 0}
                | numbers
                for label, numbers in sorted(counts.items())
                if any(numbers.values())
            ],
            "fields": sum(len(values) for rows in self.returning.values() for values in rows.values()),
            "stays": len(self.staying),
            "gone_already": self.gone_already,
            "listed": [vars(one) for one in self.staying[:LISTED]],
        }

    def keep(self, table: type[models.Model], name: str, why: str, column: str = "") -> None:
        """Note that a row, or its field, stays; without its name when the user may not know it any more."""
        label = str(field_of(table, column).verbose_name) if column else ""
        self.staying.append(Staying(str(table._meta.verbose_name), name, label, why))

    def changeable(self, table: type[models.Model], pks: Iterable[int]) -> set[int]:
        """Which of these rows the user may change; one that went into another by a merge is nobody's."""
        rows = registry.importables[table._meta.label_lower].changeable(self.by)
        return set(rows.filter(pk__in=list(pks)).values_list("pk", flat=True))

    def found(self, table: type[models.Model], pks: Iterable[int]) -> dict[int, Any]:
        """Rows by their keys; locked so that they stay as they are, when it is about to be done."""
        rows = table._base_manager.filter(pk__in=list(pks)).order_by("pk")
        return {row.pk: row for row in (rows.select_for_update() if self.locks else rows)}

    def staying_as_csv(self) -> bytes:
        """All that stays, as a file."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([_("Kind"), _("Name"), _("Field"), _("Why it stays")])
        writer.writerows([harmless(one.kind), harmless(one.name), one.field, one.why] for one in self.staying)
        return text.getvalue().encode("utf-8-sig")


def not_yours() -> str:
    """Why something stays that the user has no say in any more."""
    return _("You may not change it any more, or it went into another one.")


def table_of(label: str) -> type[models.Model]:
    """A table by its label."""
    return apps.get_model(label)


def field_of(table: type[models.Model], column: str) -> Any:
    """A field by the name of its column, such as `unit_id`."""
    return next(one for one in table._meta.concrete_fields if one.attname == column)


def batches(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Rows in parts that one statement takes."""
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
