"""What an import did, row by row, so that it can be taken back: small enough to be kept for 50,000 people."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model


@dataclass
class Steps:
    """Rows made, each with the mark of what it then held, and fields changed, with the value before and after."""

    made: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    changed: list[tuple[str, int, str, Any, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len({change[:2] for change in self.changed}) + sum(map(len, self.made.values()))

    def note_made(self, things: Iterable[Model]) -> None:
        """Note rows that are new."""
        for thing in things:
            self.made.setdefault(thing._meta.label_lower, []).append((thing.pk, mark_of(thing)))

    def note_changed(self, thing: Model, before: dict[str, Any]) -> None:
        """Note the fields of a row that were changed; `before` has their values in the database by name."""
        for name, old in before.items():
            attname = thing._meta.get_field(name).attname  # type: ignore[union-attr]
            self.changed.append((thing._meta.label_lower, thing.pk, attname, old, getattr(thing, attname)))

    def packed(self) -> bytes:
        """The steps as they are kept."""
        return zlib.compress(json.dumps(asdict(self), cls=DjangoJSONEncoder).encode())

    @classmethod
    def unpacked(cls, kept: bytes) -> Steps:
        """The steps as they were noted, with values as they look in JSON."""
        held = json.loads(zlib.decompress(kept))
        made = {label: [(pk, mark) for pk, mark in rows] for label, rows in held["made"].items()}
        return cls(made, [tuple(change) for change in held["changed"]])


def mark_of(thing: Model) -> str:
    """A short mark of all that a row holds; another one when anything in it was changed."""
    fields = [one for one in thing._meta.concrete_fields if not one.primary_key and not one.generated]
    held = "\0".join(one.value_to_string(thing) for one in fields)
    return hashlib.blake2b(held.encode(), digest_size=9).hexdigest()
