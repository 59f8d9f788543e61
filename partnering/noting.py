"""What the code that changes rows and the record of changes know of each other: a leaf that both import.

The audit library hears of single rows by signals. Statements over many rows send none, so the base of all querysets
asks here who wants to know of them. `event_of` ties the changes of a thing to the sentence that tells of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from django.db import models


class BulkNoter(Protocol):
    """Notes what a statement did to many rows of one table."""

    def created(self, rows: Sequence[Any]) -> None:
        """These rows are new."""

    def updated(self, before: Sequence[Any], names: Sequence[str]) -> None:
        """These rows, as they were before, have been given other values in these fields."""

    def deleted(self, rows: Sequence[Any]) -> None:
        """These rows are about to go."""

    def of_new(self, rows: Sequence[Any]) -> Sequence[Any]:
        """What is noted of new rows, for who writes it down themselves."""

    def of_gone(self, rows: Sequence[Any]) -> Sequence[Any]:
        """The same of rows that go."""

    def of_changed(self, pairs: Sequence[tuple[Any, Any]], names: Sequence[str]) -> Sequence[Any]:
        """The same of changed ones, each as it was and as it is, in these fields."""


Scope = tuple[int | None, int | None]
"""Whose a change is: the organisation to which it is internal, or the partnership in which it is joint."""

scopes: dict[type[models.Model], Callable[[Any], Scope]] = {}
"""By table: whose the change of one of its rows is."""


def scope_of(thing: models.Model) -> Scope:
    """Whose a change of this row is. With a partnership alone it is joint; with neither, nobody reads it."""
    return scopes[type(thing)](thing)


bulk_noters: dict[type[models.Model], BulkNoter] = {}
"""By table; a table without one is not audited, and its statements run as they are."""


def relations_among(model: type[models.Model], names: Iterable[str]) -> list[str]:
    """Those of the fields of these names that point at another row."""
    fields = [model._meta.get_field(name) for name in names]
    return [field.name for field in fields if field.is_relation]


_events: ContextVar[dict[tuple[str, str], str] | None] = ContextVar("events", default=None)
_whoever: ContextVar[Callable[[], Any] | None] = ContextVar("whoever", default=None)


def event_of(thing: str, pk: str, *, told: bool = False) -> str:
    """The mark that changes of a thing share with the sentence that tells of them; `told` closes it."""
    events = _events.get()
    if events is None:
        events = {}
        _events.set(events)
    mark = events.setdefault((thing, pk), secrets.token_hex(8))
    if told:
        del events[thing, pk]
    return mark


@contextmanager
def acting(who: Callable[[], Any]) -> Iterator[None]:
    """While one request is answered, changes are its user's; what was left untold before is no longer joined."""
    events, whoever = _events.set({}), _whoever.set(who)
    try:
        yield
    finally:
        _events.reset(events)
        _whoever.reset(whoever)


def forget_events() -> None:
    """Begin anew, so that what the next job tells is not joined to what the last one left untold."""
    _events.set({})


def whoever_acts() -> Any:
    """The user on whose request the program works now; None for what it does by itself."""
    who = _whoever.get()
    return who() if who else None
