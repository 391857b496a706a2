"""The club's main job, from the application to the feedback, in a real browser with real email and a real worker."""

import io
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import icalendar
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from bookings.models import Hold
from core import clock
from mentors.models import Application, Mentor
from mentors.services import UNDO_FOR
from tests.factories import CategoryFactory, TopicFactory, UserFactory
from tests.journeys.conftest import NewPage
from tests.journeys.stack import Stack
from tests.mentors.readings import judge

# A Sunday noon in Berlin; the booking is made for a Wednesday.
START = datetime(2026, 11, 22, 11, tzinfo=UTC)
LETTER = "For fifteen years others have given me an hour when I needed one. I want to hand that on. " * 5
SECRET = "JBSWY3DPEHPK3PXP"


def a_photo() -> FilePayload:
    file = io.BytesIO()
    Image.new("RGB", (800, 800), (200, 120, 80)).save(file, "PNG")
    return {"name": "me.png", "mimeType": "image/png", "buffer": file.getvalue()}


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def code_in(message: EmailMessage) -> str:
    found = re.search(r"^ {4}([0-9]{6})$", plain(message), re.MULTILINE)
    assert found is not None, plain(message)
    return found[1]


def link_in(message: EmailMessage, part: str) -> str:
    found = re.search(rf"https?://\S*{part}\S*", plain(message))
    assert found is not None, plain(message)
    return found[0]


def invitation_in(message: EmailMessage) -> tuple[str, icalendar.Event]:
    part = next(
        part for part in message.walk() if part.get_content_type() == "text/calendar" and part.get_param("method")
    )
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert str(calendar["METHOD"]) == part.get_param("method")
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]  # type: ignore[return-value]


def sign_up(page: Page, club: Stack, *, name: str, email: str) -> None:
    """From the sign-up page to the code; whoever signs up lands where they came from."""
    form = page.locator("main form[action*='/accounts/signup/']")
    form.locator("input[name=email]").fill(email)
    form.locator("input[name=display_name]").fill(name)
    form.locator("input[name=old_enough]").check()
    form.locator("button[type=submit]").click()
    type_code(page, code_in(club.wait_for_email(email, "ode")))


def type_code(page: Page, code: str) -> None:
    form = page.locator("main form:has(input[name=code])").first
    field = form.locator("input[name=code]")
    sends_itself = field.get_attribute("data-code")
    field.fill(code)
    if sends_itself is None:  # a code of an authenticator app, which may be a longer one for recovery
        form.locator("button[type=submit]").first.click()
    else:  # the page that follows may ask for another code
        expect(page.locator("main input[data-code]")).to_have_count(0)


def open_from(page: Page, address: str, name: str) -> None:
    """Follow a link of a page that may lag by half a minute, as those that list mentors do."""
    link = page.get_by_role("link", name=name).first
    for _ in range(60):
        page.goto(address)
        if link.count():
            break
        page.wait_for_timeout(1000)
    link.click()


def sign_in_as_staff(page: Page, club: Stack, email: str) -> None:
    page.goto("/admin/")
    form = page.locator("main form:has(input[name=login])").first
    form.locator("input[name=login]").fill(email)
    form.locator("button[type=submit]").first.click()
    type_code(page, code_in(club.wait_for_email(email, "ode")))
    counter = next(totp.yield_hotp_counters_from_time())
    type_code(page, totp.format_hotp_value(totp.hotp_value(SECRET, counter)))


