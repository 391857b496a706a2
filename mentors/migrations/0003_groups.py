"""The two groups of the team, with what each may do. Permissions of apps above this one are given there."""

from django.db import migrations

VETTING = {
    ("mentors", "application"): ["view", "vet"],
    ("mentors", "review"): ["view"],
    ("mentors", "topic"): ["view"],
    ("mentors", "category"): ["view"],
    ("mentors", "mentor"): ["view"],
}
CLUB_TEAM = {
    ("mentors", "application"): ["view", "vet"],
    ("mentors", "review"): ["view"],
    ("mentors", "topic"): ["view", "add", "change", "delete"],
    ("mentors", "category"): ["view", "add", "change", "delete"],
    ("mentors", "mentor"): ["view"],
    ("accounts", "user"): ["view"],
    ("notifications", "notice"): ["view"],
    ("outbox", "job"): ["view"],
}


def make_groups(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, grants in (("Vetting", VETTING), ("Club team", CLUB_TEAM)):
        group, _made = Group.objects.get_or_create(name=name)
        for (app_label, model), verbs in grants.items():
            content_type, _made = ContentType.objects.get_or_create(app_label=app_label, model=model)
            for verb in verbs:
                label = "Can vet applications" if verb == "vet" else f"Can {verb} {model}"
                # Permissions are otherwise made after all migrations; they keep these rows then.
                permission, _made = Permission.objects.get_or_create(
                    content_type=content_type, codename=f"{verb}_{model}", defaults={"name": label}
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("mentors", "0002_vetting"),
        ("accounts", "0001_initial"),
        ("notifications", "0001_initial"),
        ("outbox", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        # safe-migrations: ignore SM903 -- two groups and their twenty permissions
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
