from typing import Any

import factory

from meetings.models import Meeting, MeetingPreference, MeetingState
from tests.factories.base import Factory
from tests.factories.bookings import BookingFactory
from tests.factories.members import LONG_AGO
from tests.factories.mentors import MentorFactory


class MeetingPreferenceFactory(Factory[MeetingPreference]):
    """The mentor's own link."""

    class Meta:
        model = MeetingPreference

    mentor = factory.SubFactory(MentorFactory)
    place = "own"
    url = "https://meet.example.org/mine"


class MeetingFactory(Factory[Meeting]):
    """The room of a booking, ready, behind the mentor's own link."""

    class Meta:
        model = Meeting

    booking = factory.SubFactory(BookingFactory)
    kind = "booking"
    uuid = factory.SelfAttribute("booking.uuid")
    mentor = factory.SelfAttribute("booking.mentor")
    provider = "own"
    url = "https://meet.example.org/mine"
    state = MeetingState.READY
    starts_at = factory.SelfAttribute("booking.starts_at")
    ends_at = factory.SelfAttribute("booking.ends_at")
    changed_at = LONG_AGO

    @classmethod
    def _create(cls, model_class: type[Meeting], *args: Any, **kwargs: Any) -> Meeting:
        booking = kwargs.pop("booking")
        meeting: Meeting = super()._create(model_class, *args, **kwargs)  # type: ignore[no-untyped-call]
        booking.meeting = meeting
        booking.save(update_fields=["meeting"])
        return meeting
