"""PostgreSQL itself refuses that the record is changed or cut. SQLite is for trying out, and goes without."""

from typing import Any

from django.db import migrations

TABLES = ("partnering_auditentry", "partnering_rowchange", "partnering_auditseal")
REFUSE = """
CREATE FUNCTION traction_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def refuse(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION traction_append_only()"
            )


def allow(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER append_only ON {table}")
        schema_editor.execute("DROP FUNCTION traction_append_only()")


class Migration(migrations.Migration):
    dependencies = [("partnering", "0011_audit_by_row")]
    operations = [migrations.RunPython(refuse, allow)]
