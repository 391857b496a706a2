"""The picture beside a link: who has one, what is in it, and that it takes neither time nor room without end."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from core.ratelimit import Limit
from directory import picture, views
from mentors.models import Mentor, MentorStatus
from mentors.photos import largest_of
from tests.factories import MentorFactory, TopicFactory
from tests.pages import markup

pytestmark = pytest.mark.django_db
ADDRESS = "/mentors/amara/picture.jpg"
PHOTO = largest_of(f"mentors/{'b' * 32}-96.webp")


@pytest.fixture
def mentor() -> Mentor:
    return MentorFactory(slug="amara", user__display_name="Amara Njeri", headline="Interviews that change roadmaps")


def image(answer: Any) -> Image.Image:
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    return Image.open(io.BytesIO(answer.content))


def written(answer: Any) -> bool:
    """Whether there are letters where the name and the headline go."""
    return min(image(answer).convert("L").crop((picture.LEFT, 60, 1200, 500)).tobytes()) < 128


def test_picture_has_the_size_that_sites_ask_for_and_is_small(client: Client, mentor: Mentor) -> None:
    for address in (ADDRESS, "/picture.jpg"):
        answer = client.get(address)
        assert image(answer).size == (1200, 630)
        assert len(answer.content) < 100_000
        assert answer["Cache-Control"] == "public, max-age=3600"
    assert written(client.get(ADDRESS))


@pytest.mark.parametrize(
    ("name", "has_letters"), [("Дмитрий Müller-Łódź", True), ("山田 花子", False), ("سارة", False)]
)
def test_names_are_never_boxes(client: Client, mentor: Mentor, name: str, has_letters: bool) -> None:
    mentor.headline = mentor.role = ""
    mentor.save()
    mentor.user.display_name = name
    mentor.user.save()
    assert written(client.get(ADDRESS)) is has_letters


def test_photo_is_in_it_and_one_that_is_lost_is_no_error(client: Client, mentor: Mentor) -> None:
    plain = client.get(ADDRESS).content
    red = io.BytesIO()
    Image.new("RGB", (480, 480), (200, 0, 0)).save(red, "WEBP")
    Mentor.objects.update(photo=PHOTO)
    cache.clear()
    assert client.get(ADDRESS).content == plain
    default_storage.save(PHOTO, ContentFile(red.getvalue()))
    cache.clear()
    try:
        middle = image(client.get(ADDRESS)).getpixel((picture.MARGIN + 200, 315))
    finally:
        default_storage.delete(PHOTO)
    assert isinstance(middle, tuple)
    assert middle[0] > 180
    assert middle[1] < 30


def test_it_is_drawn_once_until_something_in_it_changes(
    client: Client, mentor: Mentor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def draw(subject: picture.Subject) -> bytes:
        drawn.append(subject)
        return b"a picture"

    monkeypatch.setattr(picture, "_of", draw)
    first = client.get(ADDRESS)
    assert client.get(ADDRESS).content == b"a picture"
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    Mentor.objects.update(bio="Something else.")
    client.get(ADDRESS)
    assert len(drawn) == 1
    Mentor.objects.update(headline="Another headline")
    assert client.get(ADDRESS, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert len(drawn) == 2


def test_when_many_were_drawn_today_others_get_the_clubs(
    client: Client, mentor: Mentor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "DRAWINGS", Limit("test-drawings", times=1, seconds=60))
    assert client.get(ADDRESS).status_code == 200
    assert client.get(ADDRESS).status_code == 200  # kept
    MentorFactory(slug="bela")
    answer = client.get("/mentors/bela/picture.jpg")
    assert (answer.status_code, answer["Location"]) == (302, "/picture.jpg")


def test_one_network_gets_only_so_many(client: Client, mentor: Mentor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PICTURES", Limit("test-pictures", times=1, seconds=60))
    assert [client.get(ADDRESS).status_code for _twice in range(2)] == [200, 429]


@pytest.mark.parametrize("status", [MentorStatus.HIDDEN, MentorStatus.PAUSED, MentorStatus.LEFT])
def test_only_listed_mentors_have_one(client: Client, mentor: Mentor, status: MentorStatus) -> None:
    Mentor.objects.update(status=status)
    assert client.get(ADDRESS).status_code == 404


def test_pages_name_their_picture(client: Client, mentor: Mentor) -> None:
    topic = TopicFactory(slug="forms")
    mentor.topics.add(topic)
    club = "http://localhost:8000/picture.jpg"
    for address, found in (
        ("/", club),
        ("/de/", club),
        ("/topics/", club),
        ("/topics/forms/", "http://localhost:8000/topics/forms/picture.jpg"),
        ("/de/topics/forms/", "http://localhost:8000/de/topics/forms/picture.jpg"),
        ("/mentors/amara/", f"http://localhost:8000{ADDRESS}"),
        ("/de/mentors/amara/", f"http://localhost:8000{ADDRESS}"),
    ):
        page = markup(client.get(address))
        assert re.findall('<meta property="og:image" content="([^"]+)"', page) == [found]
        assert '<meta name="twitter:card" content="summary_large_image">' in page
        for kind in ("title", "description"):
            assert re.search(f'<meta property="og:{kind}" content="[^"]+"', page), (address, kind)
    Mentor.objects.update(status=MentorStatus.PAUSED)
    cache.clear()
    assert club in client.get("/mentors/amara/").content.decode()


def test_topic_and_area_have_one_in_the_language_of_the_page(client: Client) -> None:
    topic = TopicFactory(slug="forms", name="Forms", name_de="Formulare", category__slug="design")
    drawn = {client.get(address).content for address in ("/topics/forms/picture.jpg", "/de/topics/forms/picture.jpg")}
    assert len(drawn) == 2
    for address in ("/topics/forms/picture.jpg", "/topics/design/picture.jpg"):
        answer = client.get(address)
        assert image(answer).size == picture.SIZE
        assert written(answer)
        assert len(answer.content) < 100_000
        assert answer["Cache-Control"] == "public, max-age=3600"
        assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get("/topics/unknown/picture.jpg").status_code == 404
    topic.is_active = False
    topic.save()
    assert client.get("/topics/forms/picture.jpg").status_code == 404


def test_font_of_the_theme_is_there() -> None:
    assert picture._font("SemiBold", 40).getname() == ("Inter", "SemiBold")
    assert picture._font("Unknown", 40).getlength("Amara") > 40


@pytest.mark.usefixtures("db")
def test_listed_mentor_without_any_words_has_a_picture(client: Client, listed: Callable[..., Mentor]) -> None:
    mentor = listed(headline="", role="")
    assert image(client.get(f"{mentor.get_absolute_url()}picture.jpg")).size == picture.SIZE
