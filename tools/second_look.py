"""A plugin of pytest for SQLite, after PostgreSQL: leaves out what passed there and would ask nothing new of it here.

What stays: tests that did not run on PostgreSQL, or failed there; those that really commit, since databases lock in
their own ways; those marked `both`, in which the database has the say: on order, letters, search, constraints; and as
many others as together make every statement (tools.statements).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tools import statements
from tools.database_only import leave_out
from tools.reaching import commits


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave out what need not run a second time."""
    noted = statements.read(Path(os.environ["STATEMENTS"]))
    passed, chosen = {one.test for one in noted}, statements.enough(noted)

    def stays(item: Any) -> bool:
        told = item.nodeid not in passed or item.nodeid in chosen
        return told or commits(item) or item.get_closest_marker("both") is not None

    leave_out(config, items, stays)
