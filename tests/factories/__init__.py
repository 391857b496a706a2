"""Factories for the models that tests make most; traits are keyword arguments with names of the field."""

from tests.factories.announcements import AnnouncementFactory, RecipientFactory
from tests.factories.bookings import (
    BookingFactory,
    BookingRulesFactory,
    MoveProposalFactory,
    NoShowFactory,
    SessionTypeFactory,
    StandbyOfferFactory,
    WaitlistEntryFactory,
    WeeklyHoursFactory,
)
from tests.factories.calendars import BusyTimeFactory, OutsideCalendarFactory
from tests.factories.conversations import ConversationFactory, MessageFactory
from tests.factories.feedback import FeedbackFactory, FeedbackRequestFactory
from tests.factories.insights import WeekFactory
from tests.factories.matching import AskFactory, DismissalFactory, NeedFactory, RequestFactory
from tests.factories.meetings import MeetingFactory, MeetingPreferenceFactory
from tests.factories.members import SuppressedAddressFactory, UserFactory
from tests.factories.mentors import (
    AppealFactory,
    ApplicationFactory,
    CategoryFactory,
    MentorFactory,
    SavedSearchFactory,
    SnippetFactory,
    TopicFactory,
    TopicSuggestionFactory,
    WishFactory,
)
from tests.factories.mentorships import (
    AgendaItemFactory,
    GoalFactory,
    MentorshipFactory,
    OfferFactory,
    OwnNoteFactory,
    SharedNoteFactory,
    StepFactory,
)
from tests.factories.pages import PageVersionFactory
from tests.factories.safety import MeasureFactory, ReportFactory

__all__ = [
    "AgendaItemFactory",
    "AnnouncementFactory",
    "AppealFactory",
    "ApplicationFactory",
    "AskFactory",
    "BookingFactory",
    "BookingRulesFactory",
    "BusyTimeFactory",
    "CategoryFactory",
    "ConversationFactory",
    "DismissalFactory",
    "FeedbackFactory",
    "FeedbackRequestFactory",
    "GoalFactory",
    "MeasureFactory",
    "MeetingFactory",
    "MeetingPreferenceFactory",
    "MentorFactory",
    "MentorshipFactory",
    "MessageFactory",
    "MoveProposalFactory",
    "NeedFactory",
    "NoShowFactory",
    "OfferFactory",
    "OutsideCalendarFactory",
    "OwnNoteFactory",
    "PageVersionFactory",
    "RecipientFactory",
    "ReportFactory",
    "RequestFactory",
    "SavedSearchFactory",
    "SessionTypeFactory",
    "SharedNoteFactory",
    "SnippetFactory",
    "StandbyOfferFactory",
    "StepFactory",
    "SuppressedAddressFactory",
    "TopicFactory",
    "TopicSuggestionFactory",
    "UserFactory",
    "WaitlistEntryFactory",
    "WeekFactory",
    "WeeklyHoursFactory",
    "WishFactory",
]
