"""A mentor adds a calendar that is kept elsewhere: its times disappear from the page, and come back without it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from bookings.free_time import rebuild_all
from core import clock
from mentors.models import Mentor
from tests.calendars.hosts import hosting
from tests.calendars.samples import calendar, event
from tests.factories import MentorFactory
from tests.journeys.conftest import NewPage
from tests.journeys.stack import Stack
from tests.journeys.test_accessibility import sign_in  # type: ignore[attr-defined]

NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
TEN = event("20261125T090000Z", "20261125T093000Z")  # Wednesday, ten o'clock in Berlin
DAY = "?day=2026-11-25"


def offered(page: Page, mentor: Mentor) -> list[str]:
    """The times that the mentor's public page offers on Wednesday."""
    page.goto(f"/mentors/{mentor.slug}/{DAY}")
    return [text.strip()[:5] for text in page.locator("#openings a[href*='/book/']").all_inner_texts()]


@pytest.mark.parametrize("javascript", [True, pytest.param(False, marks=pytest.mark.long)])
def test_calendar_is_added_and_removed(
    club: Stack, new_page: NewPage, monkeypatch: pytest.MonkeyPatch, javascript: bool
) -> None:
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True)
    rebuild_all(now=NOW)
    with hosting() as host:
        address = host.put(calendar(TEN, head="X-WR-CALNAME:Work"), "/private-4711/basic.ics")
        monkeypatch.setenv("CALENDARS_ALSO_AT", f"127.0.0.1:{host.port}")
        with club.running("worker", "beat"):
            page = new_page(width=390, javascript=javascript)
            sign_in(page, mentor.user)
            before = offered(page, mentor)
            assert "10:00" in before

            page.goto("/desk/hours/")
            page.get_by_role("link", name="Other calendars").click()
            page.get_by_label("Secret address of the calendar").fill("my calendar")
            page.get_by_role("button", name="Add the calendar").click()
            error = "That’s not a calendar address. It should begin with https:// or webcal://."
            expect(page.get_by_text(error, exact=True)).to_be_visible()
            page.get_by_label("Secret address of the calendar").fill(address)
            page.get_by_role("button", name="Add the calendar").click()
            expect(page.get_by_text("Added. We’re reading it now.")).to_be_visible()
            until_read(page, javascript=javascript)
            expect(page.get_by_role("heading", name="Work")).to_be_visible()
            expect(page.get_by_text("Wed 25 Nov, 10:00")).to_be_visible()
            assert "4711" not in page.content()
            assert offered(page, mentor) == [time for time in before if time != "10:00"]

            page.goto("/desk/calendars/")
            page.get_by_role("button", name=re.compile("Remove.*Work")).click()
            expect(page.get_by_text("Removed.")).to_be_visible()
            assert offered(page, mentor) == before


def until_read(page: Page, *, javascript: bool) -> None:
    """With JavaScript the page finds out by itself; without it one looks again."""
    done = page.get_by_text("up to date")
    if javascript:
        expect(done).to_be_visible(timeout=30_000)
        return
    end = clock.now() + timedelta(seconds=30)
    while not done.is_visible() and clock.now() < end:
        page.reload()
    expect(done).to_be_visible()
