"""What the club's own pages can name in braces: rules and settings, so that a text never says an old number."""

import re

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings import policy
from club_pages.registry import placeholder
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
