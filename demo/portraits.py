"""Portraits of people who do not exist, drawn in flat colour: the faces of the demo club."""

import random

from PIL import Image

from demo import portrait_hair
from demo.portrait_colours import (
    BLACK,
    BLUSH,
    CLOTHS,
    FAIR,
    GREYS,
    GROUNDS,
    INK,
    LIPS,
    NATURAL,
    PAPER,
    SKINS,
    WHITE,
    distance,
)
from demo.portrait_dress import KINDS, dress
from demo.portrait_hair import Hair
from demo.portrait_pen import Pen, both_sides, colour, mix

PRESENTATIONS = ("any", "woman", "man")


def portrait(seed: int, size: int = 640, *, presentation: str = "any", skin: int | None = None) -> Image.Image:
    """Draw the person that belongs to `seed`; the same arguments always give the same pixels.

    Args:
        size: pixels a side.
        presentation: `any`, `woman` or `man`; decides on hair, beard and jewellery.
        skin: index into `SKINS` from light to dark; None lets the seed choose.

    Raises:
        ValueError: an unknown presentation or skin.
    """
    if presentation not in PRESENTATIONS:
        raise ValueError(f"presentation must be one of {', '.join(PRESENTATIONS)}")
    if skin is not None and not 0 <= skin < len(SKINS):
        raise ValueError(f"skin must be from 0 to {len(SKINS) - 1}")
    return Sitter(seed, presentation, skin).draw().picture(size)


