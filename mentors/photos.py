"""Photos: what comes in is checked before it is decoded, and only our own re-encoding goes out."""

import io
import uuid
from typing import TYPE_CHECKING, BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

if TYPE_CHECKING:
    from mentors.models import Mentor

SIZES = (96, 192, 480)
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")


def photo_path(mentor: "Mentor", filename: str) -> str:
    """Where the largest size of a new photo goes: a name that says nothing and cannot be guessed."""
    return f"mentors/{uuid.uuid4().hex}-{SIZES[-1]}.webp"


def square(file: BinaryIO, *, size: int) -> list[tuple[int, bytes]]:
    """Re-encode an uploaded image as square WebP files, without any metadata.

    Args:
        file: the upload, from its beginning.
        size: its length in bytes.

    Returns:
        (width in pixels, WebP bytes), one for each of `SIZES`.

    Raises:
        ValidationError: too large, too many pixels (read from the header, before anything is decoded), or no JPEG,
            PNG or WebP image. The message is safe to show.
    """
    if size > MAX_BYTES:
        raise ValidationError(_("This photo is larger than 5 MB. Please choose a smaller one."), code="large")
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("This photo has more than 40 megapixels. Please choose a smaller one."), code="pixels")
            image.draft("RGB", (SIZES[-1] * 2, SIZES[-1] * 2))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("We cannot read this file. Please choose a JPEG, PNG or WebP photo."), code="unreadable") from error
    ground = Image.new("RGBA", upright.size, "white")
    ground.alpha_composite(upright)
    flat = ground.convert("RGB")
    return [(width, _encode(ImageOps.fit(flat, (width, width), Image.Resampling.LANCZOS))) for width in SIZES]


def _encode(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
