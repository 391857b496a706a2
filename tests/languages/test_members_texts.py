"""What members write has the `lang` of its language on each page that's in another one (WCAG 3.1.2)."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core import mail
from django.urls import reverse

from accounts.models import User
from bookings.models import Booking, MoveProposal, NoShow, SessionType
from core import clock
from feedback.models import Feedback
from mentors.models import Application, Mentor
from notifications.models import Notice
from notifications.services import deliver, notify
from tests.architecture.test_urls import client_of, is_accounts, is_admin, path_of
from tests.architecture.walking import Address, addresses
from tests.architecture.world import NOW, World, make_world, store_photo
from tests.factories import BookingFactory, FeedbackFactory

pytestmark = pytest.mark.django_db

GERMAN = "Wörtlich"  # in every text that a member has written
FIELDS = {
    Mentor: ("headline", "bio", "role", "company"),
    SessionType: ("name", "description", "question", "to_bring"),
    Booking: ("topic", "answer"),
    MoveProposal: ("message",),
    NoShow: ("message", "answer"),
    Feedback: ("helped", "better"),
    User: ("introduction",),
    Application: ("letter", "role", "company"),
}
COMPANY = f"{GERMAN} company"  # alone, as a filter: a proper name, which needs no language (WCAG 3.1.2)
# Attributes have no language of their own, a title neither, and in a field it's the reader who has written.
NOT_READ = {"title", "script", "style", "textarea", "noscript"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reader(HTMLParser):
    """Collects German words by the language that a screen reader pronounces them in."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else "")))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == each for each, _lang in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if GERMAN in data and data.strip() != COMPANY and not NOT_READ & {tag for tag, _lang in self.open}:
            self.found.setdefault(self.open[-1][1], []).append(data.strip())


def is_page(address: Address) -> bool:
    return address.in_languages and not is_admin(address) and not is_accounts(address)


def read(html: str) -> dict[str, list[str]]:
    reader = Reader()
    reader.feed(html)
    return reader.found


@pytest.fixture
def world(settings: LazySettings, tmp_path: Path) -> World:
    """Germans who have written German everywhere, and whose pages are English, as when they follow an English link."""
    settings.CLOCK_FILE = str(tmp_path / "clock")
    settings.MEDIA_ROOT = str(tmp_path)
    clock.move_to(NOW)
    store_photo()
    made = make_world()
    FeedbackFactory(
        request__booking=BookingFactory(mentor=made.mentor, starts_at=NOW - timedelta(days=9)),
        may_publish=True,
        published_at=NOW - timedelta(days=1),
    )
    for model, names in FIELDS.items():
        model._default_manager.update(**{name: f"{GERMAN} {name}" for name in names})
    Mentor.objects.update(text_language="de")
    Application.objects.update(text_language="de")
    Feedback.objects.update(language="de")
    User.objects.update(language="de")
    return made


@pytest.mark.parametrize("role", ["stranger", "mentee", "mentor"])
def test_on_each_page(world: World, role: str) -> None:
    paths = {each.name: path_of(each, world) for each in addresses() if is_page(each)}
    paths["past"] = reverse("bookings:list") + "?show=past"
    client = client_of(world, role)
    client.cookies["django_language"] = "en"
    spoken: dict[str, set[str]] = {}
    for name, path in paths.items():
        answer = client.get(path)
        whole = b"".join(answer)  # a copy of one's own data is streamed
        if answer.status_code == 200 and '<html lang="en"' in (text := whole.decode(errors="replace")):
            found = read(text)
            assert found.keys() <= {"de"}, (name, found)
            spoken[name] = {word for texts in found.values() for text in texts for word in re.findall(r"\w+", text)}
    assert {"headline", "role", "company"} <= spoken["directory:list"]
    assert {"bio", "helped", "name", "description"} <= spoken["directory:mentor"]
    if role != "stranger":
        assert {"topic", "name"} <= spoken["bookings:detail"]
        assert "topic" in spoken["bookings:list"] & spoken["past"]


def test_in_emails(world: World) -> None:
    """To an English mentor from a German mentee, and back."""
    mentor = world.mentor.user
    mentor.language = "en"
    mentor.save()
    notify(mentor, "booking_requested", about=world.request, now=NOW)
    notify(mentor, "no_show_disputed", about=world.no_show, now=NOW)
    for row in Notice.objects.filter(recipient=mentor).order_by("kind"):
        deliver(row.uuid, now=NOW)
    asked, disputed = (read(str(message.alternatives[0].content)) for message in mail.outbox)
    assert asked == {"de": [f"{GERMAN} topic", f"{GERMAN} name", f"{GERMAN} introduction"]}
    assert disputed == {"de": [f"{GERMAN} answer"]}
