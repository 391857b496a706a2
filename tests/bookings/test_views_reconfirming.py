from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bookings.models import Booking
from core import clock
from mentors.models import Mentor
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, MentorFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
HOUR = timedelta(hours=1)
QUESTION, THANKS = "Are you still coming?", "Thank you! Amara is counting on you."


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    """Agreed long ago, for tomorrow: the mentee has been asked."""
    return BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + 30 * HOUR)


def way(booking: Booking) -> str:
    return reverse("bookings:still_coming", args=[booking.uuid])


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_mentee_reconfirms_with_one_button(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    for address in (way(booking), booking.get_absolute_url()):
        content = page(client, address)
        assert QUESTION in content
        assert "Amara is keeping this hour free for you." in content
        assert f'action="{way(booking)}"' in content or address == way(booking)
    assert Booking.objects.get().reconfirmed_at is None  # a GET changes nothing
    assert way(booking) in page(client, reverse("bookings:list"))
    assert THANKS in client.post(way(booking), follow=True).content.decode()
    said_at = Booking.objects.get().reconfirmed_at
    assert said_at is not None
    content = page(client, way(booking))
    assert "You’ve confirmed. Thank you!" in content
    assert QUESTION not in content
    assert "You’ve confirmed that you’re coming." in content
    assert way(booking) not in page(client, reverse("bookings:list"))
    assert THANKS in client.post(way(booking), follow=True).content.decode()
    assert Booking.objects.get().reconfirmed_at == said_at


def test_mentor_sees_the_state_and_cannot_reconfirm(
    client: Client, booking: Booking, mentor: Mentor, mentee: User
) -> None:
    silence = "We’ve asked Kofi to confirm, and haven’t heard back."
    client.force_login(mentor.user)
    content = page(client, booking.get_absolute_url())
    assert QUESTION not in content
    assert silence not in content
    assert "Only the mentee can confirm this." in page(client, way(booking))
    assert "Only the mentee can confirm this." in client.post(way(booking), follow=True).content.decode()
    Booking.objects.update(warned_at=NOW)
    assert silence in page(client, booking.get_absolute_url())
    Booking.objects.update(reconfirmed_at=NOW)
    content = page(client, booking.get_absolute_url())
    assert silence not in content
    assert "Kofi has confirmed" in content


def test_no_one_is_asked_about_past_cancelled_or_distant_bookings(client: Client, mentor: Mentor, mentee: User) -> None:
    client.force_login(mentee)
    far = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + 49 * HOUR)
    cancelled = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW + 30 * HOUR, cancelled=True)
    started = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - HOUR / 4)
    for booking, reason in (
        (far, "You don’t need to do anything: the booking is still on."),
        (cancelled, "This booking is no longer on."),
        (started, "This session has started."),
    ):
        assert QUESTION not in page(client, booking.get_absolute_url())
        assert reason in page(client, way(booking))
        assert reason in client.post(way(booking), follow=True).content.decode()
    assert not Booking.objects.exclude(reconfirmed_at=None).exists()


def test_page_left_open_past_the_start_says_so(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)
    page(client, way(booking))
    clock.move_to(booking.starts_at)
    assert "This session has started." in client.post(way(booking), follow=True).content.decode()


def test_others_and_visitors_have_no_access(client: Client, booking: Booking) -> None:
    assert client.get(way(booking)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(way(booking)).status_code == 404
    assert client.post(way(booking)).status_code == 404
    assert Booking.objects.get().reconfirmed_at is None


def test_list_makes_the_same_number_of_queries_for_1_and_4(client: Client, booking: Booking, mentee: User) -> None:
    client.force_login(mentee)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            content = page(client, reverse("bookings:list"))
        assert content.count("Still coming?") == Booking.objects.count()
        return len(caught)

    queries()
    with_one = queries()
    for number in range(3):
        BookingFactory(mentor=MentorFactory(bookable=True), mentee=mentee, starts_at=NOW + (33 + number) * HOUR)
    assert queries() == with_one


def test_help_says_when_mentees_are_asked(client: Client, settings: LazySettings) -> None:
    assert "we’ll ask you 48 hours before to confirm with one click" in page(client, reverse("pages:help"))
    settings.RECONFIRM_HOURS = 0
    assert "to confirm with one click" not in page(client, reverse("pages:help"))
