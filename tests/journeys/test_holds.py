"""A visitor's hold runs out while they look at it, and they pick again."""

from datetime import timedelta

from playwright.sync_api import expect

from bookings.models import HELD_FOR, Hold
from core import clock
from tests.bookings.moments import NOW, TOPIC
from tests.factories import MentorFactory
from tests.journeys.conftest import NewPage
from tests.journeys.stack import Stack


def test_hold_that_runs_out_says_so_and_leads_back_to_the_times(club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True, user__display_name="Amara Njeri")
    phone = new_page(width=390)
    phone.goto(f"{mentor.get_absolute_url()}?day=2026-11-26")
    phone.get_by_role("link", name="10:00, Thursday 26 November").click()
    phone.get_by_label("What would you like to talk about?").fill(TOPIC)
    phone.get_by_role("button", name="Book this time").click()
    expect(phone.get_by_text("Thu 26 Nov, 10:00 with Amara Njeri")).to_be_visible()
    expect(phone.get_by_text("9:", exact=False).and_(phone.locator("[data-left]"))).to_be_visible()

    # On the mentor's page it is theirs, and one press leads on.
    phone.goto(mentor.get_absolute_url())
    expect(phone.get_by_text("is held for you until")).to_be_visible()
    phone.get_by_role("link", name="Continue").click()
    expect(phone.get_by_text("Thu 26 Nov, 10:00 with Amara Njeri")).to_be_visible()

    # The last seconds: the page says that they are over without being asked again.
    clock.move_to(Hold.objects.get().held_at + HELD_FOR - timedelta(seconds=4))
    phone.reload()
    over = phone.get_by_text("Your ten minutes are over.").first
    expect(over).to_be_visible()
    expect(phone.get_by_text("Thu 26 Nov, 10:00 with Amara Njeri")).to_be_hidden()
    phone.get_by_role("link", name="Pick another time").click()
    expect(phone.get_by_text("is held for you until")).to_be_hidden()
    phone.get_by_role("link", name="Thursday 26 November").last.click()
    phone.get_by_role("link", name="10:30, Thursday 26 November").click()
    expect(phone.get_by_label("What would you like to talk about?")).to_have_value(TOPIC)
