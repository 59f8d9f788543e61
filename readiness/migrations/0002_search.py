"""Full text for PostgreSQL; elsewhere this does nothing."""

from django.db import migrations

from partnering.text_search import AddSearchColumn


class Migration(migrations.Migration):
    dependencies = [("readiness", "0001_initial")]

    operations = [
        AddSearchColumn("campaign", {"A": ["title"]}),
    ]
