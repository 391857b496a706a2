"""A photo is told by its content, its size is known before it is decoded, and it keeps its colours: ASVS 5.0, 5.2."""

import io
import struct

import pytest
from PIL import Image

from mentors.photo_worker import PhotoUnreadable, squares
from tests.mentors.pictures import declared_png, picture, plain_png, png, saved

WHITE, RED, GREY, COLOUR = (255, 255, 255), (255, 0, 0), (77, 77, 77), (78, 156, 234)
HALF, COLOUR_16 = struct.pack(">H", 20_000), struct.pack(">HHH", 20_000, 40_000, 60_000)
SOLID_16, CLEAR_16 = b"\xff\xff", b"\0\0"


def refused(content: bytes) -> str:
    with pytest.raises(PhotoUnreadable) as caught:
        squares(content)
    return caught.value.problem


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB")]
)
def test_photo_becomes_square_webp_in_all_sizes(kind: str, mode: str) -> None:
    made = squares(picture(kind=kind, mode=mode))
    assert list(made) == [96, 192, 480]
    for size, content in made.items():
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
    content = squares(out.getvalue())[480]
    assert b"Amara" not in content
    assert b"at home" not in content
    with Image.open(io.BytesIO(content)) as made:
        assert dict(made.getexif()) == {}
        assert made.getpixel((400, 240))[0] < 40  # type: ignore[index]  # what was above is at the right now
        assert made.getpixel((80, 240))[0] > 215  # type: ignore[index]


def test_polyglot_keeps_nothing_but_the_picture() -> None:
    hidden = b"<script>alert(1)</script><?php system('id');"
    for content in squares(picture() + hidden).values():
        assert b"script" not in content
        assert b"php" not in content


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


@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (saved(Image.new("I;16", (800, 800), 20_000)), GREY),
        (plain_png(HALF, depth=16, colours=0, more=((b"tRNS", HALF),)), GREY),
        (plain_png(HALF + SOLID_16, depth=16, colours=4), GREY),
        (plain_png(HALF + CLEAR_16, depth=16, colours=4), WHITE),
        (plain_png(COLOUR_16, depth=16, colours=2), COLOUR),
        (plain_png(COLOUR_16 + SOLID_16, depth=16, colours=6), COLOUR),
        (plain_png(COLOUR_16 + CLEAR_16, depth=16, colours=6), WHITE),
        (saved(Image.new("L", (80, 80), 77)), GREY),
        (saved(Image.new("L", (80, 80), 77), transparency=77), WHITE),
        (saved(Image.new("L", (80, 80), 77), transparency=78), GREY),
        (saved(Image.new("RGB", (80, 80), COLOUR), transparency=COLOUR), WHITE),
        (saved(Image.new("LA", (80, 80), (77, 255))), GREY),
        (saved(Image.new("LA", (80, 80), (77, 0))), WHITE),
        (saved(Image.new("1", (80, 80), 0)), (0, 0, 0)),
        (saved(Image.new("1", (80, 80), 0), transparency=0), WHITE),
        (plain_png(b"\0", depth=8, colours=3, more=((b"PLTE", bytes(RED)),)), RED),
        (plain_png(b"\0", depth=8, colours=3, more=((b"PLTE", bytes(RED)), (b"tRNS", b"\0"))), WHITE),
        (saved(Image.new("RGBA", (80, 80), (*COLOUR, 0))), WHITE),
        (saved(Image.new("RGBA", (80, 80), (*RED, 0)), "WEBP", lossless=True), WHITE),
        (saved(Image.new("CMYK", (80, 80), (0, 255, 255, 0)), "JPEG"), RED),
        (saved(Image.new("CMYK", (2400, 2400), (0, 255, 255, 0)), "JPEG"), RED),
        (saved(Image.new("L", (80, 80), 77), "JPEG"), GREY),
    ],
)
def test_photo_of_any_mode_keeps_its_colour(content: bytes, colour: tuple[int, int, int]) -> None:
    """Each is of one colour; what is see-through lies on white."""
    with Image.open(io.BytesIO(squares(content)[96])) as made:
        pixel = made.getpixel((48, 48))
    assert pixel == pytest.approx(colour, abs=4)


def test_grey_of_sixteen_bits_keeps_its_steps() -> None:
    rows = b"".join(b"\0" + struct.pack(">64H", *(row * 1024 + column for column in range(64))) for row in range(64))
    with Image.open(io.BytesIO(squares(png(64, 64, rows, depth=16, colours=0))[480])) as made:
        steps = [made.getpixel((240, y))[0] for y in range(20, 480, 40)]  # type: ignore[index]
    assert steps == sorted(set(steps))
    assert steps[0] < 20
    assert steps[-1] > 235


@pytest.mark.parametrize(
    "content",
    [
        png(6310, 6310, b"", depth=8, colours=6),
        png(4300, 4300, b"", depth=8, colours=4),
        png(4300, 4300, b"", depth=8, colours=3, more=((b"PLTE", b"\0\0\0"),)),
        png(5700, 5700, b"", depth=16, colours=0),
        saved(Image.new("RGB", (3200, 3200)), "WEBP"),
    ],
    ids=["colour and alpha", "grey and alpha", "palette", "16 bits", "WebP"],
)
def test_memory_is_reckoned_from_the_header_by_mode(content: bytes) -> None:
    assert refused(content) == "pixels"
