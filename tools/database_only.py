"""A plugin of pytest for a second database: leaves out the tests that reach none, since they can't differ there."""

from __future__ import annotations

from typing import Any

import pytest

REACHING = {"db", "transactional_db", "live_server"}


def reaches_the_database(item: pytest.Item) -> bool:
    """Whether a test may reach the database: by its mark, or by a fixture that it or another fixture asks for."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or not REACHING.isdisjoint(fixtures)


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave the others out."""
    left_out = [item for item in items if not reaches_the_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if reaches_the_database(item)]
