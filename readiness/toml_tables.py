"""Reads typed values out of a TOML file, so that every mistake is told with its file, line, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_KINDS = {str: "a text in quotes", int: "a whole number", bool: "true or false", list: "a list in [ ]"}

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")

Path = tuple[str | int, ...]


class FrameworkError(ValueError):
    """A framework's file can't be used; the message says where, why and what to do."""


def _line_numbers(text: str) -> dict[Path, int]:
    """Where each table and key begins; tomllib itself doesn't say."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            here = ()
            *parents, last = header[2].split(".")
            for part in parents:
                here += (part,)
                if here in counts:
                    here += (counts[here] - 1,)
            here += (last,)
            if header[1] == "[[":
                counts[here] = counts.get(here, 0) + 1
                here += (counts[here] - 1,)
            lines.setdefault(here, number)
        elif key := _KEY.match(line):
            lines.setdefault((*here, key[1]), number)
    return lines


@dataclass(frozen=True)
class Table:
    """One table of a file, which knows where it stands in it."""

    data: dict[str, Any]
    file: str
    lines: dict[Path, int]
    path: Path = ()

    def error(self, key: str, problem: str) -> FrameworkError:
        """The error to raise about a key: file, line, key, problem."""
        # A table that isn't there has no line; the one in which it is lacking has.
        around = (self.path[:end] for end in range(len(self.path), 0, -1))
        places = ((*self.path, key), *around)
        line = next((self.lines[place] for place in places if place in self.lines), None)
        place = f"{self.file}, line {line}" if line else self.file
        return FrameworkError(f"{place}: {self._dotted(key)}: {problem}")

    def _dotted(self, key: str) -> str:
        """The key as a reader would look for it, counting tables from 1."""
        dotted = ""
        for part in (*self.path, key):
            dotted += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
        return dotted.lstrip(".")

    def allow(self, *keys: str) -> None:
        """Refuse any other key, which is most often a slip of the pen that would be ignored silently."""
        for key in self.data:
            if key not in keys:
                raise self.error(key, f"isn't known here; correct or remove it (known: {', '.join(keys)}).")

    def _get(self, key: str, kind: type, default: Any = None) -> Any:
        value = self.data.get(key, default)
        if value is None:
            raise self.error(key, f"is missing; add it as {_KINDS[kind]}.")
        # True is an int to Python, but not to a reader.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.error(key, f"must be {_KINDS[kind]}.")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text without blanks around it; empty only where the default is empty."""
        value = str(self._get(key, str, default)).strip()
        if not value and default is None:
            raise self.error(key, "is empty; write a text.")
        return value

    def choice(self, key: str, allowed: Iterable[str], default: str) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self.error(key, f"is {value!r}; use one of: {', '.join(repr(word) for word in allowed)}.")
        return value

    def whole(self, key: str) -> int:
        """A whole number."""
        return int(self._get(key, int))

    def flag(self, key: str) -> bool:
        """True or false; false where nothing is said."""
        return bool(self._get(key, bool, False))

    def number(self, key: str) -> Decimal | None:
        """A finite number, exactly as written; None where nothing is said."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self.error(key, "must be a number such as 3 or 2.5.")
        return Decimal(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        values = self._get(key, list)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.error(key, "must be a list of texts, none of them empty.")
        return tuple(value.strip() for value in values)

    def table(self, key: str) -> Table:
        """A table inside; an empty one where nothing is said."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, f"must be a table; begin it with a line [{self._dotted(key)}].")
        return Table(value, self.file, self.lines, (*self.path, key))

    def tables(self, key: str) -> tuple[Table, ...]:
        """The tables of a list; at least one."""
        values = self.data.get(key)
        if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
            heading = ".".join(str(part) for part in (*self.path, key) if isinstance(part, str))
            raise self.error(key, f"is missing; add at least one table that begins with [[{heading}]].")
        return tuple(
            Table(value, self.file, self.lines, (*self.path, key, index))
            for index, value in enumerate(values)
        )


def parse_toml(text: str, name: str) -> Table:
    """The top table of a file; raises FrameworkError where it isn't TOML."""
    try:
        # Decimals, because a bound of 2.95 must be 2.95.
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise FrameworkError(f"{name}: isn't valid TOML: {error}. Correct that line.") from error
    return Table(data, name, _line_numbers(text))
