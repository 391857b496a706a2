"""Members of the team, by role."""

from django.contrib.auth.models import Group

from accounts.models import User
from tests.factories import UserFactory

ROLES = ("helper", "Readers", "Administrators", "admin")


def staff(role: str) -> User:
    """Somebody of the team: a `helper` may nothing, an `admin` everything, the rest what their group may."""
    user = UserFactory(is_staff=True, is_superuser=role == "admin")
    if role not in {"helper", "admin"}:
        user.groups.add(Group.objects.get(name=role))
    return user
