from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0008_numbered_changes")]

    operations = [
        migrations.RemoveIndex(model_name="activity", name="activity_last_days"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True)),
                fields=["live", "status", "start", "end", "is_example", "deleted_at", "keeper", "start_time"],
                name="activity_dates",
            ),
        ),
    ]
