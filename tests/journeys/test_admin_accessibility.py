"""The team's pages as axe sees them."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from playwright.sync_api import expect

from accounts.models import User
from mentors.models import Mentor
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.test_accessibility import Scene, axe_finds, scene

__all__ = ["scene"]  # the fixture
LISTS = [
    "mentors/application/",
    "mentors/mentor/",
    "mentors/topic/",
    "accounts/user/",
    "bookings/booking/",
    "outbox/job/",
]
OVERHANG = "tables => tables.map(table => table.offsetWidth - table.parentElement.clientWidth)"


def test_axe_finds_nothing_in_the_admin(scene: Scene, new_page: NewPage) -> None:
    """One page of each kind, with what the library's own markup lacks mended."""
    User.objects.filter(pk=scene.admin.pk).update(is_staff=True, is_superuser=True)
    TOTP.activate(scene.admin, generate_totp_secret())
    pages = [
        "",
        *LISTS,
        "insights/week/",
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
    for address in LISTS:
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


@pytest.mark.parametrize("language", ["", "/de"])
def test_lists_are_no_wider_than_a_laptop(scene: Scene, new_page: NewPage, language: str) -> None:
    User.objects.filter(pk=scene.admin.pk).update(is_staff=True, is_superuser=True)
    TOTP.activate(scene.admin, generate_totp_secret())
    User.objects.update(time_zone="America/Argentina/Buenos_Aires")
    Mentor.objects.update(role="Embedded Engineer, agricultural machines", company="Nordlicht Verbundgesellschaft")
    page = new_page(width=1280)
    sign_in(page, scene.admin)
    over: dict[str, list[int]] = {}
    for address in LISTS:
        page.goto(f"{language}/admin/{address}")
        expect(page.locator("#main")).to_be_visible()
        over[address] = page.locator("#result_list").evaluate_all(OVERHANG)
    assert {address for address, found in over.items() if found} >= {"accounts/user/", "mentors/mentor/"}
    assert {address: found for address, found in over.items() if any(width > 0 for width in found)} == {}
