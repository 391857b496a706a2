"""Without a network, and only then, a page of the club says so, and names nobody."""

import pytest
from playwright.sync_api import Error, expect

from tests.factories import UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack


def test_page_says_that_there_is_no_network(club: Stack, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, UserFactory(display_name="Ada Otieno"))
    page.goto("/topics/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    page.goto("/bookings/")
    expect(page.get_by_role("heading", name="You’re offline")).to_be_visible()
    assert "Ada" not in page.content()
    page.goto("/de/bookings/")
    expect(page.get_by_role("heading", name="Du bist offline")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("link", name="Noch einmal versuchen").click()
    expect(page).to_have_url("/de/bookings/")
    expect(page.get_by_role("heading", name="Buchungen")).to_be_visible()


def test_way_back_to_a_refused_form_is_not_called_offline(club: Stack, new_page: NewPage) -> None:
    page = new_page()
    page.goto("/topics/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto("/accounts/signup/")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Please check the following")).to_be_visible()
    page.goto("/topics/")
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # Chromium’s own question, whether to send the form again
        page.go_back(wait_until="commit")
