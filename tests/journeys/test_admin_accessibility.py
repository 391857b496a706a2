"""The team's pages as axe sees them."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import expect

from accounts.models import User
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.test_accessibility import Scene, axe_finds, scene

__all__ = ["scene"]  # the fixture


def test_axe_finds_nothing_in_the_admin(scene: Scene, new_page: NewPage) -> None:
    """One page of each kind, with what the library's own markup lacks mended."""
    User.objects.filter(pk=scene.admin.pk).update(is_staff=True, is_superuser=True)
    TOTP.activate(scene.admin, generate_totp_secret())
    lists = ["mentors/application/", "mentors/topic/", "accounts/user/", "bookings/booking/", "outbox/job/"]
    pages = [
        "",
        *lists,
        f"mentors/application/{scene.application.pk}/change/",
        f"accounts/user/{scene.mentee.pk}/change/",
    ]
    page = new_page(width=1280, reduced_motion="reduce", bypass_csp=True)
    sign_in(page, scene.admin)
    found = []
    for address in pages:
        page.goto(f"/admin/{address}")
        expect(page.locator("#main")).to_be_visible()
        found += axe_finds(page, address)
        assert page.locator(".material-symbols-outlined:not([aria-hidden]):not([role=button])").count() == 0, address
    page.set_viewport_size({"width": 390, "height": 844})
    for address in lists:
        page.goto(f"/admin/{address}")
        cells = page.locator("#result_list .data-row").first.locator("> :not(.action-checkbox):visible")
        assert cells.count() <= 3, address
        found += axe_finds(page, f"{address} on a phone")
    actions = page.get_by_role("button", name="Actions")
    page.goto("/admin/mentors/topic/")
    expect(actions).to_have_attribute("aria-expanded", "false")
    actions.press("Enter")
    expect(actions).to_have_attribute("aria-expanded", "true")
    found += axe_finds(page, "the list of actions")
    assert found == []
