"""The one way in which a service changes fields of a row and notes what they were before."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from partnering.models import Organisation, Partnership, Person, User
from partnering.services.audit import record

M = TypeVar("M", bound=models.Model)


def change(
    thing: M,
    *,
    by: User | Person | None,
    verb: str = "changed",
    organisation: Organisation | None = None,
    partnership: Partnership | None = None,
    **values: Any,
) -> M:
    """Set the named fields of `thing`, save them, and record before and after; nothing when nothing differs.

    Call it inside a transaction. `organisation` and `partnership` say whose entry it is, as in `record`; when
    those names are fields to set as well, they can't be changed by this function.
    """
    before = {name: getattr(thing, name) for name in values}
    changed = {name: value for name, value in values.items() if before[name] != value}
    if not changed:
        return thing
    for name, value in changed.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(changed))
    record(
        by=by,
        verb=verb,
        thing=thing,
        organisation=organisation,
        partnership=partnership,
        before={name: _plain(before[name]) for name in changed},
        after={name: _plain(value) for name, value in changed.items()},
    )
    return thing


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value
