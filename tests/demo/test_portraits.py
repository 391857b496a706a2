"""The drawn faces of the demo club, kept as files."""

from hashlib import sha256

from PIL import Image

from demo.fill.profiles import PORTRAITS
from demo.people import mentors
from mentors.photo_worker import SIZES


def test_each_portrait_is_a_small_square_of_its_own() -> None:
    files = sorted(PORTRAITS.iterdir())
    for file in files:
        with Image.open(file) as image:
            assert (image.format, image.size) == ("WEBP", (SIZES[-1], SIZES[-1])), file.name
    assert max(file.stat().st_size for file in files) < 12_000
    assert len({sha256(file.read_bytes()).hexdigest() for file in files}) == len(files)


def test_three_mentors_in_four_have_a_portrait_and_every_portrait_a_mentor() -> None:
    drawn = [mentor.slug for number, mentor in enumerate(mentors()) if number % 4 != 3]
    assert sorted(f"{slug}.webp" for slug in drawn) == sorted(file.name for file in PORTRAITS.iterdir())
