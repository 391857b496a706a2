from datetime import timedelta

import factory

from announcements.models import Announcement, Recipient
from tests.bookings.moments import NOW
from tests.factories.base import Factory
from tests.factories.members import UserFactory


class AnnouncementFactory(Factory[Announcement]):
    """A draft to everyone, in English."""

    class Meta:
        model = Announcement

    class Params:
        sending = factory.Trait(
            state="sending",
            confirmed_at=NOW,
            closes_at=NOW + timedelta(days=2),
            confirmed_by=factory.SubFactory(UserFactory, staff=True),
            chosen=1,
        )

    subject = "An evening about pricing"
    body = "Dear all,\n\nwe meet on **Monday**."
    written_by = factory.SubFactory(UserFactory, staff=True)
    created_at = NOW
    changed_at = NOW


class RecipientFactory(Factory[Recipient]):
    """Someone who waits for an announcement that is being sent."""

    class Meta:
        model = Recipient

    announcement = factory.SubFactory(AnnouncementFactory, sending=True)
    member = factory.SubFactory(UserFactory)
    chosen_at = NOW
