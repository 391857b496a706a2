"""Redis goes away while people book and browse; the mail follows when it is back."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

import pytest

from bookings.models import Booking
from notifications.models import Notice, NoticeState
from tests.factories import MentorFactory, UserFactory
from tests.faults.club import WEDNESDAY, Club, Person, booking_page, timed
from tests.faults.services import Redis, wait_until

BOOKINGS = 6
FAULTS: dict[str, tuple[Callable[[Redis], None], Callable[[Redis], None]]] = {
    "stopped": (Redis.stop, Redis.start),
    "frozen": (Redis.freeze, Redis.thaw),
    "flushed": (Redis.flush, Redis.flush),
}


@pytest.fixture(scope="module")
def workers(web: Club) -> Iterator[None]:
    """A worker and a beat for every fault.

    A worker that holds a task while its connection breaks may end with an error in kombu's `restore_unacked`, which
    is why they are started again.
    """
    with web.kept_running("worker", "beat"):
        yield


@pytest.mark.parametrize("fault", FAULTS)
def test_booking_and_browsing_go_on_and_the_mail_follows(
    club: Club, workers: None, say: Callable[[str], None], fault: str
) -> None:
    begin, end = FAULTS[fault]
    mentor = MentorFactory(bookable=True)
    kind = mentor.session_types.get()
    people = [Person(club, user) for user in UserFactory.create_batch(BOOKINGS)]
    visitor = Person(club, None)
    assert visitor.get("/mentors/").status_code == 200
    booking: list[float] = []
    browsing: list[float] = []
    begin(club.redis)
    try:
        for place, person in enumerate(people):
            form = club.form(kind, WEDNESDAY + place * timedelta(minutes=30))
            with timed(booking):
                answer = person.post(booking_page(mentor), form)
            assert answer.status_code == 302
            for path in ("/", "/mentors/", f"/mentors/{mentor.slug}/"):
                with timed(browsing):
                    assert visitor.get(path).status_code == 200
    finally:
        end(club.redis)
    began = time.monotonic()
    assert Booking.objects.count() == BOOKINGS
    confirmed = Notice.objects.filter(kind="booking_confirmed")
    wait_until(lambda: confirmed.filter(state=NoticeState.SENT).count() == 2 * BOOKINGS, "the mail")
    took = time.monotonic() - began
    assert sorted(club.sent_ids()) == sorted(f"<{notice.uuid}@example.org>" for notice in confirmed)
    say(
        f"Redis {fault}: booking median {median(booking) * 1000:.0f} ms, slowest {max(booking) * 1000:.0f} ms; "
        f"pages median {median(browsing) * 1000:.0f} ms, slowest {max(browsing) * 1000:.0f} ms; "
        f"{2 * BOOKINGS} mails {took:.1f} s after its return"
    )
