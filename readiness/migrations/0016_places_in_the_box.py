"""The places of each box are numbered, in an order that tells nothing: that of the keys, which are random."""

from itertools import groupby

from django.db import migrations, models


def number(apps, schema_editor):
    """Number what lies in the boxes of surveys that are open now."""
    rows = apps.get_model("readiness", "SealedResponse").objects.order_by("campaign_id", "id").only("campaign_id")
    for _campaign, box in groupby(list(rows), lambda one: one.campaign_id):
        for place, row in enumerate(box):
            row.place = place
            row.save(update_fields=["place"])


class Migration(migrations.Migration):

    dependencies = [("readiness", "0015_words_in_languages")]

    operations = [
        migrations.AddField("sealedresponse", "place", models.PositiveIntegerField(null=True)),
        migrations.RunPython(number, migrations.RunPython.noop, elidable=True),
        migrations.AlterField("sealedresponse", "place", models.PositiveIntegerField()),
        migrations.AddConstraint(
            "sealedresponse",
            models.UniqueConstraint(fields=["campaign", "place"], name="one_set_of_answers_in_a_place"),
        ),
        # The constraint of one answer to a question has an index that begins with the response.
        migrations.AlterField(
            "answer",
            "response",
            models.ForeignKey(
                db_index=False,
                on_delete=models.deletion.CASCADE,
                related_name="answers",
                to="readiness.response",
            ),
        ),
    ]
