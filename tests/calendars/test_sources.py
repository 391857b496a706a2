"""What a source of busy times knows about the mentor."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress

from calendars.models import BusyTime
from calendars.services import add_calendar, sync
from mentors.models import Mentor
from outbox.services import drain
from tests.bookings.moments import NOW
from tests.calendars.hosts import Host
from tests.calendars.samples import calendar, event

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def is_busy(mentor: Mentor) -> bool:
    return BusyTime.objects.of(mentor).exists()


@pytest.mark.parametrize(
    "attendee",
    ["mailto:me@example.org", "MAILTO:Me@Example.org", "mailto:me@xn--mller-kva.example", "mailto:Me@Müller.example"],
)
def test_event_that_the_mentor_declined_by_any_of_their_addresses_is_free(
    mentor: Mentor, host: Host, attendee: str
) -> None:
    people = f"ORGANIZER:mailto:boss@example.org\nATTENDEE;PARTSTAT=DECLINED:{attendee}"
    body = calendar(event("20261125T090000Z", "20261125T093000Z", people))
    row = add_calendar(mentor=mentor, by=mentor.user, address=host.put(body), now=NOW)
    drain(now=NOW)
    assert is_busy(mentor)
    for address in ("me@example.org", "me@xn--mller-kva.example"):
        EmailAddress.objects.create(user=mentor.user, email=address, verified=True)
    sync(row.pk, now=NOW + HOUR)
    assert not is_busy(mentor)
    EmailAddress.objects.filter(user=mentor.user).update(verified=False)
    sync(row.pk, now=NOW + 2 * HOUR)
    assert is_busy(mentor)
