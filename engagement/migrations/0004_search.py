"""Full text for PostgreSQL; elsewhere this does nothing."""

from django.db import migrations

from partnering.text_search import AddSearchColumn


class Migration(migrations.Migration):
    dependencies = [("engagement", "0003_nudges_about_records")]

    operations = [
        AddSearchColumn("interaction", {"A": ["title"], "B": ["notes"]}),
    ]
