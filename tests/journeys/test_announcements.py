"""An announcement is written, previewed, tried out, sent, and cancelled halfway; a reader stops them with one click."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from playwright.sync_api import expect

from accounts.models import User
from announcements.models import Announcement
from announcements.services import sending
from core import clock
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in, plain


def reader(name: str, zone: str) -> User:
    return UserFactory(email=f"{name}@news.example.org", time_zone=zone, language="de")


def test_announcement_is_written_sent_and_cancelled_halfway(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)  # ten to ten in Berlin, the middle of the night in Vancouver
    User.objects.update(muted_notices=["announcement"])  # whoever other tests have left here
    writer = UserFactory(staff=True, email="writer@news.example.org", language="en", muted_notices=["announcement"])
    TOTP.activate(writer, generate_totp_secret())
    awake, asleep = reader("awake", "Europe/Berlin"), reader("asleep", "America/Vancouver")

    page = new_page(width=1280)
    sign_in(page, writer)
    page.goto("/admin/announcements/announcement/add/")
    expect(page.get_by_text("2 people get it.")).to_be_visible()
    page.get_by_label("mentors", exact=True).check()
    expect(page.get_by_text("0 people get it.")).to_be_visible()
    page.get_by_label("mentors and mentees", exact=True).check()
    page.get_by_label("Subject (English)").fill("An evening about pricing")
    page.get_by_label("Text (English)").fill("Dear all,\n\nwe meet on **Monday**.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", name="The email: English")).to_be_visible()
    mail = page.frame_locator("iframe")
    expect(mail.locator("strong", has_text="Monday")).to_be_visible()
    page.get_by_role("button", name="Send a test to me").click()
    expect(page.get_by_text("Sent to you.")).to_be_visible()
    assert "we meet on Monday." in plain(club.wait_for_email("writer@news.example.org", "Test: An evening"))

    page.get_by_role("button", name="Send it to 2 people").press("Enter")
    expect(page.get_by_text("It’s being sent.")).to_be_visible()
    message = club.wait_for_email("awake@news.example.org", "An evening about pricing")
    cancel = page.get_by_role("button", name="Cancel the rest")
    cancel.focus()
    sending.settle(now=clock.now())
    expect(page.get_by_text("1 of 2")).to_be_visible(timeout=30_000)  # by itself, and what has the focus keeps it
    expect(cancel).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Cancelled. No one else gets it.")).to_be_visible()
    clock.move_to(NOW.replace(hour=20))  # noon in Vancouver
    sending.hand_over(now=clock.now())
    assert not Notice.objects.filter(recipient=asleep).exists()
    row = Announcement.objects.get()
    assert (row.state, row.chosen) == ("cancelled", 2)

    # The reader's mail program stops them with one request.
    assert Client().post(link_in(message, "/stop/announcement/")).status_code == 200
    awake.refresh_from_db()
    assert awake.muted_notices == ["announcement"]
