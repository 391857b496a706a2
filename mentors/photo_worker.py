"""The child process that decodes one photo within limits: `python -m mentors.photo_worker`.

Standard input: the file. Standard output: one line of JSON, `{"problem": …}` or `{"lengths": {width: bytes, …}}`, and
then the photos one after another. Without Django, so that it starts quickly.
"""

import io
import json
import sys
from typing import Literal

from PIL import Image, ImageOps, UnidentifiedImageError

from core.sandbox_limits import bound, one_at_a_time

CPU_SECONDS = 10
MEMORY = 384 * 1024 * 1024  # bytes of address space
SIZES = (96, 192, 480)  # widths in pixels
FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
MAX_DECODED = 160_000_000  # bytes
# What a pixel takes at the worst moment, in bytes: Pillow keeps colours in four, and copies what is see-through or has
# a palette twice. The decoder of WebP has four copies of its own.
BYTES = {"1": 2, "L": 1, "RGB": 4, "I;16": 5, "CMYK": 8}
BYTES_ELSE, BYTES_WEBP = 9, 16
SIDE = SIZES[-1] * 2
UPRIGHT = 0x0112  # the tag of Exif that says how the camera was held
Problem = Literal["pixels", "unreadable"]


class PhotoUnreadable(Exception):
    """No JPEG, PNG or WebP, or one that would take too much memory."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem: Problem = problem


def squares(body: bytes) -> dict[int, bytes]:
    """Re-encode a photo as square WebP files, cropped from its middle, upright, on white, without metadata.

    Returns:
        WebP bytes by width, for each of `SIZES`.

    Raises:
        PhotoUnreadable: see there; too many pixels are seen in the header, before anything is decoded.
    """
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise PhotoUnreadable("pixels")
            image.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded at a fraction of its size
            if image.width * image.height * _bytes_of_a_pixel(image) > MAX_DECODED:
                raise PhotoUnreadable("pixels")
            flat = _flattened(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise PhotoUnreadable("pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, OverflowError) as error:
        raise PhotoUnreadable("unreadable") from error
    return {size: _encoded(flat.resize((size, size), Image.Resampling.LANCZOS)) for size in SIZES}


def _bytes_of_a_pixel(image: Image.Image) -> int:
    if image.format == "WEBP":
        return BYTES_WEBP
    return BYTES_ELSE if "transparency" in image.info else BYTES.get(image.mode, BYTES_ELSE)


def _flattened(image: Image.Image) -> Image.Image:
    """The middle square, upright, on white, at twice the largest size."""
    orientation = image.getexif().get(UPRIGHT, 1)
    middle = min(image.size)
    left, upper = (image.width - middle) // 2, (image.height - middle) // 2
    small = _in_eight_bits(image).resize(
        (SIDE, SIDE), Image.Resampling.LANCZOS, (left, upper, left + middle, upper + middle), reducing_gap=2.0
    )
    small = small.convert("RGBA")
    small.getexif()[UPRIGHT] = orientation
    upright = ImageOps.exif_transpose(small)
    ground = Image.new("RGBA", upright.size, "white")
    ground.alpha_composite(upright)
    return ground.convert("RGB")


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """In a mode that can be scaled; 16 bits of grey become eight, where Pillow would cut them off at white.

    Raises:
        PhotoUnreadable: a mode that no photo has.
    """
    if image.mode == "I;16":
        grey = image.point(lambda value: value * (1 / 257)).convert("L")
        grey.info.pop("transparency", None)
        return grey
    if image.mode == "1" and "transparency" not in image.info:
        return image.convert("L")
    if image.mode in ("1", "P", "PA", "LA") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode == "CMYK":
        return image.convert("RGB")
    if image.mode in ("L", "RGB", "RGBA"):
        return image
    raise PhotoUnreadable("unreadable")


def _encoded(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def main() -> None:
    """Read the file from standard input and print the result."""
    bound(memory=MEMORY, cpu_seconds=CPU_SECONDS)
    one_at_a_time(__file__)
    try:
        found = squares(sys.stdin.buffer.read())
    except PhotoUnreadable as error:
        sys.stdout.write(json.dumps({"problem": error.problem}))
        return
    lengths = {width: len(content) for width, content in found.items()}
    sys.stdout.buffer.write(json.dumps({"lengths": lengths}).encode() + b"\n" + b"".join(found.values()))


if __name__ == "__main__":
    main()
