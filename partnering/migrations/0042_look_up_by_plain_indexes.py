"""Lets rights look up roles, seats and members by the plain indexes of their keys.

The constraints that nobody holds something twice at once stand in indexes of ranges (GiST). PostgreSQL took these to
look up somebody's roles or an organisation's memberships, which read ten pages of an index instead of two. With keys
written as an expression the constraints are the same, but no such look-up fits their indexes.
"""

from django.db import migrations

RULES = (
    (
        "partnering_seat",
        "no_two_seats_in_a_group_at_once",
        "{group_id} WITH =, {person_id} WITH =, daterange(started_on, ended_on) WITH &&",
        "person_id IS NOT NULL",
    ),
    (
        "partnering_role",
        "no_role_twice_at_once",
        "{person_id} WITH =, coalesce(partnership_id, 0) WITH =, kind WITH =,"
        " daterange(started_on, ended_on) WITH &&",
        "TRUE",
    ),
    (
        "partnering_membership",
        "no_member_twice_at_once",
        "{partnership_id} WITH =, {organisation_id} WITH =, daterange(joined_on, left_on) WITH &&",
        "TRUE",
    ),
)
KEYS = ("group_id", "person_id", "partnership_id", "organisation_id")


def keep_out(apps, schema_editor):
    """Write the keys as expressions."""
    _constrain(schema_editor, {key: f"({key} + 0)" for key in KEYS})


def let_in(apps, schema_editor):
    """Write them as they were."""
    _constrain(schema_editor, {key: key for key in KEYS})


def _constrain(schema_editor, keys):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, name, columns, condition in RULES:
        schema_editor.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name}"
            f" EXCLUDE USING gist ({columns.format(**keys)}) WHERE ({condition})"
        )


class Migration(migrations.Migration):
    dependencies = [("partnering", "0041_pledges_of_sponsors")]

    operations = [migrations.RunPython(keep_out, let_in)]
