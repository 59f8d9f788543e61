"""PostgreSQL refuses to change notes of who read, and lets them go only when the job that forgets says so."""

from typing import Any

from django.db import migrations

REFUSE = """
CREATE FUNCTION traction_reads_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('traction.forgets', true) = 'reads' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'partnering_readentry is only ever added to' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON partnering_readentry
FOR EACH ROW EXECUTE FUNCTION traction_reads_stay();
"""
ALLOW = """
DROP TRIGGER append_only ON partnering_readentry;
DROP FUNCTION traction_reads_stay();
"""


def refuse(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(REFUSE, params=None)


def allow(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALLOW, params=None)


class Migration(migrations.Migration):
    dependencies = [("partnering", "0013_reads")]
    operations = [migrations.RunPython(refuse, allow)]
