"""What a test does with the database, as its marks and fixtures tell."""

from __future__ import annotations

from typing import Any

import pytest

REACHING = {"db", "transactional_db", "live_server"}


def reaches_the_database(item: pytest.Item) -> bool:
    """Whether a test may reach the database: by its mark, or by a fixture that it or another fixture asks for."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or not REACHING.isdisjoint(fixtures)


def commits(item: Any) -> bool:
    """Whether a test really commits, so that nothing may be shared with it."""
    mark = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(item.fixturenames)
    return bool(asked) or (mark is not None and bool(mark.kwargs.get("transaction") or mark.args))
