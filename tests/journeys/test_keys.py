"""A mentor's free time, and the way to the mentors, by keyboard."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from bookings.free_time import rebuild_all
from core import clock
from tests.factories import MentorFactory
from tests.journeys.conftest import NewPage
from tests.journeys.stack import Stack

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)  # a Sunday; Monday's afternoon is free already


def test_arrows_move_between_free_days(club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True)
    rebuild_all(now=NOW)
    page = new_page()
    page.goto(f"/mentors/{mentor.slug}/?day=2026-11-25")
    stops = page.locator("[data-days] a[tabindex='0']")
    expect(stops).to_have_count(1)
    expect(stops).to_have_id("day-2026-11-25")
    page.locator("#day-2026-11-25").focus()
    for key, day in {"ArrowRight": "26", "ArrowLeft": "25", "Home": "23", "End": "27"}.items():
        page.keyboard.press(key)
        expect(page.locator(f"#day-2026-11-{day}")).to_be_focused()
    page.keyboard.press("ArrowRight")  # over the weekend
    expect(page.locator("#day-2026-11-30")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#day-2026-12-07")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowUp")  # the first week is the end
    expect(page.locator("#day-2026-11-23")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#day-2026-11-30")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#day-2026-11-30")).to_have_attribute("aria-current", "true")
    expect(page.locator("#day-2026-11-30")).to_be_focused()
    expect(stops).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator(".times__time").first).to_be_focused()


def test_one_link_leads_past_the_filters(club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    MentorFactory(bookable=True, user__display_name="Amara Njeri")
    rebuild_all(now=NOW)
    page = new_page()
    page.goto("/mentors/")
    page.get_by_role("link", name="Skip to results").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Amara Njeri")).to_be_focused()
