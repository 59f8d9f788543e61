"""Putting many snapshots into their table at once."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from engagement.models import Snapshot

BATCH = 500
COPIED = 5_000
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
COLUMNS = [
    "partnership_id",
    "organisation_id",
    "on",
    "audience",
    "score",
    "confidence",
    "dimensions",
    "alerts",
]


def store_snapshots(rows: Iterable[Snapshot]) -> None:
    """Insert them: by COPY on PostgreSQL, which takes a third of the time of statements."""
    if connection.vendor != "postgresql":
        Snapshot.objects.bulk_create(rows, batch_size=BATCH)
        return
    left = iter(rows)
    while some := list(islice(left, COPIED)):
        _copy(some)


def _copy(rows: Sequence[Snapshot]) -> None:
    columns = ", ".join(connection.ops.quote_name(column) for column in COLUMNS)
    table = connection.ops.quote_name(Snapshot._meta.db_table)
    text = io.StringIO()
    text.writelines(_line(row) for row in rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)


def _line(row: Snapshot) -> str:
    values: tuple[Any, ...] = (
        row.partnership_id,
        row.organisation_id,
        row.on,
        str(row.audience),
        row.score,
        row.confidence,
        _json(row.dimensions),
        _json(row.alerts),
    )
    return "\t".join("\\N" if one is None else str(one) for one in values) + "\n"


def _json(value: dict[str, Any]) -> str:
    return "{}" if not value else json.dumps(value, cls=DjangoJSONEncoder).translate(ESCAPES)
