"""Photos are decoded apart, kept in all sizes, and shown as long as their mentor's page is there."""

import fcntl
import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from core import sandbox
from mentors import photo_worker, photos
from mentors.models import Mentor, MentorStatus
from tests.factories import MentorFactory, UserFactory
from tests.mentors.pictures import picture, saved
from tests.pages import NOT_FOUND, seen

pytestmark = pytest.mark.usefixtures("media")
CONTENT = [(size, b"RIFF....WEBP") for size in photo_worker.SIZES]


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    return tmp_path


def square(content: bytes) -> list[tuple[int, bytes]]:
    return photos.square(BytesIO(content), size=len(content))


def refused(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        square(content)
    return str(caught.value.code)


def test_child_makes_the_same_photos() -> None:
    assert dict(square(picture())) == photo_worker.squares(picture())


def test_problem_that_the_child_finds_is_said() -> None:
    assert refused(b"no photo") == "unreadable"
    assert refused(saved(Image.new("L", (7000, 7000)))) == "pixels"


def test_six_megabytes_are_too_large() -> None:
    assert refused(picture() + b"\0" * (6 * 1024 * 1024)) == "large"


@pytest.mark.long
def test_largest_photos_fit_into_the_memory_of_the_child() -> None:
    """A colour of 40 megapixels takes 160 MB, and so do 17 megapixels with alpha."""
    for mode, side in (("RGB", 6300), ("RGBA", 4200)):
        assert len(square(saved(Image.new(mode, (side, side)), compress_level=1))) == 3


def test_memory_that_is_not_there_is_a_photo_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child alone fails, and in plain words."""
    monkeypatch.setattr(photos, "WORKER", "tests.mentors.cramped_worker")
    assert refused(saved(Image.new("RGB", (3000, 3000)))) == "pixels"


def test_photos_are_decoded_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four at once take the memory of one."""
    lock = os.open(photo_worker.__file__, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(sandbox.SandboxFailed, match="out of time"):
        sandbox.run(photos.WORKER, picture(), seconds=0.5)
    os.close(lock)
    assert len(square(picture())) == 3


def test_stored_photo_is_deleted_in_all_sizes_twice() -> None:
    name = photos.store(CONTENT)
    assert all(default_storage.exists(each) for each in photos.sizes_of(name))
    photos.delete(name)
    photos.delete(name)
    assert not any(default_storage.exists(each) for each in photos.sizes_of(name))


def test_name_that_is_none_of_ours_is_not_deleted(media: Path) -> None:
    (media / "keep.txt").write_text("mine")
    photos.delete("keep.txt")
    assert (media / "keep.txt").exists()


@pytest.fixture
def mentor() -> Mentor:
    return MentorFactory(photo=photos.store(CONTENT))


def answer(mentor: Mentor, client: Client | None = None) -> tuple[int, str]:
    """What asking for a photo gets: the status, and how long it may be kept."""
    response = (client or Client()).get(mentor.own_photo_url(96))
    list(response)  # closes the file
    return response.status_code, response.get("Cache-Control", "")


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db
def test_photo_is_served_for_a_day_and_as_what_it_is(mentor: Mentor) -> None:
    response = Client().get(mentor.photo_url(96))
    assert response.status_code == 200
    assert b"".join(response)[8:12] == b"WEBP"
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Vary"] == "Accept-Language"  # no new cookie makes a browser ask again


@pytest.mark.django_db
@pytest.mark.parametrize("status", MentorStatus)
def test_photo_is_there_as_long_as_the_page(mentor: Mentor, status: MentorStatus) -> None:
    Mentor.objects.update(status=status)
    mentor.refresh_from_db()
    shown = bool(Mentor.objects.with_page())
    assert mentor.is_shown is shown
    assert bool(mentor.photo_url(96)) is shown
    expected = (200, "public, max-age=86400") if shown else (404, "")
    assert answer(mentor) == expected
    assert answer(mentor, signed_in(mentor.user))[0] == 200
    assert answer(mentor, signed_in(UserFactory(staff=True)))[0] == 200
    assert answer(mentor, signed_in(UserFactory()))[0] == expected[0]


@pytest.mark.django_db
def test_photo_that_only_its_mentor_sees_is_kept_by_nobody(mentor: Mentor) -> None:
    Mentor.objects.update(status=MentorStatus.HIDDEN)
    assert answer(mentor, signed_in(mentor.user)) == (200, "private, no-store")


@pytest.mark.django_db
def test_photo_goes_with_a_closed_account_and_with_its_row(mentor: Mentor) -> None:
    type(mentor.user).objects.update(is_active=False)
    assert answer(mentor)[0] == 404
    type(mentor.user).objects.update(is_active=True)
    Mentor.objects.update(photo="")
    assert answer(mentor)[0] == 404


@pytest.mark.django_db
def test_photo_without_its_file_is_not_found(mentor: Mentor) -> None:
    photos.delete(mentor.photo.name)
    assert answer(mentor)[0] == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/media/../manage.py",
        "/media/..%2fmanage.py",
        "/media/mentors/../../keep.txt",
        "/media//etc/passwd",
        "/media/keep.txt",
        f"/media/mentors/{'0' * 32}-480.webp",
        f"/media/mentors/{'0' * 32}-480.webp%00.txt",
    ],
)
def test_no_path_leads_elsewhere(media: Path, path: str) -> None:
    (media / "keep.txt").write_text("mine")
    assert seen(Client().get(path)) == NOT_FOUND
