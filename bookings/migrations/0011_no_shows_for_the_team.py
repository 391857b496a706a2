"""The club team reads no-shows, and decides them."""

from django.db import migrations

TEAM = "Club team"
VERBS = ("view", "change")


def permit(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _made = ContentType.objects.get_or_create(app_label="bookings", model="noshow")
    for verb in VERBS:
        # Permissions are otherwise made after all migrations; they keep this row then.
        permission, _made = Permission.objects.get_or_create(
            content_type=content_type, codename=f"{verb}_noshow", defaults={"name": f"Can {verb} no-show"}
        )
        for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
            group.permissions.add(permission)


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        ours = group.permissions.filter(content_type__app_label="bookings", codename__endswith="_noshow")
        group.permissions.remove(*ours)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0010_no_shows"), ("mentors", "0006_inactive")]

    operations = [
        # safe-migrations: ignore SM903 -- two permissions of one group
        migrations.RunPython(permit, withdraw),
    ]
