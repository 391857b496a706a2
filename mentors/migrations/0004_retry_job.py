"""The club team may try failed jobs again."""

from django.db import migrations

TEAM = "Club team"


def permit(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _made = ContentType.objects.get_or_create(app_label="outbox", model="job")
    # Permissions are otherwise made after all migrations; they keep this row then.
    permission, _made = Permission.objects.get_or_create(
        content_type=content_type, codename="retry_job", defaults={"name": "Can try failed jobs again"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.add(permission)


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.remove(*group.permissions.filter(codename="retry_job", content_type__app_label="outbox"))


class Migration(migrations.Migration):
    dependencies = [("mentors", "0003_groups"), ("outbox", "0004_retry_job")]

    operations = [
        # safe-migrations: ignore SM903 -- one permission of one group
        migrations.RunPython(permit, withdraw),
    ]
