"""Fixtures with which several tests begin: their rows are made once for tests that follow each other.

To make a world again for each test takes longer than most tests. A fixture marked as `@beginning` is therefore made
before the transaction of the test that asks for it, and stays until a test comes that begins otherwise. Beginnings
lie upon each other, each in a transaction of its own inside that of the one below:

    @beginning
    def surveyed(cast):
        cast.campaign = closed_survey(cast.utility)
        return cast

Each test gets a copy of the objects and may change all it likes: its rows are rolled back as ever. A beginning may ask
for other beginnings only, since nothing else is there yet when it is made. For a test that commits it's made anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from functools import wraps
from inspect import Parameter, Signature, signature
from itertools import groupby
from typing import Any

import pytest
from django.db import transaction

from tools.reaching import commits, reaches_the_database

Build = Callable[..., Any]
Values = dict[Build, Any]


class Beginnings:
    """What lies in the database just now beneath the tests of this process, and the copies that a test was given."""

    def __init__(self) -> None:
        self.lying: list[tuple[Build, ExitStack, Values]] = []
        self.given: Values = {}

    def lay(self, wanted: dict[Build, list[Build]]) -> None:
        """Let these lie there and no others; each comes with the beginnings that it asks for, which stand before it."""
        self.given = {}
        order = list(wanted)
        stays = 0
        while stays < min(len(order), len(self.lying)) and self.lying[stays][0] is order[stays]:
            stays += 1
        self.take_up(stays)
        for build in order[stays:]:
            self._add(build, wanted[build])
        self.given = self._values()

    def _add(self, build: Build, asks_for: list[Build]) -> None:
        values = self._values()
        with ExitStack() as held:
            held.enter_context(transaction.atomic())
            held.callback(transaction.set_rollback, True)
            values[build] = build(*(values[one] for one in asks_for))
            self.lying.append((build, held.pop_all(), values))

    def take_up(self, stays: int) -> None:
        """Roll back all but the lowest."""
        while len(self.lying) > stays:
            self.lying.pop()[1].close()

    def _values(self) -> Values:
        return deepcopy(self.lying[-1][2]) if self.lying else {}


HERE = Beginnings()


def beginning(build: Build) -> Any:
    """Make a fixture of a function that makes rows and gives what the tests begin with."""

    asks_for = signature(build).parameters

    @wraps(build)
    def give(**asked: Any) -> Any:
        if build in HERE.given:
            return HERE.given[build]
        return build(**{name: asked[name] for name in asks_for})

    database = Parameter("db", Parameter.KEYWORD_ONLY)
    vars(give).update(build=build, __signature__=Signature([*asks_for.values(), database]))
    return pytest.fixture(give)


def beginnings_of(item: Any) -> dict[Build, list[Build]]:
    """The beginnings of a test, the lowest first, each with those that it asks for itself."""
    found: dict[Build, list[Build]] = {}
    known = item._fixtureinfo.name2fixturedefs

    def look_at(name: str) -> Build | None:
        fixture = known[name][-1] if name in known else None
        build: Build | None = getattr(fixture.func, "build", None) if fixture else None
        if fixture and build and build not in found:
            asks_for = [look_at(one) for one in signature(build).parameters]
            if None in asks_for:
                raise pytest.UsageError(f"{name} is a beginning, so it may ask for beginnings only")
            found[build] = [one for one in asks_for if one]
        return build

    for name in sorted(item.fixturenames):
        look_at(name)
    return found


@pytest.fixture(scope="session")
def _beginnings(django_db_setup: None, django_db_blocker: Any) -> Iterator[Beginnings]:
    """All that still lies there goes before the database does."""
    yield HERE
    with django_db_blocker.unblock():
        HERE.take_up(0)


@pytest.fixture
def _begin(request: pytest.FixtureRequest, _beginnings: Beginnings, django_db_blocker: Any) -> None:
    """Before a test's own transaction begins."""
    with django_db_blocker.unblock():
        _beginnings.lay({} if commits(request.node) else beginnings_of(request.node))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Let tests of a file that begin alike follow each other, and each begin before all else."""
    numbers: dict[Build, int] = {}

    def place(item: Any) -> list[int]:
        return [numbers.setdefault(build, len(numbers)) for build in beginnings_of(item)]

    items[:] = [
        item
        for _run, alike in groupby(items, key=lambda item: (item.path, commits(item)))
        for item in sorted(alike, key=place)
    ]
    for item in items:
        if reaches_the_database(item) and "_begin" not in item.fixturenames:
            # Its transaction follows at once, so that all other fixtures are inside it, wherever the test names them.
            item.fixturenames[:0] = ["_begin"] if commits(item) else ["_begin", "db"]
