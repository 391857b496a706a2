"""The drawn faces of the demo club."""

import hashlib

import pytest
from PIL import Image

from demo.portrait_colours import SKINS
from demo.portraits import portrait


def digest(image: Image.Image) -> str:
    return hashlib.sha256(image.tobytes()).hexdigest()


def test_portrait_is_the_same_for_the_same_seed() -> None:
    assert digest(portrait(7, 96)) == digest(portrait(7, 96))


@pytest.mark.parametrize("size", [96, 160, 480, 640])
def test_portrait_has_the_size_asked_for(size: int) -> None:
    image = portrait(3, size)

    assert (image.size, image.mode) == ((size, size), "RGB")


def test_portraits_differ_from_each_other() -> None:
    assert len({digest(portrait(seed, 48)) for seed in range(60)}) == 60


def test_portrait_follows_skin_and_presentation() -> None:
    assert len({digest(portrait(5, 48, presentation="woman", skin=skin)) for skin in range(len(SKINS))}) == len(SKINS)
    assert digest(portrait(5, 48, presentation="woman")) != digest(portrait(5, 48, presentation="man"))


def test_portrait_refuses_what_it_cannot_draw() -> None:
    with pytest.raises(ValueError, match="presentation"):
        portrait(1, presentation="robot")
    with pytest.raises(ValueError, match="skin"):
        portrait(1, skin=len(SKINS))
