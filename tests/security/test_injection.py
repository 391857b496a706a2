"""Hostile words stay words in pages, mails and calendar files: ASVS 5.0, clauses 1.2.1 to 1.2.4 and 1.3.1, 1.3.11."""

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from bookings import ical
from bookings.models import Booking
from core import clock
from core.markdown import TAGS, render
from feedback.models import Feedback, MonthlyLetter
from notifications import mail
from notifications.models import Notice
from notifications.services import build, notify, reading_as
from tests.factories import BookingFactory, FeedbackFactory, MentorFactory, UserFactory
from tests.security.corpus import CORPUS

NOW = datetime(2026, 11, 23, 8, 50, tzinfo=UTC)
MOON = "MOONSHINE"  # in front of each text, so that it is found
SAFE = ("http:", "https:", "mailto:", "/", "#", "?", "webcal:", "cid:")


class Page(HTMLParser):
    """The skeleton of a page: its elements, with the attributes that can do harm."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.bad: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name.startswith("on"):
                self.bad.append(f"{tag} {name}")
            scheme = (value or "").strip().lower()
            if name in ("href", "src", "action", "formaction", "data") and scheme and not scheme.startswith(SAFE):
                self.bad.append(f"{tag} {name}={value}")
            if name in ("src", "action", "formaction", "data") and "evil.example" in scheme:
                self.bad.append(f"{tag} {name}={value}")


@pytest.fixture(autouse=True)
def fixed_clock(settings: object, tmp_path: object) -> None:
    settings.CLOCK_FILE = f"{tmp_path}/clock"  # type: ignore[attr-defined]
    clock.move_to(NOW)


def filled(text: str) -> tuple[Booking, Feedback]:
    """One booking and its feedback, with `text` in every text of the people, the booking and the feedback."""
    line = (MOON + text)[:80]
    mentor = MentorFactory(
        bookable=True, slug="amara", headline=line, bio=MOON + text, role=line, company=line, city=line,
        user__display_name=line, user__introduction=MOON + text,
    )  # fmt: skip
    mentee = UserFactory(display_name=line, introduction=MOON + text)
    mentor.session_types.update(name=line)
    words = {"topic": MOON + text, "answer": MOON + text, "cancel_message": MOON + text}
    booking = BookingFactory(mentor=mentor, mentee=mentee, **words)
    held = BookingFactory(mentor=mentor, mentee=mentee, starts_at=datetime(2026, 11, 16, 10, tzinfo=UTC), **words)
    feedback = FeedbackFactory(
        request__booking=held, helped=MOON + text, better=MOON + text, platform_message=MOON + text, may_publish=True,
        published_at=NOW,
    )  # fmt: skip
    return booking, feedback


def pages(booking: Booking) -> dict[str, str]:
    mentor, mentee = Client(), Client()
    mentor.force_login(booking.mentor.user)
    mentee.force_login(booking.mentee)
    asked = {
        "profile": (Client(), reverse("directory:mentor", args=["amara"])),
        "list": (Client(), reverse("directory:list")),
        "detail of the mentee": (mentee, reverse("bookings:detail", args=[booking.uuid])),
        "detail of the mentor": (mentor, reverse("bookings:detail", args=[booking.uuid])),
        "bookings": (mentee, reverse("bookings:list")),
        "desk": (mentor, reverse("bookings:desk")),
        "own profile": (mentor, reverse("mentors:profile")),
        "session types": (mentor, reverse("bookings:session_types")),
        "feedback": (mentor, reverse("feedback:received")),
        "me": (mentee, reverse("accounts:me")),
    }
    found = {}
    for name, (client, address) in asked.items():
        answer = client.get(address)
        assert answer.status_code == 200, name
        found[name] = answer.content.decode()
    return found


@pytest.mark.django_db
def test_words_are_words_on_every_page() -> None:
    """1.2.1, 1.3.1: the corpus in one text, through every text field, on each page that shows them."""
    booking, _feedback = filled("")
    plain = pages(booking)
    everything = "\n\n".join(CORPUS)
    type(booking.mentor).objects.filter(pk=booking.mentor.pk).update(bio=everything)
    type(booking).objects.update(topic=everything[:1000], answer=everything[-1000:], cancel_message=everything[:1000])
    Feedback.objects.update(helped=everything[:2000], better=everything[:2000], platform_message=everything[:2000])
    type(booking.mentee).objects.update(introduction=everything[:600])
    for name, text in pages(booking).items():
        page = Page(text)
        assert page.bad == [], name
        assert {tag for tag in page.tags if tag not in TAGS} == {
            tag for tag in Page(plain[name]).tags if tag not in TAGS
        }, name


@pytest.mark.django_db
@pytest.mark.parametrize("text", CORPUS)
def test_words_are_words_in_names_mails_and_calendars(text: str) -> None:
    """1.2.1, 1.3.11: page of a mentor with hostile names; mail in HTML, text and headers; calendar file."""
    booking, feedback = filled(text.replace("\x00", ""))
    letter = MonthlyLetter.objects.create(mentor=booking.mentor, month=date(2026, 11, 1), created_at=NOW)
    page = Page(Client().get(reverse("directory:mentor", args=["amara"])).content.decode())
    assert page.bad == []
    assert {"iframe", "object", "embed", "base", "style", "math"} & set(page.tags) == set()
    assert set(Page(render(text)).tags) <= TAGS
    for kind, about, reader in (
        ("booking_confirmed", booking, booking.mentee),
        ("booking_confirmed", booking, booking.mentor.user),
        ("feedback_received", feedback, booking.mentor.user),
        ("month_given", letter, booking.mentor.user),
    ):
        letter_is_clean(notify(reader, kind, about=about, now=NOW))
    for reader in (booking.mentee, booking.mentor.user):
        calendar = Calendar.from_ical(ical.invitation(booking, reader=reader, now=NOW))
        assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VEVENT"]
        event = calendar.walk("VEVENT")[0]
        assert "ATTACH" not in event
        assert str(event["ATTENDEE"]) == f"mailto:{reader.email}"
        assert not isinstance(event["SUMMARY"], list)


def letter_is_clean(row: Notice) -> None:
    """No header that the club did not write, nothing but words in what is read."""
    with reading_as(row):
        content = build(row, now=NOW)
        message = mail.message(content, to=row.recipient.email, reader=row.recipient)
    parsed = message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert parsed["To"] == row.recipient.email
    assert parsed["Bcc"] is None
    assert parsed["Cc"] is None
    assert len(parsed.get_all("Subject") or []) == 1
    html = parsed.get_body(("html",))
    assert html is not None
    page = Page(html.get_content())
    assert page.bad == []
    assert {"script", "iframe", "object", "embed", "base", "form", "svg", "math"} & set(page.tags) == set()
    assert parsed.get_body(("plain",)) is not None
