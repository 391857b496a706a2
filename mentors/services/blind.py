"""Who is told whose application it is: those who have read it, and those who say why they need to know."""

from datetime import datetime
from typing import TYPE_CHECKING

from core import private_words
from mentors.anonymous import without_people
from mentors.models import OPEN_STATES, Application, Recusal

if TYPE_CHECKING:
    from accounts.models import User


def knows_whose(application: Application, member: "User", *, now: datetime) -> bool:
    """Whether someone on the team is shown who has applied.

    That's once they have saved their own assessment, once all is decided, for half an hour after they have said why
    they need to know, and if it's their own; but never if they have stepped aside.
    """
    if application.applicant_id == member.pk:
        return True
    if Recusal.objects.in_force().filter(application=application, reader=member).exists():
        return False
    if application.state not in OPEN_STATES or application.reviews.filter(reviewer=member).exists():
        return True
    return private_words.are_open(application, to=member, now=now)


def without_the_person(text: str, application: Application) -> str:
    """A text about an application, without what says who the applicant is."""
    return without_people(text, name=application.applicant.display_name, company=application.company)
