"""The club team may see which addresses take no mail."""

from django.db import migrations

TEAM = "Club team"
NAME = {"codename": "view_suppressedaddress", "content_type__app_label": "notifications"}


def permit(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _made = ContentType.objects.get_or_create(app_label="notifications", model="suppressedaddress")
    # Permissions are otherwise made after all migrations; they keep this row then.
    permission, _made = Permission.objects.get_or_create(
        content_type=content_type, codename="view_suppressedaddress", defaults={"name": "Can view suppressed address"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.add(permission)


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.remove(*group.permissions.filter(**NAME))


class Migration(migrations.Migration):
    dependencies = [("mentors", "0004_retry_job"), ("notifications", "0003_suppressed_addresses")]

    operations = [
        # safe-migrations: ignore SM903 -- one permission of one group
        migrations.RunPython(permit, withdraw),
    ]
