"""Photos: uploads are checked before they are decoded, and only re-encoded images are served."""

import io
import json
import logging
import re
import uuid
from typing import TYPE_CHECKING, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from core import sandbox
from mentors.photo_worker import SIZES

if TYPE_CHECKING:
    from mentors.models import Mentor

logger = logging.getLogger(__name__)

MAX_BYTES = 5 * 1024 * 1024
WORKER, WALL_SECONDS = "mentors.photo_worker", 20
PROBLEMS = {
    "pixels": _("This photo has too many pixels. Choose a smaller one."),
    "unreadable": _("We can’t read this file. Choose a JPEG, PNG or WebP photo."),
}
NAME = re.compile(rf"mentors/[0-9a-f]{{32}}-({'|'.join(map(str, SIZES))})\.webp", re.ASCII)


def photo_path(mentor: "Mentor", filename: str) -> str:
    """Where the largest size of a new photo is stored: a random name that cannot be guessed."""
    return f"mentors/{uuid.uuid4().hex}-{SIZES[-1]}.webp"


def sizes_of(name: str) -> list[str]:
    """The names of all sizes of a photo, from the name of its largest."""
    return [name.replace(f"-{SIZES[-1]}.", f"-{size}.") for size in SIZES]


def largest_of(name: str) -> str:
    """The name of the largest size of a photo, from the name of any."""
    return f"{name.rpartition('-')[0]}-{SIZES[-1]}.webp"


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
    """Re-encode an uploaded image as square WebP files, in a child process, one at a time.

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
        raise ValidationError(_("This photo is larger than 5 MB. Choose a smaller one."), code="large")
    try:
        answer, _line_end, photos = sandbox.run(WORKER, file.read(), seconds=WALL_SECONDS).partition(b"\n")
    except sandbox.SandboxFailed as failure:
        if not failure.at_limit:
            logger.exception("the photo worker is broken")
        answer, photos = b'{"problem": "unreadable"}', b""
    found = json.loads(answer)
    if problem := found.get("problem"):
        raise ValidationError(PROBLEMS[problem], code=problem)
    content = io.BytesIO(photos)
    return [(int(width), content.read(length)) for width, length in found["lengths"].items()]
