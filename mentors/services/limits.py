"""Limits for applications, profiles and messages."""

from calendar import monthrange
from collections.abc import Sized
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused

LETTER_LENGTH = (300, 6000)  # characters
LONGEST_MESSAGE = 6000  # characters
MOST_TOPICS = 8
MOST_LINKS = 5
MONTHS_AFTER_REFUSAL = 6
LONGEST_ADVICE = 2000  # characters
LONGEST_WAIT = 6  # months that someone may be asked to wait before they apply again: what was declined is kept as long


def check_topics(topics: Sized, *, refusal: type[Refused]) -> None:
    """Raises `refusal` for no topic, and for more than `MOST_TOPICS`."""
    if not 1 <= len(topics) <= MOST_TOPICS:
        raise refusal(
            ngettext("Choose one topic.", "Choose one to %(count)d topics.", MOST_TOPICS) % {"count": MOST_TOPICS}
        )


def worded(message: str, *, refusal: type[Refused]) -> str:
    """`message` without the space around it; raises `refusal` if nothing is left, or more than `LONGEST_MESSAGE`."""
    words = message.strip()
    if not words:
        raise refusal(_("Write a few words first."))
    if len(words) > LONGEST_MESSAGE:
        raise refusal(_("That’s too long: up to %(most)d characters, please.") % {"most": LONGEST_MESSAGE})
    return words


def months_later(instant: datetime, months: int) -> datetime:
    """The same day and time `months` later in UTC; the last day of the month if it is too short."""
    year, month = divmod(instant.year * 12 + instant.month - 1 + months, 12)
    return instant.replace(year=year, month=month + 1, day=min(instant.day, monthrange(year, month + 1)[1]))
