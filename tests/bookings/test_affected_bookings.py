from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bookings.models import Booking, BookingStatus, DateOverride, MoveProposal, WeeklyHours
from mentors.models import Mentor, MentorStatus
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.bookings.test_desk import week
from tests.factories import MentorFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NINE_TO_FIVE = [("09:00", "17:00")]
WITHOUT_WEDNESDAY = week(d0=NINE_TO_FIVE, d1=NINE_TO_FIVE, d3=NINE_TO_FIVE, d4=NINE_TO_FIVE)
A_DATE = {
    "first": "2026-11-25", "last": "", "kind": "closed",
    "spans-TOTAL_FORMS": "1", "spans-INITIAL_FORMS": "0", "spans-0-starts": "", "spans-0-ends": "",
}  # fmt: skip
HOURS, DATES, PAUSE = "bookings:hours", "bookings:dates", "bookings:pause"


@pytest.fixture(autouse=True)
def booking(client: Client, mentor: Mentor, mentee: User) -> Booking:
    """Kofi has Wednesday at ten; Amara sits at her desk."""
    client.force_login(mentor.user)
    return book(mentor, mentee)


def decided(
    *bookings: Booking, what: str, message: str = "", everyone: str = "each", to_all: str = ""
) -> dict[str, str]:
    data = {"decision-all-what": everyone, "decision-all-message": to_all}
    for booking in bookings:
        data |= {f"decision-{booking.uuid}-what": what, f"decision-{booking.uuid}-message": message}
    return data


def post(client: Client, page: str, data: dict[str, str]) -> str:
    return client.post(reverse(page), data, follow=True).content.decode()


def weekdays() -> set[int]:
    return set(WeeklyHours.objects.values_list("weekday", flat=True))


@pytest.mark.parametrize(("page", "data"), [(HOURS, WITHOUT_WEDNESDAY), (DATES, A_DATE), (PAUSE, {})])
def test_change_asks_before_it_is_made(
    client: Client, mentor: Mentor, booking: Booking, page: str, data: dict[str, str]
) -> None:
    content = post(client, page, data)
    assert "This affects a booking" in content
    assert "Kofi Mensah" in content
    assert "10:00–10:30" in content
    for name, value in data.items():
        assert f'<input type="hidden" name="{name}" value="{value}">' in content
    assert weekdays() == {0, 1, 2, 3, 4}
    assert not DateOverride.objects.exists()
    assert Mentor.objects.get().status == MentorStatus.LISTED
    post(client, page, data | decided(booking, what="keep"))
    made = (
        weekdays() == {0, 1, 3, 4},
        DateOverride.objects.exists(),
        Mentor.objects.get().status == MentorStatus.PAUSED,
    )
    assert made == (page == HOURS, page == DATES, page == PAUSE)
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_clearing_a_date_asks_too(client: Client, mentor: Mentor, mentee: User) -> None:
    saturday = WEDNESDAY + 3 * DAY
    hours = {"kind": "open", "first": "2026-11-28", "spans-0-starts": "09:00", "spans-0-ends": "17:00"}
    post(client, DATES, A_DATE | hours)
    on_saturday = book(mentor, mentee, starts_at=saturday)
    address = reverse("bookings:clear_dates", args=[saturday.date(), saturday.date()])
    assert "This affects a booking" in client.post(address).content.decode()
    assert client.post(address, {"again": "yes"}, follow=True).redirect_chain == [(reverse(DATES), 302)]
    assert DateOverride.objects.exists()
    client.post(address, decided(on_saturday, what="cancel", message="It is a holiday after all."))
    on_saturday.refresh_from_db()
    assert (on_saturday.status, on_saturday.cancel_message) == (BookingStatus.CANCELLED, "It is a holiday after all.")
    assert not DateOverride.objects.exists()


def test_each_booking_gets_its_own_decision_and_message(client: Client, mentor: Mentor, booking: Booking) -> None:
    second, third = (book(mentor, UserFactory(), starts_at=WEDNESDAY + hours * HOUR) for hours in (1, 2))
    data = WITHOUT_WEDNESDAY | decided(booking, what="keep") | decided(second, what="move", message="Another day?")
    data |= decided(third, what="cancel", to_all="A family matter.")
    assert "Saved." in post(client, HOURS, data)
    assert (MoveProposal.objects.get().booking, MoveProposal.objects.get().message) == (second, "Another day?")
    third.refresh_from_db()
    assert (third.status, third.cancel_message) == (BookingStatus.CANCELLED, "A family matter.")
    assert Booking.objects.confirmed().count() == 2


