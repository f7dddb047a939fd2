"""Public changes bear a number for each record; those that are there already are counted in the order of publication."""

from django.db import migrations, models

CHUNK = 1000


def count(apps, schema_editor):
    Change = apps.get_model("register", "Change")
    public = Change.objects.filter(published_at__isnull=False).order_by(
        "content_type", "object_id", "published_at", "pk"
    )
    record, number, counted = None, 0, []
    for change in public.only("content_type", "object_id").iterator(chunk_size=CHUNK):
        number = number + 1 if record == (change.content_type_id, change.object_id) else 1
        record = (change.content_type_id, change.object_id)
        change.number = number
        counted.append(change)
    Change.objects.bulk_update(counted, ["number"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0007_last_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="change",
            name="number",
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name="number"),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                fields=("content_type", "object_id", "number"), name="change_number_once_a_record"
            ),
        ),
    ]
