"""A booking moves: by the mentee at once, by the mentor with times to choose from."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from bookings.models import Booking
from core import clock
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import invitation_in, link_in

THURSDAY = WEDNESDAY + timedelta(days=1)


def test_booking_moves_both_ways(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True, user__display_name="Amara Njeri", user__email="amara@moving.example.org")
    mentee = UserFactory(display_name="Kofi Mensah", email="kofi@example.org", time_zone="America/New_York")
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)

    # The mentee moves it at once, on a phone without JavaScript.
    mentee_page = new_page(width=390, zone="America/New_York", javascript=False)
    sign_in(mentee_page, mentee)
    mentee_page.goto(booking.get_absolute_url())
    mentee_page.get_by_role("link", name="Move booking").click()
    thursday = mentee_page.get_by_role("group", name="Thursday, 26 November")
    thursday.get_by_text("04:00").click()  # ten in Berlin
    mentee_page.get_by_role("button", name="Move to this time").click()
    expect(mentee_page.get_by_text("Moved. We’ve told Amara.")).to_be_visible()
    booking.refresh_from_db()
    assert booking.starts_at == THURSDAY
    for address in ("amara@moving.example.org", "kofi@example.org"):
        method, entry = invitation_in(club.wait_for_email(address, "Moved"))
        assert (method, entry["SEQUENCE"], entry.start) == ("REQUEST", 1, THURSDAY)

    # The mentor offers times of two weeks; the mentee picks one from the mail's page.
    mentor_page = new_page()
    sign_in(mentor_page, mentor.user)
    mentor_page.goto(booking.get_absolute_url())
    mentor_page.get_by_role("link", name="Propose other times").click()
    mentor_page.get_by_role("group", name="Friday, 27 November").get_by_text("11:00").click()
    mentor_page.get_by_role("button", name="Later times").click()
    expect(mentor_page.get_by_text("Picked in another week")).to_be_visible()
    mentor_page.get_by_role("group", name="Tuesday, 1 December").get_by_text("14:30").click()
    mentor_page.get_by_label("Message").fill("The dentist, sorry.")
    mentor_page.get_by_role("button", name="Propose these times").click()
    expect(mentor_page.get_by_text("We’ve asked Kofi.")).to_be_visible()
    message = club.wait_for_email("kofi@example.org", "would like to move")
    mentee_page.goto(link_in(message, "/bookings/proposals/"))
    expect(mentee_page.get_by_text("The dentist, sorry.")).to_be_visible()
    mentee_page.get_by_text("1 December").click()
    mentee_page.get_by_role("button", name="Move to this time").click()
    expect(mentee_page).to_have_url(re.compile(r"/bookings/[0-9a-f-]{36}/"))
    moved = Booking.objects.get()
    assert (moved.starts_at, moved.sequence) == (THURSDAY + timedelta(days=5, hours=4, minutes=30), 2)
