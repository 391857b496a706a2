"""The club team answers words to the club, and looks into bookings when somebody complains."""

from django.db import migrations

TEAM = "Club team"
GRANTS = {("feedback", "feedback"): ["view", "change"], ("bookings", "booking"): ["view"]}


def permissions(apps):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for (app_label, model), verbs in GRANTS.items():
        content_type, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
        for verb in verbs:
            # Permissions are otherwise made after all migrations; they keep these rows then.
            permission, _made = Permission.objects.get_or_create(
                content_type=content_type, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
            )
            yield permission


def permit(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.add(*permissions(apps))


def withdraw(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        group.permissions.remove(*permissions(apps))


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial"), ("bookings", "0001_initial"), ("mentors", "0003_groups")]

    operations = [
        # safe-migrations: ignore SM903 -- three permissions of one group
        migrations.RunPython(permit, withdraw),
    ]
