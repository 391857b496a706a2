"""The four who make rooms."""

from bookings.meetings.google import Google
from bookings.meetings.interface import Provider
from bookings.meetings.rooms import Jitsi, Own
from bookings.meetings.zoom import Zoom
from bookings.models import MeetingPlace
from mentors.models import Mentor

ZOOM = Zoom()
PROVIDERS: dict[str, Provider] = {
    MeetingPlace.OWN: Own(),
    MeetingPlace.JITSI: Jitsi(),
    MeetingPlace.ZOOM: ZOOM,
    MeetingPlace.GOOGLE: Google(),
}
REMOTE = [place for place, provider in PROVIDERS.items() if not provider.instant]
STAND_INS = (MeetingPlace.OWN, MeetingPlace.JITSI)  # in this order


def on_offer(mentor: Mentor, *places: str) -> str:
    """The first of `places` that is set up for the mentor; "" when none is."""
    return next((place for place in places if place in PROVIDERS and PROVIDERS[place].offered(mentor)), "")
