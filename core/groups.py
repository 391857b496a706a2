"""What the groups of the team may do, granted in code: each app's `groups.py` says so for its own models.

The database follows after each `migrate`, so a right that changes needs no migration. Groups with other names belong to
whoever made them in the admin, and are left alone.
"""

from typing import Any

from django.apps.registry import Apps
from django.apps.registry import apps as installed

VETTING = "Vetting"
CLUB_TEAM = "Club team"

granted: dict[str, set[str]] = {VETTING: set(), CLUB_TEAM: set()}


def grant(group: str, *permissions: str) -> None:
    """Let a group do something; permissions are named "app_label.codename"."""
    granted[group].update(permissions)


def sync(*, using: str, apps: Apps = installed, **_signal: Any) -> None:
    """Make the groups and give each what it is granted, no more: the receiver of `post_migrate`.

    `apps` may be of an older state, in which a table or a permission is missing; the way back up brings it.
    """
    try:
        Group, Permission = (apps.get_model("auth", name) for name in ("Group", "Permission"))  # noqa: N806
    except LookupError:
        return
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using).select_related("content_type")
    }
    for name, permissions in granted.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(known[each] for each in permissions if each in known)
