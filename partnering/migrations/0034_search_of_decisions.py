"""Full text search of decisions."""

from django.db import migrations

from partnering.text_search import AddSearchColumn


class Migration(migrations.Migration):
    dependencies = [("partnering", "0033_reminders_of_meetings")]

    operations = [AddSearchColumn("decision", {"A": ["text"]})]
