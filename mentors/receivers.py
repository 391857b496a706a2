"""What mentors provide to the apps below them."""

from accounts.hooks import renamed
from accounts.models import User
from mentors.models import Mentor
from mentors.services import index


@renamed
def follow_name(user: User) -> None:
    """Let the search find a mentor by the new name."""
    for mentor in Mentor.objects.filter(user=user).select_related("user"):
        index(mentor)
