from datetime import UTC, datetime, timedelta

import factory

from calendars.models import BusyTime, OutsideCalendar
from calendars.sources import ADDRESS
from core import encryption
from tests.factories.base import Factory
from tests.factories.members import LONG_AGO
from tests.factories.mentors import MentorFactory


class OutsideCalendarFactory(Factory[OutsideCalendar]):
    """A calendar elsewhere that nobody has read yet. Traits: read."""

    class Meta:
        model = OutsideCalendar
        exclude = ("address",)

    class Params:
        read = factory.Trait(tried_at=LONG_AGO, read_at=LONG_AGO)

    mentor = factory.SubFactory(MentorFactory, bookable=True)
    address = factory.Sequence(lambda n: f"https://calendar.example.org/private-{n}/basic.ics")
    host = "calendar.example.org"
    secret = factory.LazyAttribute(lambda o: encryption.seal(ADDRESS, o.address))
    fingerprint = factory.LazyAttribute(lambda o: encryption.fingerprint(ADDRESS, o.address))
    created_at = LONG_AGO
    next_read_at = LONG_AGO


class BusyTimeFactory(Factory[BusyTime]):
    """Half an hour in an outside calendar."""

    class Meta:
        model = BusyTime

    calendar = factory.SubFactory(OutsideCalendarFactory)
    starts_at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=30))
