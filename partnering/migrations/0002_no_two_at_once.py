"""Nobody holds two seats in one group, or one role twice, at the same time; no member is one twice.

SQLite knows no such constraint; there the services' checks hold, because it has one writer at a time.
"""

from django.db import migrations

RULES = (
    (
        "partnering_seat",
        "no_two_seats_in_a_group_at_once",
        "group_id WITH =, person_id WITH =, daterange(started_on, ended_on) WITH &&",
        "person_id IS NOT NULL",
    ),
    (
        "partnering_role",
        "no_role_twice_at_once",
        "person_id WITH =, coalesce(partnership_id, 0) WITH =, kind WITH =, daterange(started_on, ended_on) WITH &&",
        "TRUE",
    ),
    (
        "partnering_membership",
        "no_member_twice_at_once",
        "partnership_id WITH =, organisation_id WITH =, daterange(joined_on, left_on) WITH &&",
        "TRUE",
    ),
)


def constrain(apps, schema_editor):
    """Add the constraints. The extension is a trusted one: the database's owner may create it."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for table, name, columns, condition in RULES:
        schema_editor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({columns}) WHERE ({condition})"
        )


def release(apps, schema_editor):
    """Drop them; the extension stays, for something else may use it."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, name, _columns, _condition in RULES:
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


class Migration(migrations.Migration):
    dependencies = [("partnering", "0001_initial")]

    operations = [migrations.RunPython(constrain, release)]
