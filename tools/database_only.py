"""A plugin of pytest for PostgreSQL: leaves out what can't differ there, and writes down which statements tests make.

Left out are the tests that reach no database, or ask what only SQLite does (`sqlite`), and those marked as `walk`:
they open every page as this one and that one, and read what it says. What they rest on, who gets at what, is asked of
every route on each database by the walk along the table of access, which is not marked.

What is written down tells tools.second_look which of the others must run on SQLite as well.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.backends.signals import connection_created

from tools.reaching import reaches_the_database
from tools.statements import Noted, sign_of


def needs_services(item: pytest.Item) -> bool:
    """Whether a test runs on no other database than this one."""
    return item.get_closest_marker("services") is not None


def belongs_here(item: pytest.Item) -> bool:
    """Whether a test runs on PostgreSQL."""
    if needs_services(item):
        return True
    return reaches_the_database(item) and not any(item.get_closest_marker(one) for one in ("walk", "sqlite"))


def leave_out(config: pytest.Config, items: list[Any], stays: Callable[[pytest.Item], bool]) -> None:
    """Let only some tests run; the others are counted as deselected."""
    kept = [item for item in items if stays(item)]
    config.hook.pytest_deselected(items=[item for item in items if not stays(item)])
    items[:] = kept


def pytest_collection_modifyitems(config: pytest.Config, items: list[Any]) -> None:
    """Leave the others out."""
    leave_out(config, items, belongs_here)


class Noting:
    """Writes down what each test asks of the database, once it passed."""

    def __init__(self, folder: Path, process: str) -> None:
        self.process = process
        self.file = folder / f"{process}.jsonl"
        self.signs: dict[str, str] = {}
        self.test, self.made = "", set[str]()
        self.failed = False
        connection_created.connect(self.listen)

    def listen(self, connection: Any, **_more: Any) -> None:
        """Hear each statement of a connection."""
        if self.hear not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.hear)

    def hear(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Note a statement and let it go on; what the database refuses is like nothing that other tests ask."""
        text = str(sql)
        sign = self.signs.get(text)
        if sign is None:
            sign = self.signs[text] = sign_of(text, self.process)
        self.made.add(sign)
        try:
            return execute(sql, params, many, context)
        except DatabaseError:
            self.made.add(f"refused in {self.test}")
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        """Begin anew with each test."""
        self.test, self.made, self.failed, began = item.nodeid, set(), False, process_time()
        answer = yield
        if not self.failed:
            with self.file.open("a") as file:
                file.write(Noted(item.nodeid, frozenset(self.made - {""}), process_time() - began).line())
        return answer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember whether any part of the test went wrong."""
        self.failed = self.failed or not report.passed


def pytest_configure(config: pytest.Config) -> None:
    """Write down in the folder that the environment names, if it names one."""
    folder, process = os.environ.get("STATEMENTS"), os.environ.get("PYTEST_XDIST_WORKER")
    if folder and process:
        config.pluginmanager.register(Noting(Path(folder), process))
