"""A first visit from another zone than the club's."""

from datetime import UTC, datetime

from playwright.sync_api import Request, expect

from bookings.free_time import rebuild_all
from core import clock
from tests.factories import MentorFactory
from tests.journeys.conftest import NewPage
from tests.journeys.stack import Stack

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)


def test_times_become_the_readers_without_a_second_document(club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True)  # from ten o'clock in Berlin
    rebuild_all(now=NOW)
    page = new_page(zone="Africa/Nairobi")
    documents: list[str] = []

    def count(request: Request) -> None:
        if request.resource_type == "document":
            documents.append(request.url)

    page.on("request", count)
    page.goto(f"/mentors/{mentor.slug}/?day=2026-11-25")
    expect(page.locator("#openings").get_by_text("Times in Nairobi (UTC+3)")).to_be_visible()
    expect(page.locator(".footer").get_by_text("Times in Nairobi")).to_be_visible()
    expect(page.locator(".times__time").first).to_have_text("11:00")
    assert len(documents) == 1
    page.locator("#day-2026-11-26").click()  # what came in works as what was there
    expect(page.locator("#day-2026-11-26")).to_have_attribute("aria-current", "true")
    page.goto("/mentors/")
    expect(page.locator("main").get_by_text("Times in Nairobi")).to_be_visible()
    assert len(documents) == 2
