"""A plugin of pytest for a second database: leaves out what can't differ there, or is proved there by others.

The first are the tests that reach no database, or ask what only SQLite does (`sqlite`). The second are marked as
`walk`: they open every page as this one and that one, and read what it says. What they rest on, who gets at what, is
asked of every route on each database by the walk along the table of access, which is not marked.
"""

from __future__ import annotations

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
    if needs_services(item):
        return True
    return reaches_the_database(item) and not any(item.get_closest_marker(one) for one in ("walk", "sqlite"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave the others out."""
    kept = [item for item in items if belongs_here(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
