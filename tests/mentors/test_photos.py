"""What becomes of a photo: told by its content, its size known before it is decoded: ASVS 5.0, 5.2.1, 5.2.2, 5.2.6."""

import io
import struct
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from mentors import photos
from tests.pages import NOT_FOUND, seen

pytestmark = pytest.mark.usefixtures("media")


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    return tmp_path


def picture(width: int = 600, height: int = 400, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), "teal").save(out, kind, **options)
    return out.getvalue()


def square(content: bytes) -> list[tuple[int, bytes]]:
    return photos.square(io.BytesIO(content), size=len(content))


def refused(content: bytes) -> str:
    with pytest.raises(ValidationError) as caught:
        square(content)
    return str(caught.value.code)


def declared_png(width: int, height: int) -> bytes:
    """A small PNG whose header promises many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")]
)
def test_photo_becomes_square_webp_in_all_sizes(kind: str, mode: str) -> None:
    made = square(picture(kind=kind, mode=mode))
    assert [size for size, _content in made] == [96, 192, 480]
    for size, content in made:
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size, image.mode) == ("WEBP", (size, size), "RGB")


def test_metadata_is_dropped_and_the_photo_stands_upright() -> None:
    image = Image.new("RGB", (400, 400), "white")
    image.paste("black", (0, 0, 400, 200))  # black above, white below
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees clockwise
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    exif[0x010F] = "Camera of Amara"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"at home")
    _size, content = square(out.getvalue())[-1]
    assert b"Amara" not in content
    assert b"at home" not in content
    with Image.open(io.BytesIO(content)) as made:
        assert dict(made.getexif()) == {}
        assert made.getpixel((400, 240))[0] < 40  # type: ignore[index]  # what was above is at the right now
        assert made.getpixel((80, 240))[0] > 215  # type: ignore[index]


def test_polyglot_keeps_nothing_but_the_picture() -> None:
    hidden = b"<script>alert(1)</script><?php system('id');"
    for _size, content in square(picture() + hidden):
        assert b"script" not in content
        assert b"php" not in content


def test_six_megabytes_are_too_large() -> None:
    assert refused(picture() + b"\0" * (6 * 1024 * 1024)) == "large"


@pytest.mark.parametrize(("width", "height"), [(6400, 6251), (12_000, 12_000), (60_000, 60_000)])
def test_decompression_bomb_is_refused_from_its_header(width: int, height: int) -> None:
    assert refused(declared_png(width, height)) == "pixels"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        picture(kind="GIF"),
        picture(kind="TIFF"),
        picture(kind="BMP"),
        picture()[:200],
        declared_png(300, 300),
    ],
    ids=["empty", "html", "svg", "gif", "tiff", "bmp", "cut jpeg", "cut png"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    assert refused(content) == "unreadable"


def test_stored_photo_is_deleted_in_all_sizes_twice() -> None:
    name = photos.store(square(picture()))
    assert all(default_storage.exists(each) for each in photos.sizes_of(name))
    photos.delete(name)
    photos.delete(name)
    assert not any(default_storage.exists(each) for each in photos.sizes_of(name))


def test_name_that_is_none_of_ours_is_not_deleted(media: Path) -> None:
    (media / "keep.txt").write_text("mine")
    photos.delete("keep.txt")
    assert (media / "keep.txt").exists()


@pytest.mark.django_db
def test_photo_is_served_for_ever_and_as_what_it_is() -> None:
    name = photos.store(square(picture()))
    with closing(Client().get(f"/media/{name}")) as response:
        assert response.status_code == 200
        assert b"".join(response.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


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
