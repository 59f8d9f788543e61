"""Which statements the tests of the first database make, and which of these tests make all of them on the second one.

Databases differ in what they take a statement for and in what they answer. Python's part in a test, which is nearly
all of its time, is the same on both. So all tests run on the first database, and on the second each statement that
any of them made is made at least once: by the tests that do so in little time.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heapify, heappop, heapreplace
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

    def worth(self, missing: set[str]) -> float:
        """How many of the statements that are still missing it makes for its time."""
        return len(self.statements & missing) / (self.seconds + 0.01)

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
    """The tests that together make every statement: again and again the one that makes most of what is still missing.

    What a test is worth only falls as others are chosen. So one that is still worth more than all others were when
    they were looked at last is the best, and these need no second look.
    """
    tests = sorted(noted, key=lambda one: one.test)
    missing = set[str]().union(*(one.statements for one in tests))
    ranked = [(-one.worth(missing), place) for place, one in enumerate(tests)]
    heapify(ranked)
    chosen = []
    while missing:
        best = tests[ranked[0][1]]
        now = (-best.worth(missing), ranked[0][1])
        if now > ranked[0]:
            heapreplace(ranked, now)
        else:
            heappop(ranked)
            chosen.append(best)
            missing -= best.statements
    return {one.test for one in needed(chosen)}


def needed(chosen: Iterable[Noted]) -> list[Noted]:
    """These tests without those whose statements the others make as well; what takes longest is left out first."""
    made = Counter(statement for one in chosen for statement in one.statements)
    kept = []
    for one in sorted(chosen, key=lambda one: (-one.seconds, one.test)):
        if all(made[statement] > 1 for statement in one.statements):
            made.subtract(one.statements)
        else:
            kept.append(one)
    return kept
