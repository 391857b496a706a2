"""Pictures as files: photos, and PNGs of kinds that Pillow can't write."""

import io
import struct
import zlib

from PIL import Image


def picture(width: int = 600, height: int = 400, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """A picture of one colour."""
    return saved(Image.new(mode, (width, height), "teal"), kind, **options)


def saved(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png(
    width: int, height: int, rows: bytes, *, depth: int, colours: int, more: tuple[tuple[bytes, bytes], ...] = ()
) -> bytes:
    """A PNG: https://www.w3.org/TR/png-3/#11Chunks.

    Args:
        rows: what is compressed: for each row a zero and the pixels.
        depth: bits of a sample.
        colours: 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha.
        more: name and content of chunks before the picture.
    """
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    chunks = ((b"IHDR", header), *more, (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def plain_png(pixel: bytes, *, depth: int, colours: int, more: tuple[tuple[bytes, bytes], ...] = ()) -> bytes:
    """A square PNG in which all pixels are the same."""
    return png(64, 64, (b"\0" + pixel * 64) * 64, depth=depth, colours=colours, more=more)


def declared_png(width: int, height: int) -> bytes:
    """A small PNG whose header promises many pixels."""
    return png(width, height, b"\0" * 9, depth=1, colours=0)
