"""Somebody did not come: one side says so, the other answers from the mail, and the second time booking pauses."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from bookings.fairness import PAUSE_LASTS
from bookings.models import NoShow, NoShowOutcome
from core import clock
from tests.bookings.moments import NOW, WEDNESDAY
from tests.factories import BookingFactory, MentorFactory, NoShowFactory, UserFactory
from tests.journeys.conftest import NewPage, sign_in
from tests.journeys.stack import Stack
from tests.journeys.test_main_job import link_in, plain

DAY = timedelta(days=1)


def test_no_show_is_reported_and_answered(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(NOW)
    mentor = MentorFactory(bookable=True, user__display_name="Amara Njeri", user__email="amara@no-shows.example.org")
    mentee = UserFactory(display_name="Kofi Mensah", email="kofi@example.org", time_zone="America/New_York")
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)
    BookingFactory(mentor=mentor, mentee__email="lena@example.org", starts_at=WEDNESDAY + timedelta(hours=1))
    NoShowFactory(booking=BookingFactory(mentee=mentee, starts_at=NOW - 20 * DAY), confirmed=True)

    # Before the start there is nothing to tell.
    mentor_page = new_page(width=390)
    sign_in(mentor_page, mentor.user)
    mentor_page.goto(booking.get_absolute_url())
    expect(mentor_page.get_by_text("not show up")).to_have_count(0)

    # A quarter of an hour into it, the mentor gives up.
    clock.move_to(WEDNESDAY + timedelta(minutes=20))
    mentor_page.reload()
    mentor_page.get_by_role("link", name="Tell us").click()
    expect(mentor_page.get_by_text("Give it a few minutes.")).to_be_visible()
    mentor_page.get_by_label("Message to Kofi").fill("I waited for twenty minutes.")
    mentor_page.get_by_role("button", name="Report it").click()
    expect(mentor_page.get_by_text("We’ve asked Kofi what happened.")).to_be_visible()

    # The mentee answers from the mail, without JavaScript.
    message = club.wait_for_email("kofi@example.org", "waited for you:")
    assert "I waited for twenty minutes." in plain(message)
    mentee_page = new_page(zone="America/New_York", javascript=False)
    sign_in(mentee_page, mentee)
    mentee_page.goto(link_in(message, "/bookings/no-shows/"))
    expect(mentee_page.get_by_text("You’ve missed another session within 90 days. If you weren’t")).to_be_visible()
    mentee_page.get_by_label("Message to Amara").fill("My train stood still. I am sorry.")
    mentee_page.get_by_role("button", name="I wasn’t there").click()
    expect(mentee_page.get_by_text("Thank you for telling us. We’ve let")).to_be_visible()
    assert "My train stood still." in plain(club.wait_for_email("amara@no-shows.example.org", "Settled"))

    # It was not the first time: booking pauses, and the page says until when and how to appeal.
    settled = NoShow.objects.get(booking=booking).settled_at
    assert settled is not None
    until = (settled + PAUSE_LASTS).astimezone(ZoneInfo("America/New_York"))
    expect(mentee_page.get_by_text(f"you can’t book before {until:%a %-d %b, %H:%M}")).to_be_visible()
    mentee_page.get_by_label("What the club team should know").fill("The storm stopped every train.")
    mentee_page.get_by_role("button", name="Ask the team to take another look").click()
    expect(mentee_page.get_by_text("The club team has your message and will email you").first).to_be_visible()
    assert "The storm stopped every train." in plain(club.wait_for_email("team@example.org", "another look"))
    assert NoShow.objects.get(booking=booking).outcome == NoShowOutcome.CONFIRMED

    # Nobody is asked how a conversation was that was none; somebody else is, about the next one.
    clock.move_to(WEDNESDAY + DAY)
    club.wait_for_email("lena@example.org", "How was your session")
    assert not [mail for mail in club.emails_to("kofi@example.org") if "How was your session" in str(mail["Subject"])]
