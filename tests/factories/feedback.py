from datetime import timedelta

import factory

from feedback.models import Feedback, FeedbackRequest
from tests.factories.base import Factory
from tests.factories.bookings import BookingFactory


class FeedbackRequestFactory(Factory[FeedbackRequest]):
    class Meta:
        model = FeedbackRequest

    booking = factory.SubFactory(BookingFactory)
    created_at = factory.LazyAttribute(lambda o: o.booking.ends_at)
    expires_at = factory.LazyAttribute(lambda o: o.created_at + timedelta(days=30))


class FeedbackFactory(Factory[Feedback]):
    class Meta:
        model = Feedback

    request = factory.SubFactory(FeedbackRequestFactory)
    given_to = factory.SelfAttribute("request.booking.mentor")
    usefulness = 5
    helped = "One question, and my plan fell over in the best way."
    created_at = factory.LazyAttribute(lambda o: o.request.created_at + timedelta(hours=2))