def test_apply_vet_publish_book_meet_and_give_feedback(working_club: Stack, new_page: NewPage) -> None:
    club = working_club
    clock.move_to(START)
    TopicFactory(category=CategoryFactory(name="UX Research", slug="ux-research"), name="Interviews", slug="interviews")
    admin = UserFactory(staff=True, email="admin@example.org", display_name="Ada Admin")
    totp.TOTP.activate(admin, SECRET)
    assert Authenticator.objects.filter(user=admin).exists()

    # A new person applies.
    mentor_page = new_page(zone="Africa/Nairobi")
    mentor_page.goto("/apply/")
    mentor_page.locator("main").get_by_role("link", name=re.compile("sign up|apply", re.IGNORECASE)).first.click()
    sign_up(mentor_page, club, name="Amara Njoroge", email="amara@example.org")
    expect(mentor_page).to_have_url(re.compile("/apply/"))
    mentor_page.get_by_label("Your letter").fill(LETTER)
    mentor_page.get_by_label("Years of experience").fill("14")
    mentor_page.get_by_label("What you do today").fill("Principal Researcher")
    mentor_page.get_by_label("Find a topic").fill("dance")
    expect(mentor_page.get_by_text("We don’t have this one.")).to_be_visible()
    mentor_page.get_by_label("Find a topic").fill("INTÉRV")
    mentor_page.get_by_label("Interviews").check()
    expect(mentor_page.get_by_text("Chosen: Interviews")).to_be_visible()
    mentor_page.locator("main input[name=languages][value=en]").check(force=True)
    mentor_page.locator("main select[name=country]").select_option("KE")
    mentor_page.get_by_label("Hours per week").fill("2")
    mentor_page.get_by_label("I’ve read the code of conduct").check()
    mentor_page.get_by_role("button", name="Send application").click()
    club.wait_for_email("amara@example.org", "application")

    # An admin approves it in the admin, as the second who has read it.
    judge(Application.objects.get(), now=clock.now())
    admin_page = new_page()
    sign_in_as_staff(admin_page, club, "admin@example.org")
    expect(admin_page.get_by_text("Waiting for you")).to_be_visible()
    admin_page.goto("/admin/mentors/application/")
    admin_page.get_by_role("link", name=str(Application.objects.get())).first.click()
    admin_page.get_by_role("button", name="Start review").click()
    for criterion in ("Seniority", "Practical knowledge", "Altruism"):
        admin_page.get_by_role("group", name=criterion).get_by_label("5").check()
    admin_page.get_by_role("group", name="Recommendation").get_by_label("approve").check()
    admin_page.get_by_role("button", name="Save").click()
    expect(admin_page.get_by_text("Seniority 5, practical knowledge 5, altruism 5")).to_be_visible()
    admin_page.get_by_role("link", name="Approve").click()
    admin_page.get_by_role("button", name="Approve and send").click()
    expect(admin_page.get_by_text("Approved, and not sent yet")).to_be_visible()
    clock.move_to(clock.now() + UNDO_FOR)
    approved = club.wait_for_email("amara@example.org", "Welcome: you’re a mentor now")
    assert "/desk/" in plain(approved)

    # The mentor sets hours, a meeting place, a headline and a photo, and goes live.
    mentor_page.goto("/desk/hours/")
    for weekday in range(5):
        mentor_page.locator(f"[data-hours-day='{weekday}']").get_by_role("button", name="Add a time").click()
        mentor_page.locator(f"[name=d{weekday}-0-starts]").fill("17:00")
        mentor_page.locator(f"[name=d{weekday}-0-ends]").fill("20:00")
    expect(mentor_page.get_by_text("You offer 15")).to_be_visible()
    mentor_page.get_by_role("button", name="Save hours and rules").click()
    expect(mentor_page.get_by_text("Saved.")).to_be_visible()
    mentor_page.get_by_role("link", name="Choose where you meet").click()
    mentor_page.get_by_label("My own room on Zoom, Meet or elsewhere").check()
    mentor_page.get_by_label("Link to your room").fill("https://meet.example.org/amara")
    mentor_page.get_by_role("button", name="Save").click()
    mentor_page.get_by_role("link", name="Say in one line what you help with").click()
    mentor_page.get_by_label("In one line").fill("Interviews that change roadmaps")
    mentor_page.locator("input[type=file]").set_input_files(a_photo())
    mentor_page.get_by_role("button", name="Save profile").click()
    expect(mentor_page.get_by_role("heading", name="You’re live")).to_be_visible()
    expect(mentor_page.get_by_role("button", name="Share", exact=True)).to_be_visible()
    assert Mentor.objects.get().status == "listed"

    # A second new person, in another zone, finds the mentor by topic, and signs up on the way to booking.
    mentee_page = new_page(width=390, zone="America/New_York")
    open_from(mentee_page, "/topics/interviews/", "Amara Njoroge")
    expect(mentee_page.get_by_text("Times in New York").first).to_be_visible()
    mentee_page.locator("#day-2026-11-25").click()
    expect(mentee_page.locator("#day-2026-11-25")).to_have_attribute("aria-current", "true")
    mentee_page.locator(".times__time", has_text="9:00").click()  # 17:00 in Nairobi
    mentee_page.locator("main textarea").fill("How do I begin with research when nobody asked for it?")
    mentee_page.get_by_role("button", name="Book this time").click()
    # The time is held meanwhile, and booked by the code.
    expect(mentee_page.get_by_text(re.compile("^[0-9]:[0-5][0-9] left$"))).to_be_visible()
    until = Hold.objects.get().expires_at.astimezone(ZoneInfo("America/New_York"))
    expect(mentee_page.get_by_text(f"is held for you until {until:%-I:%M %p}")).to_be_visible()
    sign_up(mentee_page, club, name="Ben Carter", email="ben@example.org")
    expect(mentee_page).to_have_url(re.compile(r"/bookings/[0-9a-f-]{36}/"))

    # Both get mail with a valid invitation, each in their own zone.
    slot = datetime(2026, 11, 25, 14, tzinfo=UTC)
    for address, time, zone in (
        ("amara@example.org", "17:00–17:30", "Nairobi time (UTC+3)"),
        ("ben@example.org", "9:00\u00a0AM–9:30\u00a0AM", "New York time (UTC-5)"),
    ):
        message = club.wait_for_email(address, "ooked")
        assert f"{time}, {zone}" in plain(message)
        [join] = set(re.findall(r"http\S+/join/", plain(message)))
        method, event = invitation_in(message)
        assert (method, event.decoded("DTSTART"), event.decoded("DTEND")) == (
            "REQUEST",
            slot,
            slot + timedelta(minutes=30),
        )
        attendees = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
        assert [str(attendee).lower() for attendee in attendees] == [f"mailto:{address}"]

    # The link in the mail leads to a page that opens ten minutes before the start and shows the way in.
    mentee_page.goto(join)
    expect(mentee_page.get_by_text(". This page then shows the link")).to_be_visible()

    # Two days before, the mentee says once more that they are coming.
    clock.move_to(slot - timedelta(hours=48) + timedelta(seconds=5))
    mentee_page.goto(link_in(club.wait_for_email("ben@example.org", "Still coming?"), "/still-coming/"))
    mentee_page.get_by_role("button", name="Yes, I’m coming").click()
    expect(mentee_page.get_by_text("Thank you! Amara is counting on you.")).to_be_visible()

    # Time passes: reminders a day and an hour before, to both.
    for before, subject in ((timedelta(hours=24), "Reminder: "), (timedelta(hours=1), "In one hour:")):
        club.mail.messages.clear()
        clock.move_to(slot - before + timedelta(seconds=5))
        for address in ("amara@example.org", "ben@example.org"):
            club.wait_for_email(address, subject)
            assert len(club.emails_to(address)) == 1
    clock.move_to(slot - timedelta(minutes=10))
    for page in (mentor_page, mentee_page):
        page.goto(join)
        way_in = page.get_by_role("link", name="Join the meeting")
        expect(way_in).to_have_attribute("href", "https://meet.example.org/amara")
    mentee_page.get_by_role("button", name="I’m running late").click()
    expect(mentee_page.get_by_text("Amara knows that you’re running late.")).to_be_visible()
    club.wait_for_email("amara@example.org", "Ben Carter is running late")

    # After the conversation the feedback link arrives; it works without signing in, once.
    clock.move_to(slot + timedelta(minutes=31))
    asked = club.wait_for_email("ben@example.org", "How was your session with")
    stranger = new_page(width=390)
    stranger.goto(link_in(asked, "/feedback/"))
    stranger.get_by_label("5 – it changed something").check(force=True)
    stranger.get_by_label("What helped?").fill("One question, and my plan fell over in the best way.")
    stranger.get_by_role("button", name="Send feedback").click()
    expect(stranger.get_by_role("heading", name="Thank you")).to_be_visible()
    stranger.goto(link_in(asked, "/feedback/"))
    expect(stranger.get_by_role("heading", name="This link no longer works")).to_be_visible()

    # The mentor reads it.
    club.wait_for_email("amara@example.org", "has given you feedback")
    mentor_page.goto("/desk/feedback/")
    expect(mentor_page.get_by_text("my plan fell over in the best way")).to_be_visible()
