"""A passkey of the browser's own: made, and used alone at sign-in."""

from playwright.sync_api import Page, expect

from tests.factories import UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack


def with_a_finger(page: Page) -> None:
    """Give the browser a device that keeps passkeys and always recognises its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_is_made_and_signs_its_owner_in(club: Stack, new_page: NewPage) -> None:
    member = UserFactory(display_name="Ada Otieno")
    page = new_page()
    with_a_finger(page)
    sign_in(page, member)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Name").fill("Phone")
    page.get_by_role("button", name="Create passkey").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/me/")
    page.get_by_role("button", name="passkey").click()
    page.wait_for_url("**/me/")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ada Otieno")
