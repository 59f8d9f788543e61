"""Full text of meetings for PostgreSQL; elsewhere this does nothing."""

from django.db import migrations

from partnering.text_search import AddSearchColumn


class Migration(migrations.Migration):
    dependencies = [("partnering", "0028_sealer_begins_later")]

    operations = [AddSearchColumn("meeting", {"A": ["title"], "B": ["place"]})]
