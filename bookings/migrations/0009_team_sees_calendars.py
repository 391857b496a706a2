"""The club team sees which outside calendars cannot be read."""

from django.db import migrations

TEAM = "Club team"


def permission(apps):
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _made = ContentType.objects.get_or_create(app_label="bookings", model="outsidecalendar")
    # Permissions are otherwise made after all migrations; they keep this row then.
    row, _made = (
        apps.get_model("auth", "Permission")
        .objects.get_or_create(content_type=content_type, codename="view_outsidecalendar", defaults={"name": "Can view outside calendar"})
    )
    return row


def permit(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.add(permission(apps))


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.remove(permission(apps))


class Migration(migrations.Migration):
    dependencies = [("bookings", "0008_outside_calendars"), ("mentors", "0003_groups")]

    operations = [
        # safe-migrations: ignore SM903 -- one permission of one group
        migrations.RunPython(permit, withdraw),
    ]
