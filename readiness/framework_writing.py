"""Writes a framework's draft as a TOML file that reads back as the same draft."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(draft: Mapping[str, Any]) -> str:
    """The file's text."""
    return "\n".join(_table(draft, ())).strip() + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Plain values first: what follows a heading belongs to it."""
    inner = {key: value for key, value in table.items() if _is_table(value) or _is_tables(value)}
    yield from (f"{_key(key)} = {_value(value)}" for key, value in table.items() if key not in inner)
    for key, value in inner.items():
        here = (*path, key)
        heading = ".".join(map(_key, here))
        for one in value if _is_tables(value) else [value]:
            yield ""
            yield f"[[{heading}]]" if _is_tables(value) else f"[{heading}]"
            yield from _table(one, here)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_table(one) for one in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return "[" + "".join(f"\n  {_text(one)}," for one in value) + ("\n]" if value else "]")
    return str(value)


def _text(text: str) -> str:
    """A text in quotes. JSON escapes what TOML does, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
