"""The database itself refuses to change what was put out for signature, whoever asks.

A later migration that alters one of these tables on SQLite remakes the table and so loses its trigger: run
`guard` again at its end. Deleting is left to the services, which never delete a frozen version.
"""

from django.db import migrations

GUARDS = (
    (
        "frozen_version_stays",
        "agreements_agreementversion",
        "OLD.frozen_at IS NOT NULL",
        "This version was put out for signature and can not be changed.",
    ),
    (
        "frozen_interest_stays",
        "agreements_interest",
        "EXISTS (SELECT 1 FROM agreements_agreementversion v WHERE v.id = OLD.version_id AND v.frozen_at IS NOT NULL)",
        "These interests were put out for signature and can not be changed.",
    ),
    (
        "signature_stays",
        "agreements_signatory",
        "OLD.signed_on IS NOT NULL AND NOT (NEW.signed_on IS NOT NULL AND NEW.signed_on = OLD.signed_on"
        " AND NEW.person_id = OLD.person_id AND NEW.organisation_id = OLD.organisation_id"
        " AND NEW.version_id = OLD.version_id AND NEW.authority = OLD.authority)",
        "A signature can not be changed.",
    ),
)


def guard(apps, schema_editor):
    """Put the triggers in place."""
    for name, table, when, message in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
                "RETURN NEW; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )


def unguard(apps, schema_editor):
    """Take the triggers away."""
    for name, table, _when, _message in GUARDS:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
