"""People are found by any part of their name, address and title; on PostgreSQL by an index, where it may have one."""

from django.db import migrations

from partnering.trigrams import AddTrigramIndex


class Migration(migrations.Migration):
    dependencies = [("partnering", "0039_reads_of_files")]

    operations = [AddTrigramIndex("person", ["name", "email", "job_title"])]
