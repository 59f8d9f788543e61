"""Responses and answers as rows. The database makes them of texts, which is far quicker than one by one.

PostgreSQL lets others write meanwhile. SQLite has one writer at a time, so there a job lays the answers ready before
its transaction, in a temporary table that only its own connection sees: the transaction has only to copy them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from partnering.models import Unit
from readiness.models import Answer, Response
from readiness.scoring import Value

# Of a list of [key, person, unit, level]; a unit that was taken away since somebody named it stays empty.
RESPONSES = {
    "postgresql": "SELECT (one->>0)::uuid, %s, (one->>1)::bigint, "
    "(SELECT id FROM {units} WHERE id = (one->>2)::bigint), one->>3 FROM jsonb_array_elements(%s::jsonb) AS one",
    "sqlite": "SELECT json_extract(one.value, '$[0]'), %s, json_extract(one.value, '$[1]'), "
    "(SELECT id FROM {units} WHERE id = json_extract(one.value, '$[2]')), json_extract(one.value, '$[3]') "
    "FROM json_each(%s) AS one",
}
# Of a list of [key of the response, {question: value}].
ANSWERS = {
    "postgresql": "SELECT (one->>0)::uuid, given.key, given.value "
    "FROM jsonb_array_elements(%s::jsonb) AS one, jsonb_each_text(one->1) AS given",
    "sqlite": "SELECT json_extract(one.value, '$[0]'), given.key, given.value "
    "FROM json_each(%s) AS one, json_each(one.value, '$[1]') AS given",
}
READY = "temp.answers_laid_ready"


@dataclass(frozen=True)
class Row:
    """One response, with the key that it will have, and its answers."""

    key: UUID
    person: int | None
    unit: int | None
    level: str
    answers: Mapping[str, Value]


@dataclass
class Part:
    """Some of the responses and their answers, as texts of which the database makes rows.

    `ready` are the first and the last of its answers where they were laid ready.
    """

    responses: str
    answers: str
    ready: tuple[int, int] | None = None


def part_of(rows: Sequence[Row]) -> Part:
    """The texts of some responses."""
    field = Response._meta.pk
    keys = [str(field.get_db_prep_value(row.key, connection)) for row in rows]
    return Part(
        responses=json.dumps(
            [[key, row.person, row.unit, row.level] for key, row in zip(keys, rows, strict=True)]
        ),
        answers=json.dumps([[key, dict(row.answers)] for key, row in zip(keys, rows, strict=True)]),
    )


@contextmanager
def laid_ready(parts: Sequence[Part]) -> Iterator[None]:
    """While it lasts, what is to be written of answers needs but copying. To be begun outside the transaction."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {READY}")
        cursor.execute(f"CREATE TABLE {READY} (number INTEGER PRIMARY KEY, response, question, value)")
        last = 0
        for part in parts:
            into = f"INSERT INTO {READY} (response, question, value) {ANSWERS['sqlite']}"
            cursor.execute(into, [part.answers])
            first = last + 1
            last += cursor.rowcount
            part.ready = (first, last)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {READY}")


def write_responses(campaign: int, part: Part) -> None:
    """The responses of a part, in one statement."""
    units = connection.ops.quote_name(Unit._meta.db_table)
    made = RESPONSES[connection.vendor].format(units=units)
    _insert(Response, "id, campaign_id, person_id, unit_id, level", made, [campaign, part.responses])


def write_answers(part: Part) -> None:
    """The answers of a part, whose responses are there, in one statement."""
    columns = "response_id, question, value"
    if part.ready is None:
        _insert(Answer, columns, ANSWERS[connection.vendor], [part.answers])
    else:
        copied = (
            f"SELECT response, question, value FROM {READY} WHERE number BETWEEN %s AND %s ORDER BY number"  # noqa: S608
        )
        _insert(Answer, columns, copied, part.ready)


def _insert(table: Any, columns: str, made: str, values: Sequence[Any]) -> None:
    name = connection.ops.quote_name(table._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {name} ({columns}) {made}", values)
