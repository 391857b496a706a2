from datetime import UTC, datetime, time, timedelta

import factory

from bookings.models import (
    Booking,
    BookingRules,
    BookingStatus,
    MoveProposal,
    NoShow,
    NoShowOutcome,
    Role,
    SessionType,
    StandbyOffer,
    WaitlistEntry,
    WeeklyHours,
)
from tests.factories.base import Factory
from tests.factories.members import LONG_AGO, UserFactory
from tests.factories.mentors import MentorFactory


class BookingRulesFactory(Factory[BookingRules]):
    class Meta:
        model = BookingRules

    mentor = factory.SubFactory(MentorFactory)
    step_minutes = 30
    notice_hours = 24
    horizon_days = 42


class WeeklyHoursFactory(Factory[WeeklyHours]):
    class Meta:
        model = WeeklyHours

    mentor = factory.SubFactory(MentorFactory)
    weekday = 0
    starts = time(9)
    ends = time(17)


class SessionTypeFactory(Factory[SessionType]):
    """An instant session of 30 minutes. Pass `on_request=True` for the other kind."""

    class Meta:
        model = SessionType

    mentor = factory.SubFactory(MentorFactory)
    name = "A session"
    minutes = 30


class BookingFactory(Factory[Booking]):
    """A confirmed booking of 30 minutes. Traits: requested, cancelled."""

    class Meta:
        model = Booking

    class Params:
        requested = factory.Trait(
            status=BookingStatus.REQUESTED,
            expires_at=factory.LazyAttribute(lambda o: o.created_at + timedelta(hours=48)),
        )
        cancelled = factory.Trait(status=BookingStatus.CANCELLED, cancelled_at=LONG_AGO)

    mentor = factory.SubFactory(MentorFactory, bookable=True)
    mentee = factory.SubFactory(UserFactory)
    session_type = factory.LazyAttribute(
        lambda o: o.mentor.session_types.first() or SessionTypeFactory(mentor=o.mentor)
    )
    starts_at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=30))
    status = BookingStatus.CONFIRMED
    topic = "How do I get from tickets to outcomes?"
    created_at = LONG_AGO


class MoveProposalFactory(Factory[MoveProposal]):
    """An open proposal to meet an hour later."""

    class Meta:
        model = MoveProposal

    booking = factory.SubFactory(BookingFactory)
    starts = factory.LazyAttribute(lambda o: [o.booking.starts_at + timedelta(hours=1)])
    proposed_at = LONG_AGO


class NoShowFactory(Factory[NoShow]):
    """The mentee was missed, told an hour after the start, and has not answered. Traits: confirmed, disputed."""

    class Meta:
        model = NoShow

    class Params:
        confirmed = factory.Trait(
            outcome=NoShowOutcome.CONFIRMED, settled_at=factory.LazyAttribute(lambda o: o.reported_at)
        )
        disputed = factory.Trait(
            outcome=NoShowOutcome.DISPUTED, answered_at=factory.LazyAttribute(lambda o: o.reported_at)
        )

    booking = factory.SubFactory(BookingFactory)
    absent = Role.MENTEE
    reported_at = factory.LazyAttribute(lambda o: o.booking.starts_at + timedelta(hours=1))


class WaitlistEntryFactory(Factory[WaitlistEntry]):
    """A place on a waiting list, for any time."""

    class Meta:
        model = WaitlistEntry

    mentor = factory.SubFactory(MentorFactory, bookable=True)
    member = factory.SubFactory(UserFactory)
    asked_at = datetime(2026, 11, 20, 10, tzinfo=UTC)


class StandbyOfferFactory(Factory[StandbyOffer]):
    """Somebody who was asked to stand by. Traits: ready."""

    class Meta:
        model = StandbyOffer

    class Params:
        ready = factory.Trait(accepted_at=LONG_AGO, topic="How do I get from tickets to outcomes?")

    booking = factory.SubFactory(BookingFactory)
    member = factory.SubFactory(UserFactory)
    starts_at = factory.SelfAttribute("booking.starts_at")
    offered_at = LONG_AGO
