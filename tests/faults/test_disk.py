"""No room for a photo: the form says so, and nothing of the photo or the form is kept."""

import io
import os
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from mentors.models import Mentor
from outbox.models import Job
from tests.factories import MentorFactory, TopicFactory
from tests.faults.club import Club, Person
from tests.ports import free_port

ROOM = 2048  # bytes: the smallest size of the photo fits, the others end in the middle
SORRY = "We couldn’t save your photo, so nothing has changed. Please try"


@pytest.fixture
def cramped_club(quiet_club: Club, monkeypatch: pytest.MonkeyPatch) -> Iterator[Club]:
    """The web server with next to no room on the disk; its log goes nowhere, for it would not fit either."""
    club, parts = quiet_club, quiet_club.parts()
    python, *rest = parts["web"]
    monkeypatch.setattr(club, "port", free_port())
    monkeypatch.setattr(
        club, "parts", lambda: parts | {"web": [python, "-m", "tests.faults.cramped", str(ROOM), python, *rest]}
    )
    (club.folder / "web.log").unlink(missing_ok=True)
    (club.folder / "web.log").symlink_to(os.devnull)
    with club.running("web"):
        yield club
    (club.folder / "web.log").unlink()


def photo() -> bytes:
    """Noise, which no format makes small."""
    out = io.BytesIO()
    Image.frombytes("RGB", (300, 300), os.urandom(300 * 300 * 3)).save(out, "PNG")
    return out.getvalue()


def profile(mentor: Mentor, topic: str) -> dict[str, str]:
    return {
        "headline": "Changed in the same form", "bio": "Words that took an hour", "country": "DE",
        "years_of_practice": "12", "topics": topic, "languages": "en", "text_language": "en", "links": "",
    }  # fmt: skip


def test_photo_without_room_leaves_nothing_behind(cramped_club: Club, say: Callable[[str], None]) -> None:
    club, mentor, topic = cramped_club, MentorFactory(headline="As it was"), TopicFactory()
    person = Person(club, mentor.user)
    media = club.folder / "media"
    answer = person.post(
        "/desk/profile/", profile(mentor, topic.slug), files={"photo": ("me.png", photo(), "image/png")}
    )
    assert SORRY in answer.text
    assert "Words that took an hour" in answer.text
    assert answer.status_code == 200
    assert [path for path in media.rglob("*") if path.is_file()] == []
    mentor.refresh_from_db()
    assert (mentor.headline, mentor.photo.name) == ("As it was", "")
    assert Job.objects.count() == 0
    without = person.post("/desk/profile/", profile(mentor, topic.slug))
    assert without.status_code == 302
    mentor.refresh_from_db()
    assert mentor.headline == "Changed in the same form"
    say(f"disk full at {ROOM} bytes: the form says so and keeps its words, no file left; without a photo it is saved")
