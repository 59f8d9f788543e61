"""A plugin of pytest for a second database: leaves out what can't differ there, or is proved there by others.

The first are the tests that reach no database. The second are marked as `walk`: they open every page as this one and
that one, and read what it says. What they rest on, who gets at what, is asked of every route on each database by
the walk along the table of access, which is not marked.

What is marked `services` runs here alone, so its coverage is measured. All else was measured on the first database, and
measuring makes a test take twice as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

REACHING = {"db", "transactional_db", "live_server"}


def reaches_the_database(item: pytest.Item) -> bool:
    """Whether a test may reach the database: by its mark, or by a fixture that it or another fixture asks for."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or not REACHING.isdisjoint(fixtures)


def needs_services(item: pytest.Item) -> bool:
    """Whether a test runs on no other database than this one."""
    return item.get_closest_marker("services") is not None


def belongs_here(item: pytest.Item) -> bool:
    """Whether a test runs on the second database."""
    return needs_services(item) or (reaches_the_database(item) and not item.get_closest_marker("walk"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave the others out."""
    kept = [item for item in items if belongs_here(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def pytest_collection_finish(session: pytest.Session) -> None:
    """Measure nothing until a test asks for it."""
    if coverage := measuring(session.config):
        coverage.pause()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure a test that runs here alone, with its fixtures."""
    coverage = measuring(item.config) if needs_services(item) else None
    if coverage is None:
        return (yield)
    coverage.resume()
    try:
        return (yield)
    finally:
        coverage.pause()


def measuring(config: pytest.Config) -> Any:
    """What measures coverage in this process; None where nothing is measured."""
    plugin = config.pluginmanager.getplugin("_cov")
    return getattr(plugin, "cov_controller", None)
