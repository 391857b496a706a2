"""What the club's own pages provide to the apps below them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.hooks import ToRead, reads, signed_up, terms
from accounts.models import User
from club_pages.models import ConsentPlace
from club_pages.services import consenting


@terms
def terms_to_sign_up() -> str:
    """The versions of what the form to sign up links to."""
    return consenting.terms(ConsentPlace.SIGN_UP)


@signed_up
def agree_at_sign_up(user: User, seen: str, now: datetime) -> None:
    """The form to sign up says what one agrees to, and has just compared the versions."""
    consenting.record(member=user, place=ConsentPlace.SIGN_UP, seen=seen, now=now)


@reads
def new_conduct(member: User, now: datetime) -> Iterator[ToRead]:
    """A version of the code of conduct that the member has to agree to."""
    if consenting.unread(member):
        text = _("The code of conduct has changed. Until you’ve agreed to it, you can’t book.")
        yield ToRead(text=text, label=_("Read it"), page=reverse("pages:conduct"))
