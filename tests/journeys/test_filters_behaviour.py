"""The list's filters in a browser: htmx comes when they're first touched, and nothing chosen until then is lost."""

import re

from playwright.sync_api import Page, Route, expect

from bookings.free_time import rebuild_all
from core import clock
from directory import bitmap_index
from mentors.services.profiles import index
from tests.factories import MentorFactory
from tests.journeys.conftest import NewPage
from tests.journeys.stack import Stack


def opened(new_page: NewPage) -> Page:
    """The list, with one mentor who speaks Swahili and one who doesn't."""
    for name, languages in {"Amara Njeri": ["sw"], "Bela Horvat": ["hu"]}.items():
        index(MentorFactory(bookable=True, user__display_name=name, languages=languages))
    rebuild_all(now=clock.now())
    bitmap_index.renew(now=clock.now())
    page = new_page()
    page.goto("/mentors/")
    page.evaluate("window.same = true")
    return page


def expect_only_amara(page: Page) -> None:
    expect(page.get_by_role("link", name="Bela Horvat")).to_have_count(0)
    expect(page.get_by_role("link", name="Amara Njeri")).to_be_visible()
    assert page.evaluate("window.same"), "the page was opened anew"


def test_what_is_chosen_before_htmx_has_come_counts(club: Stack, new_page: NewPage) -> None:
    page = opened(new_page)
    page.wait_for_load_state("networkidle")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(re.compile(r"/htmx-2"), hold)
    page.locator("summary", has_text="Language").click()
    page.get_by_label("Swahili").check()
    expect(page.get_by_role("link", name="Bela Horvat")).to_be_visible()
    assert waiting, "htmx was read already, or not asked for"
    for route in waiting:
        route.continue_()
    expect_only_amara(page)
    page.get_by_label("Swahili").uncheck()
    expect(page.get_by_role("link", name="Bela Horvat")).to_be_visible()
    assert page.evaluate("window.same")


def test_words_are_looked_for_as_they_are_typed(club: Stack, new_page: NewPage) -> None:
    page = opened(new_page)
    page.get_by_role("searchbox").press_sequentially("njerri")  # as people mistype her
    expect_only_amara(page)
    expect(page).to_have_url(re.compile("q=njerri"))


def test_back_from_a_profile_leads_to_what_was_found_and_to_all(club: Stack, new_page: NewPage) -> None:
    page = opened(new_page)
    page.locator("summary", has_text="Language").click()
    page.get_by_label("Swahili").check()
    expect_only_amara(page)
    page.get_by_role("link", name="Amara Njeri").click()
    expect(page.get_by_role("heading", name="Amara Njeri")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Swahili")).to_be_checked()
    expect(page.get_by_role("link", name="Bela Horvat")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("link", name="Bela Horvat")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/mentors/$"))
