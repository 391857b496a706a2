"""A mentor takes hours away: the club asks first what becomes of the bookings in them."""

from datetime import timedelta

from playwright.sync_api import expect

from bookings.models import Booking, WeeklyHours
from core import clock
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in

HOUR = timedelta(hours=1)


def test_mentor_takes_a_day_away_and_nobody_is_forgotten(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True, user__display_name="Amara Njeri", user__email="amara@preview.example.org")
    kofi = UserFactory(display_name="Kofi Mensah", email="kofi@preview.example.org", time_zone="America/New_York")
    rosa = UserFactory(display_name="Rosa Lind", email="rosa@preview.example.org")
    moved = BookingFactory(mentor=mentor, mentee=kofi, starts_at=WEDNESDAY)
    called_off = BookingFactory(mentor=mentor, mentee=rosa, starts_at=WEDNESDAY + HOUR)

    page = new_page(width=390)
    sign_in(page, mentor.user)
    page.goto("/desk/hours/")
    wednesday = page.locator('[data-hours-day="2"]')
    wednesday.get_by_role("button", name="Remove").click()
    page.get_by_role("button", name="Save hours and rules").click()

    # Nothing is saved yet; the mentor looks, goes back, and comes again.
    expect(page.get_by_role("heading", name="This affects 2 bookings")).to_be_visible()
    assert WeeklyHours.objects.filter(mentor=mentor, weekday=2).exists()
    page.get_by_role("button", name="Go back without saving").first.click()
    expect(page.get_by_role("heading", name="Your hours")).to_be_visible()
    page.get_by_role("button", name="Save hours and rules").click()

    page.get_by_label("Message to everyone").fill("I teach on Wednesdays from now on.")
    page.get_by_role("region", name="Kofi Mensah").get_by_text("Offer other times").click()
    page.get_by_role("region", name="Rosa Lind").get_by_text("Cancel it").click()
    page.get_by_role("button", name="Save the change").first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert not WeeklyHours.objects.filter(mentor=mentor, weekday=2).exists()

    called_off.refresh_from_db()
    assert called_off.cancel_message == "I teach on Wednesdays from now on."
    body = club.wait_for_email("rosa@preview.example.org", "Cancelled").get_body(["plain"])
    assert body is not None
    assert "I teach on Wednesdays from now on." in body.get_content()

    # Kofi picks one of the other times from his mail, on a page without JavaScript.
    mentee_page = new_page(width=390, zone="America/New_York", javascript=False)
    sign_in(mentee_page, kofi)
    message = club.wait_for_email("kofi@preview.example.org", "would like to move")
    mentee_page.goto(link_in(message, "/bookings/proposals/"))
    expect(mentee_page.get_by_text("I teach on Wednesdays from now on.")).to_be_visible()
    mentee_page.get_by_text("26 November").first.click()
    mentee_page.get_by_role("button", name="Move to this time").click()
    expect(mentee_page.get_by_text("Moved. We’ve told Amara.")).to_be_visible()
    assert Booking.objects.get(pk=moved.pk).starts_at.date() == (WEDNESDAY + 24 * HOUR).date()
