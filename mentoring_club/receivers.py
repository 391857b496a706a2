"""What the club's own pages can name in braces, so that a text never says an old number; and who may not book yet."""

import re
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings import policy
from bookings.hooks import Gate, gate
from club_pages.registry import placeholder
from club_pages.services import consenting
from meetings.providers.registry import titles

DEADLINE_HOURS = 48
SIGNS = re.compile(r"([\\`*_{}\[\]<>#+.!|&-])")  # what CommonMark could understand as more than itself


def escaped(text: str) -> str:
    """A text that isn't Markdown, as Markdown that says the same; its lines stay."""
    return "\\\n".join(SIGNS.sub(r"\\\1", line.strip()) for line in text.strip().splitlines())


@placeholder("club_name", gettext_lazy("the club’s name"))
def club_name() -> str:
    return escaped(settings.CLUB_NAME)


@placeholder("deadline_hours", gettext_lazy("how many hours a mentor has to answer a request"))
def deadline_hours() -> str:
    return str(DEADLINE_HOURS)


@placeholder("limits", gettext_lazy("how many bookings a mentee can have, as a list"))
def limits() -> str:
    return "\n".join(f"- {limit}" for limit in policy.limits())


@placeholder("terms", gettext_lazy("until when a booking can be moved or cancelled"))
def terms() -> str:
    return policy.terms()


@placeholder("reconfirm_terms", gettext_lazy("that we ask before a session whether it’s still on, if we do"))
def reconfirm_terms() -> str:
    return policy.reconfirm_terms()


@placeholder("providers", gettext_lazy("where sessions can take place"))
def providers() -> str:
    return titles()


@placeholder("imprint", gettext_lazy("who runs the club, from the setting IMPRINT"))
def imprint() -> str:
    if settings.IMPRINT:
        return escaped(settings.IMPRINT)
    return _("The operator of this site hasn’t added their details yet (IMPRINT).")


@gate
def agreed_to_conduct(member: User, now: datetime) -> Gate:
    """Whoever has to agree to a new code of conduct does so before they book."""
    if consenting.unread(member):
        return Gate(_("The code of conduct has changed. Please read it and agree to it first."))
    return Gate()
