"""The picture of a person without a photo: arches in two tones of one of twelve colours."""

import uuid
from dataclasses import dataclass
from math import cos, radians, sin

HUES = 12
SIDE = 12  # units of the square around the arches
# The hues in tokens.css, and the share of ink in the second tone, as in avatar.css.
ANGLES = (20, 50, 80, 110, 140, 165, 190, 215, 245, 280, 315, 350)
INK_IN_TONE = 0.14
TURNS = (0, 90, 180, 270)  # degrees
Arch = tuple[int, int, int, int]  # left, right, top and ground, with a half circle on top
# An arch inside another shows the background.
PATTERNS: tuple[tuple[Arch, ...], ...] = (
    ((0, 12, 0, 12), (2, 10, 2, 12), (4, 8, 4, 12)),  # a gate
    ((0, 6, 1, 12), (2, 4, 3, 12), (6, 12, 4, 12), (8, 10, 6, 12)),  # two doors
    ((0, 8, 1, 12), (2, 6, 3, 12), (8, 12, 1, 6)),  # a door and a window
    ((0, 4, 1, 6), (4, 8, 1, 6), (8, 12, 1, 6), (0, 6, 7, 12), (6, 12, 7, 12)),  # an arcade of two storeys
)
NUMBER = HUES * len(PATTERNS) * len(TURNS)


@dataclass(frozen=True, slots=True)
class Face:
    """A colour, arches, and their rotation in degrees."""

    hue: int
    arches: tuple[Arch, ...]
    turn: int

    @property
    def path(self) -> str:
        """The arches as an SVG path, to be filled by the even-odd rule."""
        return "".join(
            f"M{left} {ground}V{top + radius}a{radius} {radius} 0 0 1 {right - left} 0V{ground}z"
            for left, right, top, ground in self.arches
            for radius in [(right - left) // 2]
        )


def number_of(person: uuid.UUID) -> int:
    """The number of a person's face."""
    return person.int % NUMBER


def face(number: int) -> Face:
    """The face with a number; numbers that are equal modulo twelve share a colour."""
    shape, hue = divmod(number % NUMBER, HUES)
    turn, pattern = divmod(shape, len(PATTERNS))
    return Face(hue, PATTERNS[pattern], TURNS[turn])


def rgb(light: float, chroma: float, angle: float) -> tuple[int, int, int]:
    """Convert a CSS oklch() colour to sRGB (CSS Color Module 4, sample code)."""
    a, b = chroma * cos(radians(angle)), chroma * sin(radians(angle))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return tuple(round(255 * _encoded(min(max(value, 0), 1))) for value in linear)  # type: ignore[return-value]


def _encoded(linear: float) -> float:
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
