"""Faces of people without a photo: distinct, permanent, and with readable initials."""

import re
import uuid
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from core import faces

TOKENS = Path("static/css/tokens.css").read_text(encoding="utf-8")
OKLCH = r"oklch\(([\d.]+) ([\d.]+) (\d+)\)"
Oklch = tuple[float, ...]


def token(name: str) -> tuple[Oklch, Oklch]:
    """A colour from the tokens, light and dark."""
    found = re.search(rf"--{name}: light-dark\({OKLCH}, {OKLCH}\)", TOKENS)
    assert found
    numbers = [float(number) for number in found.groups()]
    return tuple(numbers[:3]), tuple(numbers[3:])


def luminance(color: Oklch) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = [part / 255 for part in faces.rgb(*color)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("hue", range(faces.HUES))
def test_initials_are_readable_on_both_tones_in_light_and_dark(hue: int) -> None:
    for ground, ink in zip(token(f"face-{hue}"), token(f"face-{hue}-ink"), strict=True):
        tone = tuple(a + (b - a) * faces.INK_IN_TONE for a, b in zip(ground, ink, strict=True))
        assert ground[2] == ink[2] == faces.ANGLES[hue]
        for paper in (ground, tone):
            dark, light = sorted((luminance(paper), luminance(ink)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_tone_is_mixed_as_in_the_style_sheet() -> None:
    sheet = Path("static/css/components/avatar.css").read_text(encoding="utf-8")
    assert f"var(--avatar-ink) {faces.INK_IN_TONE:.0%})" in sheet


def test_every_number_has_a_different_face() -> None:
    found = {faces.face(number) for number in range(faces.NUMBER)}
    assert len(found) == faces.NUMBER == 192
    assert faces.face(faces.NUMBER + 5) == faces.face(5)


def test_face_depends_on_the_person_and_keeps_its_colour() -> None:
    person = uuid.UUID("5b0c1c5e-6f0a-4a53-9d3e-0f4c6f1f3a11")
    assert faces.number_of(person) == faces.number_of(uuid.UUID(str(person)))
    assert faces.face(faces.number_of(person)).hue == person.int % faces.HUES


def test_arches_fit_their_square_and_are_at_least_half_as_high_as_wide() -> None:
    for pattern in faces.PATTERNS:
        for left, right, top, ground in pattern:
            assert 0 <= left < right <= faces.SIDE
            assert 0 <= top < ground <= faces.SIDE
            assert ground - top >= (right - left) / 2


@pytest.mark.parametrize(("light", "rgb"), [(0, (0, 0, 0)), (1, (255, 255, 255))])
def test_colours_of_oklch(light: float, rgb: tuple[int, int, int]) -> None:
    assert faces.rgb(light, 0, 0) == rgb
    assert faces.rgb(0.628, 0.2577, 29.23) == (255, 0, 0)


def test_avatar_shows_the_photo_or_arches_with_initials() -> None:
    drawn = render_to_string("components/avatar.html", {"name": "Amara Njeri", "hue": 13})
    assert "avatar--hue-1" in drawn
    assert faces.face(13).path in drawn
    assert "AN</span>" in drawn
    photo = render_to_string("components/avatar.html", {"name": "Amara Njeri", "hue": 13, "photo": "/media/a.webp"})
    assert "<svg" not in photo
    assert "AN<" not in photo
