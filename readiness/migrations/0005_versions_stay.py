"""The database itself refuses to change a version of a framework, whoever asks; own frameworks are found by name.

A later migration that alters the table of versions on SQLite remakes it and so loses its trigger: run `guard` again
at its end.
"""

from django.db import migrations

from partnering.text_search import AddSearchColumn

NAME, TABLE = "framework_version_stays", "readiness_frameworkversion"
MESSAGE = "A version of a framework can not be changed; publish another one."


def guard(apps, schema_editor):
    """Put the trigger in place."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'check_violation'; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {NAME}()"
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE UPDATE ON {TABLE} FOR EACH ROW BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )


def unguard(apps, schema_editor):
    """Take the trigger away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {NAME} ON {TABLE}")
        schema_editor.execute(f"DROP FUNCTION {NAME}()")
    else:
        schema_editor.execute(f"DROP TRIGGER {NAME}")


class Migration(migrations.Migration):
    dependencies = [("readiness", "0004_own_frameworks")]

    operations = [
        AddSearchColumn("ownframework", {"A": ["name"]}),
        migrations.RunPython(guard, unguard),
    ]
