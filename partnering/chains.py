"""The arithmetic of the sealed record: what an entry's seal is made of. No tables, no settings."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

FIRST = "0" * 64
"""What stands for the seal before the first one."""


def content_of(values: Mapping[str, Any]) -> bytes:
    """An entry in the one spelling that is sealed: its fields by name, moments in UTC."""
    return json.dumps(
        dict(values), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain
    ).encode()


def seal(*, key: bytes, number: int, previous: str, source: str, pk: int, content: bytes) -> str:
    """The seal of one entry: keyed, and over its number, its place in the database, its content and the seal before.

    Whoever changes, removes or swaps an entry must make all later seals anew, for which they need the key.
    """
    parts = (str(number), previous, source, str(pk), hashlib.sha256(content).hexdigest())
    return hmac.new(key, "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of an entry")
