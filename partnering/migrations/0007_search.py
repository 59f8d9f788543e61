"""Full text for PostgreSQL; elsewhere this does nothing."""

from django.db import migrations

from partnering.text_search import AddSearchColumn


class Migration(migrations.Migration):
    dependencies = [("partnering", "0006_records")]

    operations = [
        AddSearchColumn("partnership", {"A": ["name"], "B": ["purpose"]}),
        AddSearchColumn("organisation", {"A": ["name"], "C": ["country"]}),
        AddSearchColumn("person", {"A": ["name"], "B": ["job_title", "split_part(email, '@', 1)"]}),
        AddSearchColumn("unit", {"A": ["name"]}),
        AddSearchColumn("workinggroup", {"A": ["name"], "B": ["purpose"]}),
        AddSearchColumn("action", {"A": ["title"], "B": ["notes"]}),
    ]
