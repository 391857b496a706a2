"""One factory a model; traits are classmethods or keyword arguments with names of the field."""

from tests.factories.bookings import (
    BookingFactory,
    BookingRulesFactory,
    BusyTimeFactory,
    MeetingFactory,
    MoveProposalFactory,
    NoShowFactory,
    OutsideCalendarFactory,
    ReserveFactory,
    SessionTypeFactory,
    WaitlistEntryFactory,
    WeeklyHoursFactory,
)
from tests.factories.feedback import FeedbackFactory, FeedbackRequestFactory
from tests.factories.members import SuppressedAddressFactory, UserFactory
from tests.factories.mentors import ApplicationFactory, CategoryFactory, MentorFactory, TopicFactory

__all__ = [
    "ApplicationFactory",
    "BookingFactory",
    "BookingRulesFactory",
    "BusyTimeFactory",
    "CategoryFactory",
    "FeedbackFactory",
    "FeedbackRequestFactory",
    "MeetingFactory",
    "MentorFactory",
    "MoveProposalFactory",
    "NoShowFactory",
    "OutsideCalendarFactory",
    "ReserveFactory",
    "SessionTypeFactory",
    "SuppressedAddressFactory",
    "TopicFactory",
    "UserFactory",
    "WaitlistEntryFactory",
    "WeeklyHoursFactory",
]
