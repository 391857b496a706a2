"""Permissions of the team's groups, in code: each app's `groups.py` grants them for its own models.

They are written to the database after each `migrate`, so a change needs no migration. Groups with other names, created
in the admin, are left alone. A superuser has all rights without a group, and alone gives groups to others.
"""

from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed

VETTING = "Readers"  # read and decide applications
TOPICS = "Topic editors"  # tend areas, topics and synonyms
SAFEGUARDING = "Safeguarding"  # reports and measures, the confidential ones too
ANALYSIS = "Analysts"  # see numbers, and no one's name
CLUB_TEAM = "Administrators"  # what the others may, but for confidential reports, and all the rest of the club's work

granted: dict[str, set[str]] = {name: set() for name in (VETTING, TOPICS, SAFEGUARDING, ANALYSIS, CLUB_TEAM)}


def grant(group: str, *permissions: str) -> None:
    """Grant permissions, named "app_label.codename", to a group."""
    granted[group].update(permissions)


def sync(*, using: str, apps: Apps = installed, **_signal: Any) -> None:
    """Create the groups and give each exactly what it is granted. Receives `post_migrate`.

    After migrating backwards, `apps` may lack a table or a permission; migrating forwards again adds it.
    """
    try:
        Group, Permission = (apps.get_model("auth", name) for name in ("Group", "Permission"))  # noqa: N806  # models
    except LookupError:
        return
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, permissions in granted.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(known[each] for each in permissions if each in known)
