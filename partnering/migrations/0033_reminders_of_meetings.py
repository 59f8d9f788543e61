from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("partnering", "0032_meeting_series")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="hears_of_meetings",
            field=models.BooleanField(default=True, verbose_name="is reminded of meetings by e-mail"),
        ),
    ]
