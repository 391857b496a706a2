"""The waiting page before a session counts down by itself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import MentorFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack

SAID = {
    "": ("Starts in 7 minutes", "Starts in 5 minutes", "Starts in 1 minute", "Starts now", "Started 3 minutes ago"),
    "/de": (
        "Beginnt in 7 Minuten",
        "Beginnt in 5 Minuten",
        "Beginnt in 1 Minute",
        "Beginnt jetzt",
        "Hat vor 3 Minuten begonnen",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_waiting_page_counts_the_minutes_and_says_few_of_them_aloud(
    club: Stack, new_page: NewPage, language: str
) -> None:
    said = SAID[language]
    clock.move_to(NOW)
    mentee = UserFactory(display_name="Kofi Mensah")
    booking = book(MentorFactory(bookable=True), mentee)
    page = new_page(width=390)
    sign_in(page, mentee)
    page.clock.install()
    clock.move_to(WEDNESDAY - timedelta(minutes=7))
    page.goto(f"{language}/bookings/{booking.uuid}/join/")
    line, aloud = page.get_by_role("timer"), page.locator("[data-starts-told]")
    expect(page.locator("[data-refreshes]")).to_be_visible()
    expect(line).to_have_text(said[0])
    page.clock.run_for(65_000)
    expect(aloud).to_be_empty()
    page.clock.run_for(60_000)
    expect(line).to_have_text(said[1])
    expect(aloud).to_have_text(said[1])
    page.clock.run_for(60_000)
    expect(line).not_to_have_text(said[1])
    expect(aloud).to_have_text(said[1])
    page.clock.run_for(3 * 60_000)
    expect(aloud).to_have_text(said[2])
    page.clock.run_for(60_000)
    expect(line).to_have_text(said[3])
    expect(aloud).to_have_text(said[3])
    page.clock.run_for(3 * 60_000)
    expect(line).to_have_text(said[4])
    expect(aloud).to_have_text(said[3])
