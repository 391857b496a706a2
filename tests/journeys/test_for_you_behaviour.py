"""Three mentors for somebody in Auckland, with reasons, and another one in place of "not this one"."""

import re

from playwright.sync_api import expect

from bookings import free_time
from core import clock
from directory import bitmap_index
from mentors.services.profiles import index
from tests.bookings.moments import NOW
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack


def test_evenings_from_auckland_with_reasons_and_not_this_one(club: Stack, new_page: NewPage) -> None:
    clock.move_to(NOW)
    pay = TopicFactory(name="Pay talks", slug="pay-talks")
    # Nine in the morning is nine in the evening there for somebody in Berlin, and three at night for New York.
    for name in ("Amara Njeri", "Bruno Costa", "Chen Wei", "Dana Levi"):
        index(MentorFactory(bookable=True, user__display_name=name, topics=[pay], bio="I negotiate salaries."))
    far = MentorFactory(
        bookable=True, user__display_name="Zoe Miller", topics=[pay], user__time_zone="America/New_York"
    )
    index(far)
    MentorFactory.create_batch(16)  # who write of other things
    free_time.rebuild_all(now=NOW)
    bitmap_index.renew(now=NOW)
    page = new_page(width=390)
    sign_in(page, UserFactory(time_zone="Pacific/Auckland"))
    page.goto("/")
    page.get_by_role("link", name="Suggest three mentors").click()
    page.get_by_label("What would you like to get better at, or decide?").fill("How do I negotiate my first salary?")
    page.get_by_label("Most important topic").select_option("Pay talks")
    for day in ("Tuesday", "Wednesday"):
        page.get_by_label(f"{day} evening").check(force=True)
    page.get_by_role("button", name="Show me three mentors").click()

    expect(page.get_by_role("heading", level=1, name="Mentors for you")).to_be_visible()
    suggested = page.locator(".suggestion")
    expect(suggested).to_have_count(3)
    first = suggested.first
    expect(first.get_by_text("You asked for Pay talks, and that’s what they help with.")).to_be_visible()
    expect(first.get_by_text("2 of your usual times fit: Tuesday evening and Wednesday evening.")).to_be_visible()
    expect(first.get_by_text("You both write about “negotiate” and “salary”.")).to_be_visible()
    name = first.get_by_role("heading", level=3).first.inner_text()
    first.get_by_text("Not this one").click()
    first.get_by_label("we know each other").check()
    first.get_by_role("button", name="Suggest someone else").click()
    expect(page.get_by_text(f"We won’t suggest {name} again.")).to_be_visible()
    expect(suggested).to_have_count(3)
    expect(page.get_by_role("heading", level=3, name=re.compile(f"^{name}$"))).to_have_count(0)
    expect(page.get_by_role("link", name="Zoe Miller")).to_have_count(0)
