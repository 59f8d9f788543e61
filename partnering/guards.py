"""What the database itself refuses beyond constraints: circles, overlaps and people in seats that they can't hold.

The services refuse all this first, with a sentence and under locks. This holds for everything else that writes: a
merge and its undo, an import, a script, a hand at the database's prompt. PostgreSQL keeps overlaps out by exclusion
constraints of its own, so only SQLite is given guards for them.

The guards stand outside of migrations because SQLite drops a table's triggers when a migration rebuilds it, and
refuses to rebuild one that another table's trigger reads. So they go before migrations and come back after them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate


@dataclass(frozen=True)
class Guard:
    """A row that meets `wrong` (SQL that may read NEW) is refused; `columns` are those whose change is looked at.

    `first_lock` is what PostgreSQL locks before it looks, so that of two transactions at once the later one sees what
    the earlier one wrote. SQLite has one writer at a time.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    wrong: str
    first_lock: str = ""
    also_new_rows: bool = True
    only_sqlite: bool = False


def no_circle(name: str, table: str, column: str) -> Guard:
    """Nothing lies in itself, at any remove. A new row has nothing below it yet."""
    wrong = f"""EXISTS (
        WITH RECURSIVE above(id) AS (
            SELECT NEW.{column}
            UNION SELECT higher.{column} FROM {table} AS higher JOIN above ON higher.id = above.id
            WHERE higher.{column} IS NOT NULL
        ) SELECT 1 FROM above WHERE above.id = NEW.id)"""
    return Guard(name, table, (column,), wrong, also_new_rows=False)


def no_overlap(
    name: str,
    table: str,
    same: tuple[str, ...],
    *,
    first: str = "started_on",
    last: str = "ended_on",
    holder: str = "",
) -> Guard:
    """No two rows of the same things share a day; the last day is outside, and a row without days shares none.

    Of rows that nobody holds (`holder` is empty) there may be many.
    """
    alike = " AND ".join(f"other.{column} IS NEW.{column}" for column in same)
    held = f"NEW.{holder} IS NOT NULL AND " if holder else ""
    wrong = f"""{held}(NEW.{last} IS NULL OR NEW.{last} > NEW.{first}) AND EXISTS (
        SELECT 1 FROM {table} AS other WHERE other.id <> NEW.id AND {alike}
        AND (other.{last} IS NULL OR (other.{last} > NEW.{first} AND other.{last} > other.{first}))
        AND (NEW.{last} IS NULL OR other.{first} < NEW.{last}))"""
    return Guard(name, table, (*same, first, last), wrong, only_sqlite=True)


SEATED_BEYOND = (
    """(seat.ended_on IS NULL OR (seat.ended_on > person.left_on AND seat.ended_on > seat.started_on))"""
)
HOLDER = "partnering_person WHERE id = NEW.person_id"
GUARDS = (
    no_circle("unit_is_not_part_of_itself", "partnering_unit", "parent_id"),
    no_circle("organisation_is_not_part_of_itself", "partnering_organisation", "parent_id"),
    no_circle("organisation_is_not_contractor_of_itself", "partnering_organisation", "contractor_of_id"),
    no_circle("group_does_not_report_to_itself", "partnering_workinggroup", "reports_to_id"),
    Guard(
        "nobody_is_seated_beyond_leaving",
        "partnering_seat",
        ("person_id", "started_on", "ended_on"),
        f"""EXISTS (SELECT 1 FROM partnering_seat AS seat JOIN partnering_person AS person
            ON person.id = seat.person_id WHERE seat.id = NEW.id AND {SEATED_BEYOND}
            AND person.left_on IS NOT NULL)""",
        first_lock=HOLDER,
    ),
    # Not looked at when an organisation changes: that happens when two become one, to seats and people in turn.
    Guard(
        "nobody_is_seated_for_another_organisation",
        "partnering_seat",
        ("person_id",),
        """NEW.person_id IS NOT NULL AND NEW.organisation_id <>
            (SELECT organisation_id FROM partnering_person WHERE id = NEW.person_id)""",
        first_lock=HOLDER,
    ),
    Guard(
        "nobody_leaves_and_keeps_a_seat",
        "partnering_person",
        ("left_on",),
        f"""NEW.left_on IS NOT NULL AND EXISTS (SELECT 1 FROM partnering_seat AS seat
            JOIN partnering_person AS person ON person.id = seat.person_id
            WHERE person.id = NEW.id AND {SEATED_BEYOND})""",
        also_new_rows=False,
    ),
    no_overlap(
        "no_two_seats_in_a_group_at_once", "partnering_seat", ("person_id", "group_id"), holder="person_id"
    ),
    no_overlap("no_role_twice_at_once", "partnering_role", ("person_id", "partnership_id", "kind")),
    no_overlap(
        "no_member_twice_at_once",
        "partnering_membership",
        ("partnership_id", "organisation_id"),
        first="joined_on",
        last="left_on",
    ),
)


def statements_for(guard: Guard, vendor: str) -> list[str]:
    """The SQL that puts a guard up anew."""
    events = [f"UPDATE OF {', '.join(guard.columns)}"] + (["INSERT"] if guard.also_new_rows else [])
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {guard.name}_{event[:6].lower()} AFTER {event} ON {guard.table} "
            f"WHEN {guard.wrong} BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
            for event in events
        ]
    if guard.only_sqlite:
        return []
    # A share keeps the row from being changed; the look after it has a snapshot of its own.
    lock = f"PERFORM 1 FROM {guard.first_lock} FOR SHARE;" if guard.first_lock else ""
    return [
        f"""CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {lock}
            IF {guard.wrong} THEN
                RAISE EXCEPTION '{guard.name}'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{guard.name}', TABLE = '{guard.table}';
            END IF;
            RETURN NULL;
        END $$""",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} AFTER {' OR '.join(events)} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    ]


def put_up(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """After migrations: guard every table that is there with the columns that a guard looks at."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if set(guard.columns) <= _columns(connection, cursor, guard.table):
                for statement in statements_for(guard, connection.vendor):
                    cursor.execute(statement)


def take_down(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Before migrations, where SQLite would stumble over them."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for guard in GUARDS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}_update")
                cursor.execute(f"DROP TRIGGER IF EXISTS {guard.name}_insert")


def _columns(connection: BaseDatabaseWrapper, cursor: Any, table: str) -> set[str]:
    if table not in connection.introspection.table_names(cursor):
        return set()
    return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def register(core: AppConfig) -> None:
    """Guard each database that is migrated."""
    pre_migrate.connect(take_down, sender=core, dispatch_uid="traction guards down")
    post_migrate.connect(put_up, sender=core, dispatch_uid="traction guards up")
