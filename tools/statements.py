"""Which statements the tests of the first database make, and which of these tests make all of them on the second one.

Databases differ in what they take a statement for and in what they answer. Python's part in a test, which is nearly
all of its time, is the same on both. So all tests run on the first database, and on the second each statement is
made at least once in each file of tests: by the tests that do so in the least time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

# The frame of a test, which all of them have.
FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK")
KEPT = "EXECUTE"
WORD = re.compile(r'"[^"]+"|\w+|[^\w\s,]')
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Noted:
    """A test that passed: the statements that it made, and the seconds that it took."""

    test: str
    statements: frozenset[str]
    seconds: float

    @property
    def file(self) -> str:
        """The file of the test."""
        return self.test.partition("::")[0]

    def line(self) -> str:
        """As it's written down for the second database."""
        return json.dumps([self.test, sorted(self.statements), round(self.seconds, 4)]) + "\n"


def read(folder: Path) -> list[Noted]:
    """What the processes of the first database wrote down in a folder; nothing where they did not run."""
    rows = [
        json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text().splitlines()
    ]
    return [Noted(test, frozenset(statements), seconds) for test, statements, seconds in rows]


def sign_of(sql: str, process: str) -> str:
    """A short sign for a statement; empty for what frames a test.

    It's the same for statements of the same words, tables and columns among them, whatever the values and how often a
    condition is repeated. A statement that PostgreSQL knows by a name is told by this, which differs between processes.
    """
    if sql.startswith(FRAME):
        return ""
    words = [f"{process} {sql}"] if sql.startswith(KEPT) else sorted(set(WORD.findall(NUMBER.sub("0", sql))))
    return blake2b(" ".join(words).encode(), digest_size=6).hexdigest()


def enough(noted: Iterable[Noted]) -> set[str]:
    """The tests that together make every statement of each file."""
    files: dict[str, list[Noted]] = {}
    for one in noted:
        files.setdefault(one.file, []).append(one)
    return {test for tests in files.values() for test in enough_of(tests)}


def enough_of(tests: list[Noted]) -> set[str]:
    """The same for one file: again and again the test that makes most of what is still missing, for its time."""
    chosen: set[str] = set()
    missing = frozenset[str]().union(*(one.statements for one in tests))
    while missing:
        best = max(tests, key=lambda one: (len(one.statements & missing) / (one.seconds + 0.01), one.test))
        chosen.add(best.test)
        missing -= best.statements
    return chosen
