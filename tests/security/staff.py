"""Members of the team, by role."""

from django.contrib.auth.models import Group

from accounts.models import User
from tests.factories import UserFactory

ROLES = ("helper", "Vetting", "Club team", "admin")


def staff(role: str) -> User:
    """Somebody of the team: a `helper` may nothing, an `admin` everything, the rest what their group may."""
    user = UserFactory(is_staff=True, is_superuser=role == "admin")
    user.groups.set(Group.objects.filter(name=role))
    return user
