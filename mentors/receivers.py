"""What mentors provide to the apps below them."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.hooks import Person, Picture, ToDo, closed, erased, pictures, renamed, waits
from accounts.models import User
from core import private_words
from core.unnamed import unnamed
from mentors import directory_version
from mentors.models import Application, ApplicationState, Mentor, MentorStatus, SavedMentor, SavedSearch
from mentors.services import index, withdraw
from mentors.services.profiles import DELETE_PHOTO
from mentors.services.readings import PERMISSION
from outbox.services import enqueue

PICTURE_WIDTH = 192  # pixels
SOMETIME = timedelta(days=3)  # a question about an application has no deadline


@unnamed("mentors.application", "mentors.applicationstep")
def unread_applicants(reader: Any, now: datetime) -> Iterator[int]:
    """Those whose applications someone on the team hasn't read yet, or has left to others."""
    if not reader.has_perm(PERMISSION):
        return
    opened = private_words.opened(Application, by=reader, now=now)
    yield from Application.objects.unnamed_for(reader, opened=opened).values_list("applicant", flat=True)


@waits
def question_to_answer(member: User, now: datetime, most: int) -> Iterator[ToDo]:
    """The team's question about the member's application."""
    asked = Application.objects.filter(applicant=member, state=ApplicationState.MORE_INFORMATION)
    for application in asked[:most]:
        yield ToDo(
            person=Person(settings.CLUB_NAME, 0, ""),
            title=_("We’d like to know a little more"),
            text=_("The team has a question about your application."),
            page=application.get_absolute_url(),
            by=now + SOMETIME,
            label=_("Answer"),
        )


@pictures
def pictures_of_mentors(members: Collection[int]) -> Iterator[tuple[int, Picture]]:
    """Mentors look as in the directory, wherever they are shown."""
    for mentor in Mentor.objects.filter(user__in=members).select_related("user"):
        yield mentor.user_id, Picture(mentor.hue, mentor.photo_url(PICTURE_WIDTH))


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
    """Forget the mentors and searches a member has saved."""
    SavedMentor.objects.of(user).delete()
    SavedSearch.objects.of(user).delete()


@erased
def take_off_page(user: User, now: datetime) -> None:
    """End the profile of an erased account for good, and delete its photo."""
    for mentor in Mentor.objects.filter(user=user):
        if mentor.photo:
            enqueue(DELETE_PHOTO, {"name": mentor.photo.name}, now=now)
        gone = {"paused_until": None, "renewal_asked_at": None, "renewal_reminded_at": None, "lapsed_at": None}
        Mentor.objects.filter(pk=mentor.pk).update(status=MentorStatus.LEFT, changed_at=now, **gone)
        directory_version.bump()
