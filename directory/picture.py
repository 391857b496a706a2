"""The picture that other sites show beside a link to a profile, a topic or the club: drawn here, and kept for a day."""

import hashlib
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import unfold
from django.conf import settings
from django.core.cache import cache as shared
from django.core.files.storage import default_storage
from PIL import Image, ImageChops, ImageDraw, ImageFont

from core import faces
from core.ratelimit import Limit

if TYPE_CHECKING:
    from mentors.models import Category, Mentor, Topic

SIZE = (1200, 630)
VERSION = 1  # to be raised when the drawing changes
SECONDS = 24 * 60 * 60
DRAWINGS = Limit("picture-drawn", times=500, seconds=SECONDS)  # of about 40 kB, in a cache that has 200 MB
FONTS = Path(unfold.__file__).parent / "static/unfold/fonts/inter"  # Latin, Greek and Cyrillic
PAPER, INK, SOFT, BRAND, ACCENT = "#fbf8f2", "#211d17", "#5d5547", "#0d5a52", "#b4501b"  # as in tokens.css, light
PORTRAIT, MARGIN = 430, 90
LEFT = MARGIN + PORTRAIT + 70
WIDTH = SIZE[0] - LEFT - 70
NAME, HEADLINE, CLUB = (76, 64, 52, 42), (36, 32), (32, 26)  # sizes to try
FINER = 4  # edges are drawn so many times larger

Font = ImageFont.FreeTypeFont


class DrawnOften(Exception):
    """So many pictures were drawn today that there's no room for more."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn of a mentor or of a topic.

    Attributes:
        face: a number of `core.faces`, drawn where there is no photo.
        photo: its name in the storage; "" without one.
    """

    face: int
    photo: str
    name: str
    about: str


def of_mentor(mentor: "Mentor") -> Subject:
    return Subject(mentor.hue, mentor.photo.name or "", mentor.user.display_name, mentor.own_headline or mentor.role)


def of_topic(subject: "Category | Topic") -> Subject:
    """A field of work with what it is about, or a topic with its field, in the active language."""
    field: Category | None = getattr(subject, "category", None)
    about = field.name_i18n if field else subject.description_i18n  # type: ignore[union-attr]
    face = int.from_bytes(hashlib.blake2b(subject.slug.encode(), digest_size=2).digest())
    return Subject(face % faces.NUMBER, "", subject.name_i18n, about)


def version_of(subject: Subject | None) -> str:
    """What a picture is kept by: it changes with everything that is in it. Without a subject it is the club's."""
    shown = (VERSION, settings.CLUB_NAME, *(astuple(subject) if subject else ()))
    return hashlib.blake2b(repr(shown).encode(), digest_size=16).hexdigest()


def picture(subject: Subject | None) -> bytes:
    """The picture of someone, of a topic or of the club, as a JPEG; drawn once a day at most while it stays the same.

    Raises:
        DrawnOften: see there; never for the club's.
    """
    if subject is None:
        return _of_club(settings.CLUB_NAME)
    key = f"picture-{version_of(subject)}"
    known: bytes | None = shared.get(key)
    if known is None:
        if not DRAWINGS.allows("all"):
            raise DrawnOften
        known = _of(subject)
        shared.set(key, known, SECONDS)
    return known