class Sitter:
    """Everything about one person that the seed decides, and how to draw it."""

    def __init__(self, seed: int, presentation: str, skin: int | None) -> None:
        pick = random.Random(seed)  # noqa: S311 - a drawing, not a secret
        self.woman = pick.random() < 0.5 if presentation == "any" else presentation == "woman"
        tone = pick.randrange(len(SKINS))
        self.tone = tone if skin is None else skin
        self.skin = SKINS[self.tone]
        self.deep = self.tone >= 5
        self.shade = mix(self.skin, colour("#7a2f1a") if not self.deep else colour("#2a1008"), 0.27)
        self.age = pick.choices((0, 1, 2), (5, 4, 3))[0]
        style = pick.choice(portrait_hair.WOMEN if self.woman else portrait_hair.MEN)
        natural = pick.choice(NATURAL[:2] if self.tone >= 4 else NATURAL + FAIR if self.tone <= 1 else NATURAL)
        self.natural = pick.choice(GREYS) if self.age == 2 else mix(natural, GREYS[0], 0.2 * (self.age == 1))
        if self.tone <= 3 and style in ("afro", "afro_short", "locs", "braids"):
            style = pick.choice(("curls", "waves") if self.woman else ("curly_top", "swept"))
        self.ground, self.motif = pick.sample(GROUNDS, 2)
        self.form = pick.choice(("circle", "hill", "arch", "plain", "sun"))
        self.kind = pick.choice(KINDS)
        cloths = [cloth for cloth in CLOTHS if distance(cloth, self.ground) > 110]
        self.cloth, self.under, scarf = pick.sample([*cloths, colour("#a85b3a"), colour("#2f6f6a")], 3)
        if distance(self.cloth, self.skin) < 70:
            self.cloth = colour("#0d5a52")
        if distance(self.cloth, self.under) < 90:
            self.under = PAPER
        half = pick.uniform(14.2, 15.2) if self.woman else pick.uniform(14.8, 15.9)
        cover = style in portrait_hair.COVERED
        self.hair = Hair(style, scarf if cover else self.natural, half, pick.choice((-1, 1)))
        self.jaw = pick.uniform(0.8, 0.94) if self.woman else pick.uniform(0.94, 1.1)
        self.turn = pick.uniform(-1.3, 1.3)
        self.tilt = pick.uniform(-4, 4)
        self.wide = pick.uniform(27, 30) if self.woman else pick.uniform(31, 34)
        self.smile = pick.uniform(1.3, 2.2)
        self.glasses = pick.choice(("round", "square", "wide")) if pick.random() < 0.28 + 0.14 * self.age else ""
        beards = ("", "", "", "full", "short", "stubble", "moustache", "goatee")
        self.beard = "" if self.woman else pick.choice(beards)
        if style == "turban":
            self.beard = "full"
        self.earring = pick.choice(("", "stud", "drop", "hoop")) if self.woman else ""
        self.gem = pick.choice((colour("#d9a441"), colour("#b4501b"), PAPER))
        self.freckles = self.tone <= 2 and pick.random() < 0.25

    def draw(self) -> Pen:
        pen = Pen(self.ground)
        self.background(pen)
        pen.zoom = 1.04 if self.hair.style in portrait_hair.TALL else 1.13
        pen.tilt(self.tilt)
        self.hair.behind(pen)
        pen.tilt(0)
        self.neck(pen)
        dress(pen, self.kind, self.cloth, self.under, self.wide, self.skin)
        pen.tilt(self.tilt)
        self.head(pen)
        self.features(pen)
        self.hair.before(pen)
        self.extras(pen)
        return pen

    def background(self, pen: Pen) -> None:
        tint = mix(self.ground, self.motif, 0.65)
        match self.form:
            case "circle":
                pen.oval(0, 48, 39, 39, tint)
            case "sun":
                pen.oval(self.hair.flip * 24, 30, 21, 21, tint)
            case "hill":
                pen.shape([(-70, 66), (-30, 58), (8, 66), (40, 54), (80, 60), (80, 120), (-80, 120)], tint)
            case "arch":
                pen.shape(both_sides([(0, 7), (24, 13), (35, 34), (36, 70), (36, 110), (0, 115)]), tint)
            case _:
                pen.polygon(
                    [
                        (14 * self.hair.flip, -5),
                        (60 * self.hair.flip, -5),
                        (60 * self.hair.flip, 105),
                        (2 * self.hair.flip, 105),
                    ],
                    mix(self.ground, tint, 0.6),
                )

    def neck(self, pen: Pen) -> None:
        half = 6.2 if self.woman else 7.6
        pen.shape(both_sides([(0, 50), (half, 52), (half, 62), (half + 0.4, 68), (half + 1.6, 73), (0, 80)]), self.skin)
        pen.shape(
            both_sides([(0, 52), (half - 0.05, 54), (half - 0.05, 62.4), (half * 0.6, 66.4), (0, 68)]), self.shade
        )

    def head(self, pen: Pen) -> None:
        half, jaw = self.hair.half, self.jaw
        if self.hair.style not in portrait_hair.HIDES_EARS:
            for side in (-1, 1):
                pen.oval(side * (half + 0.5) - self.turn * 0.3, 45, 2.6, 3.9, self.shade if side > 0 else self.skin)
                pen.oval(
                    side * (half + 0.7) - self.turn * 0.3,
                    45.2,
                    1.3,
                    2.3,
                    mix(self.skin, self.shade, 0.8 if side < 0 else 0.2),
                )
        self.outline = both_sides(
            [
                (0, 21),
                (half * 0.6, 22.8),
                (half * 0.94, 30),
                (half, 40),
                (half * 0.95, 49),
                (half * 0.8 * jaw, 56.6),
                (half * 0.44 * jaw, 62),
                (0, 63.8),
            ]
        )
        pen.shape(self.outline, mix(self.skin, self.shade, 0.75))
        pen.shape([((x + half) * 0.93 - half, y - (y - 21) * 0.012) for x, y in self.outline], self.skin)
        for size, share in ((1, 0.07), (0.78, 0.13), (0.55, 0.18)):
            for side in (-1, 1):
                blush = mix(self.skin, BLUSH, share * (0.8 if self.deep else 1))
                pen.oval(side * 8.2 + self.turn, 51.4, 3.5 * size, 2.7 * size, blush)

    def features(self, pen: Pen) -> None:
        turn = self.turn
        line = mix(self.skin, INK, 0.92) if not self.deep else mix(self.skin, BLACK, 0.82)
        if self.beard:
            self.draw_beard(pen)
        brow = mix(self.natural, INK, 0.45)
        if self.age == 2:
            brow = mix(self.natural, self.shade, 0.35) if not self.deep else mix(self.natural, WHITE, 0.1)
        for side in (-1, 1):
            x = side * 6 + turn
            pen.oval(x, 44.6, 1.25, 1.5, line)
            pen.oval(x - 0.42, 44.05, 0.38, 0.38, WHITE)
            if self.woman:
                pen.line(
                    [(x - side * 1.3, 43.5), (x + side * 0.1, 42.9), (x + side * 1.4, 43.3), (x + side * 2.3, 42.8)],
                    0.55,
                    line,
                )
            pen.line(
                [(x - side * 2.5, 39.3), (x - side * 0.6, 38.6), (x + side * 1.2, 38.7), (x + side * 2.9, 39.9)],
                0.85 if self.woman else 1.2,
                brow,
            )
            if self.age == 2:
                pen.line(
                    [(x - side * 1.4, 47.5), (x + side * 0.2, 48), (x + side * 1.8, 47.5)],
                    0.4,
                    mix(self.skin, self.shade, 0.7),
                )
                pen.line(
                    [(side * 5.2 + turn, 52.4), (side * 6.2 + turn, 54.4), (side * 6.1 + turn, 56.4)],
                    0.45,
                    mix(self.skin, self.shade, 0.8),
                )
        nose = mix(self.skin, self.shade, 0.85)
        pen.shape(
            [
                (turn + 0.5, 43.6),
                (turn + 1.2, 47.6),
                (turn + 2.1, 50.6),
                (turn + 1.2, 51.8),
                (turn - 1, 51.9),
                (turn + 0.3, 50.4),
            ],
            nose,
        )
        if self.freckles:
            for x, y in ((-8.6, 49.6), (-7, 50.8), (-5.4, 49.8), (8.6, 49.6), (7, 50.8), (5.4, 49.8)):
                pen.oval(x + turn, y, 0.34, 0.34, self.shade)
        mouth = mix(self.skin, LIPS, 0.75) if not self.deep else mix(self.skin, colour("#3a0f12"), 0.7)
        if self.woman:
            lips = mix(self.skin, colour("#b8413a"), 0.6)
            pen.shape(
                [
                    (turn - 3.1, 56),
                    (turn - 1, 55.7),
                    (turn, 56),
                    (turn + 1, 55.7),
                    (turn + 3.1, 56),
                    (turn + 1.5, 57.4 + self.smile * 0.4),
                    (turn - 1.5, 57.4 + self.smile * 0.4),
                ],
                lips,
            )
        pen.line(
            [
                (turn - 3.9, 55.7),
                (turn - 2, 55.8 + self.smile * 0.55),
                (turn, 55.9 + self.smile * 0.7),
                (turn + 2, 55.8 + self.smile * 0.55),
                (turn + 3.9, 55.7),
            ],
            0.75,
            mouth,
        )

    def draw_beard(self, pen: Pen) -> None:
        half, jaw, turn = self.hair.half, self.jaw, self.turn
        fill = self.natural
        low = 68.6 if self.beard == "full" else 64.6
        if self.beard == "stubble":
            fill = mix(self.skin, self.natural, 0.28)
        if self.beard in ("full", "short", "stubble"):
            right = [
                (half * 0.99, 43),
                (half * 0.98, 49.6),
                (half * 0.86 * jaw, 57.4),
                (half * 0.5 * jaw, low - 1.8),
                (0, low),
            ]
            left = [(-x, y) for x, y in reversed(right[:-1])]
            inner = [
                (-half * 0.86, 49),
                (-7.6 + turn, 54),
                (-3.4 + turn, 53.4),
                (turn, 54),
                (3.4 + turn, 53.4),
                (7.6 + turn, 54),
                (half * 0.86, 49),
            ]
            pen.shape([*right, *left, *inner], fill)
            pen.shape(
                [(turn - 4, 55.5), (turn, 55.6), (turn + 4, 55.5), (turn + 2, 58.6), (turn - 2, 58.6)],
                mix(self.skin, LIPS, 0.25),
            )
        elif self.beard == "goatee":
            pen.shape(
                [
                    (turn - 3.6, 59.4),
                    (turn, 59.8),
                    (turn + 3.6, 59.4),
                    (turn + 3.2, 63.6),
                    (turn, 65.6),
                    (turn - 3.2, 63.6),
                ],
                fill,
            )
        if self.beard in ("moustache", "goatee"):
            pen.shape(
                [
                    (turn - 5, 55.6),
                    (turn - 2.6, 53.2),
                    (turn, 53.7),
                    (turn + 2.6, 53.2),
                    (turn + 5, 55.6),
                    (turn + 2, 55),
                    (turn, 55.2),
                    (turn - 2, 55),
                ],
                fill,
            )

    def extras(self, pen: Pen) -> None:
        half, turn = self.hair.half, self.turn
        if self.glasses:
            frame = colour("#8a4a1f") if self.deep is False and self.tilt > 1.5 else INK
            if self.deep:
                frame = colour("#e0b060") if self.glasses == "round" else colour("#f0d9b5") if self.tone > 6 else BLACK
            rx, ry, power = {"round": (4.1, 4.1, 2), "square": (4.4, 3.6, 4), "wide": (4.6, 3.4, 2.7)}[self.glasses]
            for side in (-1, 1):
                pen.ring(side * 6 + turn, 44.9, rx, ry, 0.7, frame, power)
                pen.line([(side * (6 + rx) + turn, 43.9), (side * (half - 0.4), 43.2)], 0.7, frame)
            pen.line([(turn - 6 + rx, 44.3), (turn, 43.6), (turn + 6 - rx, 44.3)], 0.7, frame)
        if self.earring and self.hair.style not in portrait_hair.HIDES_EARS:
            for side in (-1, 1):
                x = side * (half + 0.6) - turn * 0.3
                if self.earring == "hoop":
                    pen.ring(x, 51.4, 1.9, 2.4, 0.6, self.gem)
                else:
                    pen.oval(x, 49.2, 0.9, 0.9, self.gem)
                if self.earring == "drop":
                    pen.line([(x, 49.6), (x, 53)], 0.5, self.gem)
                    pen.oval(x, 53.6, 1.1, 1.5, self.gem)
