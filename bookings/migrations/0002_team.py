"""What the club team may do here."""

from django.db import migrations

TEAM = "Club team"
GRANTS = (
    ("bookings", "booking", "view"),
    ("meetings", "meeting", "view"),
    ("calendars", "outsidecalendar", "view"),
    ("bookings", "noshow", "view"),
    ("bookings", "noshow", "change"),
)


def permit(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    for group in apps.get_model("auth", "Group").objects.filter(name=TEAM):
        for app_label, model, verb in GRANTS:
            content_type, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
            # Permissions are otherwise made after all migrations; they keep these rows then.
            row, _made = Permission.objects.get_or_create(
                content_type=content_type, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
            )
            group.permissions.add(row)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial"), ("mentors", "0006_inactive"), ("meetings", "0001_initial")]
    operations = [
        # safe-migrations: ignore SM903 -- five permissions of one group
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
