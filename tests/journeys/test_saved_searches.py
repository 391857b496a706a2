"""Nothing found, a search saved, and a week later the email that somebody fits."""

from datetime import timedelta

from playwright.sync_api import expect

from bookings import free_time
from core import clock
from directory import bitmap_index, news
from mentors.services.profiles import index
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in


def test_whoever_finds_nobody_hears_when_somebody_fits(working_club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    index(MentorFactory(bookable=True, user__display_name="Bela Horvat", languages=["hu"]))
    free_time.rebuild_all(now=NOW)
    bitmap_index.renew(now=NOW)
    mentee = UserFactory(email="kofi@searching.example.org")
    page = new_page(width=390)
    sign_in(page, mentee)
    page.goto("/mentors/?q=beekeeping")
    page.get_by_role("link", name="Email me when new mentors fit").click()
    expect(page.get_by_role("heading", level=1, name="Hear about new mentors")).to_be_visible()
    page.get_by_role("button", name="Email me about new mentors").click()
    expect(page.get_by_text("We’ll email you when new mentors fit, once a week at most.")).to_be_visible()
    expect(page.get_by_role("link", name="“beekeeping”")).to_be_visible()

    later = NOW + timedelta(days=8)
    clock.move_to(later)
    topic = TopicFactory(name="Beekeeping", slug="beekeeping")
    fields = {"user__display_name": "Amara Njeri", "topics": [topic], "went_live_at": later - timedelta(days=1)}
    index(MentorFactory(bookable=True, **fields))
    free_time.rebuild_all(now=later)
    bitmap_index.renew(now=later)
    assert news.tell(now=clock.now()) == 1
    message = working_club.wait_for_email(mentee.email, "1 new mentor for you")
    page.goto(link_in(message, "/mentors/"))
    expect(page.get_by_role("heading", level=1, name="Amara Njeri")).to_be_visible()
    page.goto("/saved/")
    page.get_by_role("button", name="Remove “beekeeping”").click()
    expect(page.get_by_text("You won’t hear about new mentors for that search.")).to_be_visible()
