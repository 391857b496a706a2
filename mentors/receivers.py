"""What mentors provide to the apps below them."""

from datetime import datetime

from accounts.hooks import closed, renamed
from accounts.models import User
from mentors.models import Application, ApplicationState, Mentor, SavedMentor
from mentors.services import index, withdraw


@renamed
def follow_name(user: User) -> None:
    """Let the search find a mentor by the new name."""
    index(*Mentor.objects.filter(user=user))


@closed
def withdraw_application(user: User, now: datetime) -> None:
    """Take an application back that the team would go on reading; a draft, which only its writer sees, stays."""
    for application in Application.objects.open().filter(applicant=user).exclude(state=ApplicationState.DRAFT):
        withdraw(application=application, by=user, now=now)


@closed
def forget_saved(user: User, now: datetime) -> None:
    """Forget the mentors a member has saved."""
    SavedMentor.objects.of(user).delete()
