"""Where the two meet."""

import secrets

from django.conf import settings

from bookings.models import MeetingPlace
from bookings.openings import rules_of
from mentors.models import Mentor


def new_link(mentor: Mentor) -> str:
    """The video link of a new booking: the mentor's own, or a Jitsi room of its own with a name of 128 random bits.

    Empty when the mentor has chosen no place, or the operator has no Jitsi server any more.
    """
    rules = rules_of(mentor)
    if rules.meeting_place == MeetingPlace.JITSI and settings.JITSI_URL:
        return f"{settings.JITSI_URL.rstrip('/')}/{secrets.token_hex(16)}"
    return rules.meeting_url
