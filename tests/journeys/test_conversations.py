"""Two people write to each other before they meet, without JavaScript; and with it, what is new comes by itself."""

from datetime import UTC, datetime, timedelta

from accounts.models import User
from conversations.models import Message
from conversations.services import reading
from core import clock
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack


def test_two_write_to_each_other_without_javascript(club: Stack, new_page: NewPage) -> None:
    now = clock.now()
    ann: User = UserFactory(display_name="Ann Lee")
    ben: User = UserFactory(display_name="Ben Ray")
    booking = BookingFactory(mentor=MentorFactory(user=ben), mentee=ann, starts_at=_hour(now + timedelta(days=2)))
    page = new_page(width=390, javascript=False)
    sign_in(page, ann)
    page.goto(booking.get_absolute_url())
    page.get_by_role("button", name="Write to Ben").click()
    page.locator("main textarea").fill("My question is on https://example.org/notes\n\n- pricing\n- hiring")
    page.get_by_role("button", name="Send").click()
    assert page.url.endswith("#message-1")
    assert page.locator("#message-1 li").count() == 2
    assert page.locator("main textarea").input_value() == ""
    page.reload()
    assert Message.objects.count() == 1

    theirs = new_page(width=390, javascript=False)
    sign_in(theirs, ben)
    theirs.goto("/conversations/")
    assert "1 unread message" in " ".join(theirs.locator(".thread").inner_text().split())
    theirs.get_by_role("link", name="Ann Lee").click()
    assert theirs.get_by_role("link", name="https://example.org/notes").get_attribute("rel") is not None
    theirs.locator("main textarea").fill("Read it. See you on the call!")
    theirs.get_by_role("button", name="Send").click()
    assert reading.number_unread(ben) == 0  # whoever answers has read
    page.reload()
    assert "See you on the call!" in page.locator("#message-2").inner_text()
    page.get_by_role("button", name="I’ve read them").click()
    assert page.get_by_role("button", name="I’ve read them").count() == 0
    assert reading.number_unread(ann) == 0


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
