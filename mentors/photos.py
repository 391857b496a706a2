"""Photos: uploads are checked before they are decoded, and only re-encoded images are served."""

import io
import re
import uuid
from typing import TYPE_CHECKING, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from mentors.models import Mentor

SIZES = (96, 192, 480)
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
NAME = re.compile(rf"mentors/[0-9a-f]{{32}}-({'|'.join(map(str, SIZES))})\.webp", re.ASCII)


def photo_path(mentor: "Mentor", filename: str) -> str:
    """Where the largest size of a new photo is stored: a random name that cannot be guessed."""
    return f"mentors/{uuid.uuid4().hex}-{SIZES[-1]}.webp"


def sizes_of(name: str) -> list[str]:
    """The names of all sizes of a photo, from the name of its largest."""
    return [name.replace(f"-{SIZES[-1]}.", f"-{size}.") for size in SIZES]


def store(squares: list[tuple[int, bytes]]) -> str:
    """Write a photo in all its sizes, from `square`; the name of the largest, for the row.

    Raises:
        OSError: there is no room for it; no size is left behind.
    """
    stem = f"mentors/{uuid.uuid4().hex}"
    largest = f"{stem}-{SIZES[-1]}.webp"
    try:
        for size, content in squares:
            default_storage.save(f"{stem}-{size}.webp", ContentFile(content))
    except Exception:
        delete(largest)
        raise
    return largest


def delete(name: str) -> None:
    """Delete all sizes of a photo. Idempotent; names that `photo_path` did not make are ignored."""
    if NAME.fullmatch(name):
        for each in sizes_of(name):
            default_storage.delete(each)


def square(file: BinaryIO, *, size: int) -> list[tuple[int, bytes]]:
    """Re-encode an uploaded image as square WebP files, cropped from its middle, without metadata.

    Args:
        file: the upload, at its beginning.
        size: its length in bytes.

    Returns:
        (width in pixels, WebP bytes), one for each of `SIZES`.

    Raises:
        ValidationError: too large, too many pixels (read from the header, before anything is decoded), or no JPEG,
            PNG or WebP image. The message is safe to show.
    """
    if size > MAX_BYTES:
        raise ValidationError(_("This photo is larger than 5 MB. Please choose a smaller one."), code="large")
    too_many = ValidationError(_("This photo has more than 40 megapixels. Please choose a smaller one."), code="pixels")
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise too_many
            flat = _reduced(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, OverflowError) as error:
        raise ValidationError(
            _("We cannot read this file. Please choose a JPEG, PNG or WebP photo."), code="unreadable"
        ) from error
    return [(width, _encode(flat.resize((width, width), Image.Resampling.LANCZOS))) for width in SIZES]


def _reduced(image: Image.Image) -> Image.Image:
    """The middle square, upright, on white, at twice the largest size; scaled down first, to save memory."""
    side = SIZES[-1] * 2
    image.draft("RGB", (side, side))
    middle = min(image.size)
    left, upper = (image.width - middle) // 2, (image.height - middle) // 2
    orientation = image.getexif().get(0x0112, 1)
    cut = image.crop((left, upper, left + middle, upper + middle))
    if cut.mode not in ("RGB", "RGBA", "L"):
        cut = cut.convert("RGBA")
    small = cut.resize((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0).convert("RGBA")
    small.getexif()[0x0112] = orientation
    upright = ImageOps.exif_transpose(small)
    ground = Image.new("RGBA", upright.size, "white")
    ground.alpha_composite(upright)
    return ground.convert("RGB")


def _encode(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
