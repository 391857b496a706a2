"""Who may try failed jobs again is said apart from who may look at them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0003_request_id")]

    operations = [
        migrations.AlterModelOptions(
            name="job",
            options={
                "ordering": ["due_at", "id"],
                "permissions": [("retry_job", "Can try failed jobs again")],
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
            },
        ),
    ]