def _of(subject: Subject) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    portrait = _photo(subject.photo) or arches(faces.face(subject.face), PORTRAIT)
    image.paste(portrait, (MARGIN, (SIZE[1] - PORTRAIT) // 2), _shape(PORTRAIT))
    pen = ImageDraw.Draw(image)
    blocks = [
        _set(subject.name, "SemiBold", NAME, lines=2, color=INK),
        _set(subject.about, "Regular", HEADLINE, lines=3, color=SOFT),
    ]
    height = sum(_height(block) for block in blocks)
    _write(pen, blocks, top=max(70, (SIZE[1] - height) // 2 - 30))
    _sign(image, at=(LEFT, SIZE[1] - 108), side=44)
    return _encoded(image)


@lru_cache(maxsize=1)
def _of_club(name: str) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    side = 200
    for number, face in enumerate((0, 62, 124, 43, 189, 106)):
        column, row = number % 2, number // 2
        place = (SIZE[0] - (2 - column) * (side + 10), row * (side + 10) + 5)
        image.paste(arches(faces.face(face), side), place, _shape(side))
    pen = ImageDraw.Draw(image)
    _sign(image, at=(MARGIN, 150), side=120, named=False)
    _write(pen, [_set(name, "SemiBold", NAME, lines=3, color=INK, width=640)], top=310, left=MARGIN)
    return _encoded(image)


def _encoded(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, subsampling=0, optimize=True)
    return out.getvalue()


def _photo(name: str) -> Image.Image | None:
    """A mentor's photo, which was re-encoded when it came; None without one, or while it can't be read."""
    if not name:
        return None
    try:
        with default_storage.open(name) as file, Image.open(file, formats=["WEBP"]) as photo:
            return photo.convert("RGB").resize((PORTRAIT, PORTRAIT), Image.Resampling.LANCZOS)
    except OSError:
        return None


def _shape(side: int) -> Image.Image:
    """The form of an avatar: round but for one corner, as in avatar.css."""
    large = side * FINER
    mask = Image.new("L", (large, large))
    pen = ImageDraw.Draw(mask)
    pen.ellipse((0, 0, large, large), fill=255)
    corner = (0, large // 2, large // 2, large)
    pen.rounded_rectangle(corner, large * 16 // 100, fill=255, corners=(False, False, False, True))
    return mask.resize((side, side), Image.Resampling.LANCZOS)


def arches(face: faces.Face, side: int) -> Image.Image:
    """A face without its letters, in the light scheme."""
    angle = faces.ANGLES[face.hue]
    ground, ink = (0.88, 0.06), (0.34, 0.08)  # as in tokens.css
    tone = [a + (b - a) * faces.INK_IN_TONE for a, b in zip(ground, ink, strict=True)]
    unit = side * FINER // faces.SIDE
    large = unit * faces.SIDE
    mask = Image.new("1", (large, large))
    for left, right, top, low in face.arches:
        arch = Image.new("1", (large, large))
        pen, radius = ImageDraw.Draw(arch), (right - left) * unit / 2
        pen.pieslice((left * unit, top * unit, right * unit, top * unit + 2 * radius), 180, 360, fill=1)
        pen.rectangle((left * unit, top * unit + radius, right * unit - 1, low * unit), fill=1)
        mask = ImageChops.logical_xor(mask, arch)
    image = Image.new("RGB", (side, side), faces.rgb(*ground, angle))
    smooth = mask.convert("L").rotate(-face.turn).resize((side, side), Image.Resampling.LANCZOS)
    image.paste(faces.rgb(tone[0], tone[1], angle), mask=smooth)
    return image


def _sign(image: Image.Image, *, at: tuple[int, int], side: int, named: bool = True) -> None:
    """The club's sign, two voices, with its name beside it."""
    unit = side * FINER / 32
    sign = Image.new("RGB", (side * FINER, side * FINER), PAPER)
    pen = ImageDraw.Draw(sign)
    for bubble, corner, color in (
        ((10, 8, 30, 28), (20, 18, 30, 28), ACCENT),
        ((2, 2, 24, 24), (2, 13, 13, 24), BRAND),
    ):
        pen.ellipse([edge * unit for edge in bubble], fill=color)
        pen.rectangle([edge * unit for edge in corner], fill=color)
    image.paste(sign.resize((side, side), Image.Resampling.LANCZOS), at)
    if named:
        name = _set(settings.CLUB_NAME, "Medium", CLUB, lines=1, color=BRAND, width=WIDTH - side - 16)
        _write(ImageDraw.Draw(image), [name], top=at[1] + side // 8, left=at[0] + side + 16)


Block = tuple[list[str], Font, str]  # lines, their font and colour


def _set(text: str, weight: str, sizes: Iterable[int], *, lines: int, color: str, width: int = WIDTH) -> Block:
    """A text in lines, in the largest of the sizes in which it fits, or cut in the smallest.

    It has no lines if the font lacks one of its letters, as boxes would look broken.
    """
    for size in sizes:
        font = _font(weight, size)
        if not all(_has(weight, letter) for letter in text):
            return [], font, color
        found = _wrapped(text, font, width)
        if len(found) <= lines and all(font.getlength(line) <= width for line in found):
            break
    else:
        found = [_cut(line, font, width) for line in [*found[: lines - 1], " ".join(found[lines - 1 :])]]
    return found, font, color


def _wrapped(text: str, font: Font, width: int) -> list[str]:
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and font.getlength(longer) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return found


def _cut(line: str, font: Font, width: int) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(line + "…") > width:
        line = line[:-1]
    return line.rstrip() + "…"


def _height(block: Block) -> int:
    lines, font, _color = block
    return round(len(lines) * font.size * 1.22 + 24) if lines else 0


def _write(pen: ImageDraw.ImageDraw, blocks: Iterable[Block], *, top: int, left: int = LEFT) -> None:
    for block in blocks:
        lines, font, color = block
        for number, line in enumerate(lines):
            pen.text((left, top + number * font.size * 1.22), line, color, font)
        top += _height(block)


@cache
def _font(weight: str, size: int) -> Font:
    """Inter, which the admin's theme brings along; Pillow's own, with fewer letters, where that can't be read."""
    try:
        return ImageFont.truetype(FONTS / f"Inter-{weight}.woff2", size)
    except OSError:
        return cast("Font", ImageFont.load_default(size))


@lru_cache(maxsize=2048)
def _has(weight: str, letter: str) -> bool:
    """Whether the font has a letter, or would draw the same box as for any that it lacks."""
    font = _font(weight, 32)
    drawn, box = font.getmask(letter), font.getmask("\uffff")
    return letter.isspace() or (drawn.size, bytes(drawn)) != (box.size, bytes(box))
