"""One row of free time a mentor. The index is derived: the sweep writes it anew."""

from datetime import timedelta

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("bookings", "0002_rules_in_range"), ("mentors", "0001_initial")]

    operations = [
        # safe-migrations: ignore SM003 -- older than the first release: no club had the table
        migrations.DeleteModel(name="FreeTime"),
        migrations.CreateModel(
            name="FreeTime",
            fields=[
                (
                    "mentor",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="free_time",
                        serialize=False,
                        to="mentors.mentor",
                    ),
                ),
                (
                    "starts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), default=list, size=None
                    ),
                ),
                ("notice", models.DurationField()),
                ("built_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["built_at"], name="free_time_built")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("starts__len__lte", 1000)), name="free_time_bounded"),
                    models.CheckConstraint(
                        condition=models.Q(("notice__gte", timedelta(0))), name="free_time_notice_positive"
                    ),
                ],
            },
        ),
    ]
