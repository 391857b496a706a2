"""The search in a browser: its filters, for which htmx comes when they're first touched, and what it offers."""

import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

from bookings.free_time import rebuild_all
from bookings.models import Booking
from core import clock
from directory import bitmap_index
from directory.parts_of_week import part_of
from mentors.services.profiles import index
from tests.bookings.moments import NOW, TOPIC
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_accessibility import axe_finds


def opened(new_page: NewPage, path: str = "/mentors/") -> Page:
    """The list or home, of a club with one mentor who speaks Swahili and one who doesn't."""
    for name, languages in {"Amara Njeri": ["sw"], "Bela Horvat": ["hu"]}.items():
        topic = TopicFactory(name=f"Talks with {name.partition(' ')[0]}", slug=f"talks-{languages[0]}")
        index(MentorFactory(bookable=True, user__display_name=name, languages=languages, topics=[topic]))
    rebuild_all(now=clock.now())
    bitmap_index.renew(now=clock.now())
    page = new_page()
    page.goto(path)
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
    page.locator("#q").press_sequentially("njerri")  # as people mistype her
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


def test_evening_in_auckland_finds_who_can_be_booked_then(club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    # Nine in the morning in Berlin is nine in the evening there; in New York, it's three at night.
    for name, zone in {"Amara Njeri": "Europe/Berlin", "Bela Horvat": "America/New_York"}.items():
        index(MentorFactory(bookable=True, user__display_name=name, user__time_zone=zone))
    rebuild_all(now=NOW)
    bitmap_index.renew(now=NOW)
    page = new_page(zone="Pacific/Auckland")
    sign_in(page, UserFactory(time_zone="Pacific/Auckland"))
    page.goto("/mentors/")
    page.evaluate("window.same = true")
    page.get_by_label("Tuesday evening").check(force=True)
    expect_only_amara(page)
    page.get_by_role("link", name="Amara Njeri").click()
    page.locator("#openings a[href*='/book/']").first.click()
    page.locator("textarea[name=topic]").fill(TOPIC)
    page.get_by_role("button", name="Book this time").click()
    expect(page).to_have_url(re.compile(r"/bookings/[0-9a-f-]{36}/"))
    assert part_of(Booking.objects.get().starts_at, ZoneInfo("Pacific/Auckland")).endswith("evening")


@pytest.mark.parametrize("path", ["/", "/mentors/"])
def test_keys_choose_from_what_is_offered(club: Stack, new_page: NewPage, path: str) -> None:
    page = opened(new_page, path)
    search = page.locator("[data-completes]")
    search.press_sequentially("tal")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(search).to_have_attribute("aria-expanded", "true")
    assert axe_finds(page, path) == []
    search.press("ArrowUp")  # the last one
    search.press("ArrowUp")
    first = page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "")
    search.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(search).to_have_value("tal")
    search.press_sequentially("ks")
    expect(page.get_by_role("option")).to_have_count(2)
    search.press("ArrowDown")
    search.press("Enter")
    expect(page).to_have_url(re.compile("/topics/talks-"))


def test_enter_without_a_choice_searches_and_a_click_leads_to_a_person(club: Stack, new_page: NewPage) -> None:
    page = opened(new_page, "/")
    search = page.locator("#home-search")
    search.press_sequentially("bela")
    expect(page.get_by_role("option")).to_have_count(2)
    search.press("Enter")
    expect(page).to_have_url(re.compile(r"/mentors/\?q=bela"))
    page.go_back()
    search.fill("")
    search.press_sequentially("horv")
    page.get_by_role("option", name="Bela Horvat").click()
    expect(page.get_by_role("heading", level=1, name="Bela Horvat")).to_be_visible()
