"""A mentee waits for a mentor without openings, hears of new ones, and books."""

import re

from playwright.sync_api import expect

from bookings import free_time
from bookings.models import Booking, WaitlistEntry
from core import clock
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in


def test_who_waits_hears_of_new_openings_and_books(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True, user__display_name="Amara Njeri", user__email="amara@waiting.example.org")
    mentor.weekly_hours.all().delete()
    free_time.rebuild(mentor, now=NOW)
    mentee = UserFactory(display_name="Kofi Mensah", email="kofi@waiting.example.org", time_zone="Africa/Nairobi")

    # On a phone without JavaScript: nothing is free, so the mentee asks to be told.
    phone = new_page(width=390, zone="Africa/Nairobi", javascript=False)
    sign_in(phone, mentee)
    phone.goto(mentor.get_absolute_url())
    phone.get_by_role("link", name="Get notified when Amara has time").click()
    phone.get_by_label("Weekday").select_option(label="Thursday")
    phone.get_by_role("button", name="Get notified").click()
    expect(phone.get_by_text("Done. We’ll email you when Amara Njeri has new times.")).to_be_visible()
    expect(phone.get_by_role("button", name="Leave the list")).to_be_visible()

    # The mentor sees that somebody waits, and opens Thursdays.
    desk = new_page()
    sign_in(desk, mentor.user)
    desk.goto("/desk/")
    expect(desk.get_by_text("on your waiting list")).to_be_visible()
    desk.goto("/desk/hours/")
    thursday = desk.locator('[data-hours-day="3"]')
    thursday.get_by_role("button", name="Add a time").click()
    thursday.get_by_label("Thursday from").fill("09:00")
    thursday.get_by_label("Thursday until").fill("11:00")
    desk.get_by_role("button", name="Save hours and rules").click()
    expect(desk.get_by_text("Saved.")).to_be_visible()

    # The mail comes by itself and leads to the free times.
    message = club.wait_for_email("kofi@waiting.example.org", "Amara Njeri has time again")
    phone.goto(link_in(message, f"/mentors/{mentor.slug}/"))
    phone.get_by_role("link", name="Thursday 26 November").first.click()  # the soonest of the next free times
    phone.get_by_label("What would you like to talk about?").fill("How do I get from tickets to outcomes?")
    phone.get_by_role("button", name=re.compile("Book")).click()
    expect(phone.get_by_text("Booked! We’ve emailed you the calendar invitation.")).to_be_visible()
    assert Booking.objects.get(mentor=mentor).mentee == mentee
    assert not WaitlistEntry.objects.filter(mentor=mentor).exists()