def test_decision_for_all_overrides_single_ones(client: Client, mentor: Mentor, booking: Booking) -> None:
    second = book(mentor, UserFactory(), starts_at=WEDNESDAY + HOUR)
    assert "This affects 2 bookings" in post(client, HOURS, WITHOUT_WEDNESDAY)
    data = decided(booking, second, what="keep", everyone="cancel", to_all="I am moving house.")
    post(client, HOURS, WITHOUT_WEDNESDAY | data)
    assert set(Booking.objects.values_list("status", "cancel_message")) == {
        (BookingStatus.CANCELLED, "I am moving house.")
    }


def test_going_back_keeps_what_was_typed_and_saves_nothing(client: Client) -> None:
    content = post(client, HOURS, WITHOUT_WEDNESDAY | {"d0-0-starts": "07:15", "again": "yes"})
    assert 'value="07:15"' in content
    assert "Nothing is saved yet. Check the marked fields" not in content
    content = post(client, DATES, A_DATE | {"again": "yes"})
    assert 'value="2026-11-25"' in content
    assert client.post(reverse(PAUSE), {"again": "yes"}, follow=True).redirect_chain == [
        (reverse("bookings:desk"), 302)
    ]
    assert weekdays() == {0, 1, 2, 3, 4}
    assert Mentor.objects.get().status == MentorStatus.LISTED


def test_booking_made_in_the_meantime_is_shown_and_choices_are_kept(
    client: Client, mentor: Mentor, booking: Booking
) -> None:
    data = WITHOUT_WEDNESDAY | decided(booking, what="cancel", message="Sorry, Kofi.")
    late = book(mentor, UserFactory(display_name="Late Riser"), starts_at=WEDNESDAY + HOUR)
    content = post(client, HOURS, data)
    assert "Please check again: something has changed since, or is missing below." in content
    assert "Late Riser" in content
    assert "Sorry, Kofi." in content
    booking.refresh_from_db()
    assert booking.is_confirmed
    assert weekdays() == {0, 1, 2, 3, 4}
    assert str(late.uuid) in content


@pytest.mark.parametrize("what", ["", "explode", "each"])
def test_invalid_decision_is_asked_for_again(client: Client, booking: Booking, what: str) -> None:
    content = post(client, HOURS, WITHOUT_WEDNESDAY | decided(booking, what=what))
    assert "This affects a booking" in content
    assert weekdays() == {0, 1, 2, 3, 4}


def test_message_too_long_is_marked_and_kept(client: Client, booking: Booking) -> None:
    content = post(client, HOURS, WITHOUT_WEDNESDAY | decided(booking, what="cancel", message="ä" * 1001))
    assert "That’s too long: 1001 characters, and there’s room for 1000." in content
    assert "ä" * 1001 in content
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_page_says_when_there_is_no_time_to_offer(client: Client, booking: Booking) -> None:
    response = client.post(reverse(HOURS), week() | decided(booking, what="move"))
    assert response.status_code == 409
    assert "There’s no free time near the one you agreed with Kofi Mensah." in response.content.decode()
    assert weekdays() == {0, 1, 2, 3, 4}


def test_forged_bookings_of_others_stay_as_they_are(client: Client, booking: Booking) -> None:
    others = book(MentorFactory(bookable=True), UserFactory())
    post(client, HOURS, WITHOUT_WEDNESDAY | decided(booking, what="keep") | decided(others, what="cancel"))
    others.refresh_from_db()
    assert others.is_confirmed


def test_hostile_values_come_back_as_text(client: Client) -> None:
    content = post(client, HOURS, WITHOUT_WEDNESDAY | {'x"><script>alert(1)</script>': '"><script>alert(2)</script>'})
    assert "<script>alert" not in content
    assert "&lt;script&gt;alert(2)" in content


def test_page_makes_the_same_number_of_queries_for_1_and_6(client: Client, mentor: Mentor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert "This affects" in post(client, HOURS, WITHOUT_WEDNESDAY)
        return len(caught)

    queries()
    with_one = queries()
    for number in range(5):
        book(mentor, UserFactory(), starts_at=WEDNESDAY + (number + 1) * HOUR, now=NOW)
    assert queries() == with_one
