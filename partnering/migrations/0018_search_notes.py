"""Full text of notes and names of files for PostgreSQL; elsewhere this does nothing."""

from django.db import migrations

from partnering.text_search import AddSearchColumn


class Migration(migrations.Migration):
    dependencies = [("partnering", "0017_lists_in_order")]

    operations = [
        AddSearchColumn("note", {"A": ["text"]}),
        AddSearchColumn("attachment", {"A": ["name"]}),
    ]
