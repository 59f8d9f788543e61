"""Full text for PostgreSQL; elsewhere this does nothing."""

from django.db import migrations

from partnering.text_search import AddSearchColumn


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_frozen_words_stay")]

    operations = [
        AddSearchColumn("agreement", {"A": ["title"]}),
        AddSearchColumn("agreementversion", {"A": ["purpose"], "B": ["scope", "principles", "governance"]}),
        AddSearchColumn("commitment", {"A": ["text"]}),
    ]
