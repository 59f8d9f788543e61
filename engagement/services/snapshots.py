"""Putting many snapshots into their table at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from engagement.models import Snapshot
from partnering.copying import copy_in

BATCH = 500
COPIED = 5_000
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
    """Insert them: by COPY on PostgreSQL."""
    if connection.vendor != "postgresql":
        Snapshot.objects.bulk_create(rows, batch_size=BATCH)
        return
    left = iter(rows)
    while some := list(islice(left, COPIED)):
        copy_in(Snapshot, COLUMNS, map(_values, some))


def _values(row: Snapshot) -> tuple[Any, ...]:
    return (
        row.partnership_id,
        row.organisation_id,
        row.on,
        str(row.audience),
        row.score,
        row.confidence,
        _json(row.dimensions),
        _json(row.alerts),
    )


def _json(value: dict[str, Any]) -> str:
    return "{}" if not value else json.dumps(value, cls=DjangoJSONEncoder)
