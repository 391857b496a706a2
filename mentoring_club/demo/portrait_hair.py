"""Hair and what is worn on it: each style has a part behind the head and a part before it."""

import math
from dataclasses import dataclass

from mentoring_club.demo.portrait_pen import Colour, Pen, Point, both_sides, mix, spline

WOMEN = ("bob", "fringe", "long", "waves", "bun", "low_bun", "afro", "curls", "braids", "pixie", "hijab", "curtain")
MEN = (
    "short",
    "crop",
    "quiff",
    "curly_top",
    "afro_short",
    "bald",
    "receding",
    "swept",
    "turban",
    "locs",
    "curtain_short",
)
COVERED = ("hijab", "turban")
HIDES_EARS = ("bob", "fringe", "long", "waves", "curls", "hijab", "curtain", "braids", "turban")

WHITE, BLACK = (255, 255, 255), (20, 16, 14)


@dataclass(frozen=True, slots=True)
class Hair:
    """One head of hair: `half` is half the width of the head; `flip` (1 or -1) the side of the parting."""

    style: str
    fill: Colour
    half: float
    flip: int

    @property
    def light(self) -> Colour:
        return mix(self.fill, WHITE, 0.13)

    @property
    def shade(self) -> Colour:
        return mix(self.fill, BLACK, 0.22)

    def sided(self, points: list[Point]) -> list[Point]:
        """Points for a head half 15 wide with the parting on the left, brought to this head."""
        return [(x * self.flip * self.half / 15, y) for x, y in points]

    def behind(self, pen: Pen) -> None:
        half = self.half
        match self.style:
            case "bob" | "fringe":
                pen.shape(
                    both_sides([(0, 17), (half * 0.8, 21), (half + 4, 37), (half + 5.2, 56), (half + 1, 63), (0, 63)]),
                    self.shade,
                )
            case "curtain":
                pen.shape(
                    both_sides(
                        [(0, 17), (half * 0.8, 21), (half + 3.6, 39), (half + 5.5, 60), (half + 2, 71), (0, 70)]
                    ),
                    self.shade,
                )
            case "long":
                pen.shape(
                    both_sides(
                        [
                            (0, 17),
                            (half * 0.8, 21),
                            (half + 3.4, 39),
                            (half + 5, 62),
                            (half + 6.5, 84),
                            (half, 91),
                            (0, 90),
                        ]
                    ),
                    self.shade,
                )
            case "waves":
                right = [
                    (0, 17),
                    (half * 0.8, 21),
                    (half + 4, 35),
                    (half + 4.6, 43),
                    (half + 7.5, 52),
                    (half + 6, 61),
                    (half + 9, 70),
                    (half + 6, 80),
                    (half - 2, 83),
                    (0, 80),
                ]
                pen.shape(both_sides(right), self.shade)
            case "bun":
                pen.oval(0, 15, 7.4, 6.8, self.fill)
                pen.line([(-4, 12), (-1, 10.4), (3, 11)], 0.9, self.light)
                pen.line([(-4.6, 16), (0, 13.4), (4.6, 15)], 0.7, self.shade)
            case "low_bun":
                pen.oval(self.flip * (half - 1), 58, 6.6, 6.2, self.shade)
            case "afro":
                self.cloud(pen, 34, half + 9, 19.5, 18, 4.6, self.shade)
                self.cloud(pen, 33.4, half + 7.6, 18.4, 18, 4.2, self.fill)
            case "curls":
                for y, out, radius in (
                    (28, 3, 7),
                    (36, 5, 7),
                    (45, 6, 7.2),
                    (54, 6.4, 7.2),
                    (62, 4.6, 6.6),
                    (67, 1, 5.6),
                ):
                    for side in (-1, 1):
                        pen.oval(side * (half + out - 3), y, radius, radius, self.shade)
                pen.oval(0, 44, half, 24, self.shade)
            case "braids" | "locs":
                end = 88 if self.style == "braids" else 64
                pen.shape(both_sides([(0, 17), (half, 21), (half + 3, 38), (half + 2, 56), (0, 60)]), self.shade)
                for index in range(-5, 6):
                    if abs(index) >= 2:
                        x = index * (half + 3.6) / 5
                        pen.line(
                            [(x * 0.9, 34), (x, 50), (x * 1.04, end - abs(index) % 3 * 2)],
                            3,
                            self.fill if index % 2 else self.shade,
                        )
            case "afro_short":
                self.cloud(pen, 33, half + 2.2, 14.8, 20, 2.4, self.fill)
            case _:
                pass

    def cloud(self, pen: Pen, y: float, rx: float, ry: float, count: int, bump: float, fill: Colour) -> None:
        """A round mass of hair with a bumpy edge."""
        pen.oval(0, y, rx - bump / 3, ry - bump / 3, fill)
        for index in range(count):
            turn = math.tau * index / count
            pen.oval((rx - bump * 0.6) * math.cos(turn), y + (ry - bump * 0.6) * math.sin(turn), bump, bump, fill)

    def cap(self, pen: Pen, top: float, wide: float, hairline: list[Point], low: float = 42) -> None:
        """Hair over the skull: an outer curve from ear to ear, and the hairline back from right to left."""
        outer = [
            (-15.2, low),
            (-15 - wide, 34),
            (-13.6 - wide, 26),
            (-8, top + 1.6),
            (0, top),
            (8, top + 1.4),
            (13.6 + wide, 26),
            (15 + wide, 34),
            (15.2, low),
        ]
        pen.shape(self.sided([*outer, *hairline]), self.fill)

    def before(self, pen: Pen) -> None:
        getattr(self, f"_{self.style}")(pen)

    def gloss(self, pen: Pen, points: list[Point], width: float = 1) -> None:
        pen.line(self.sided(points), width, self.light)

    def _short(self, pen: Pen) -> None:
        self.cap(pen, 17.4, 0.6, [(13.6, 35), (11, 31), (3, 31.4), (-6, 28.6), (-11, 32), (-13.6, 36)])
        self.gloss(pen, [(-6, 25), (0, 21.8), (8, 22)])

    def _crop(self, pen: Pen) -> None:
        self.cap(pen, 20, 0.2, [(13.9, 34), (11.6, 29.4), (5, 28.4), (-5, 28.4), (-11.6, 29.4), (-13.9, 34)], low=39)

    def _quiff(self, pen: Pen) -> None:
        self.cap(pen, 20, 0.4, [(13.7, 35), (11.6, 29.6), (4, 29), (-6, 29), (-11.6, 30), (-13.7, 35)])
        pen.shape(
            self.sided(
                [(-12.6, 29), (-14, 21), (-7, 15), (3, 13), (12, 16), (14.6, 22), (13, 28.6), (4, 29.6), (-5, 29.6)]
            ),
            self.fill,
        )
        self.gloss(pen, [(-8, 23.6), (-3, 19), (5, 17.4)])
        self.gloss(pen, [(-3, 25), (3, 21.4), (9, 21)], 0.7)

    def _swept(self, pen: Pen) -> None:
        self.cap(
            pen, 17, 1, [(13.4, 37), (12.4, 32.6), (6, 31.6), (-3, 27.4), (-8.6, 25.6), (-12, 30), (-13.6, 36)], low=44
        )
        self.gloss(pen, [(-6, 23.4), (2, 22), (10, 27)])
        self.gloss(pen, [(-3, 20.4), (4, 19.6), (11, 23)], 0.7)

    def _curtain_short(self, pen: Pen) -> None:
        self.cap(
            pen, 17, 1.2, [(13.2, 38), (11.4, 33), (5, 29), (-2, 25.4), (-8, 29.6), (-11.8, 33.6), (-13.2, 38)], low=45
        )
        self.gloss(pen, [(1, 22), (6, 23), (11, 28)])

    def _curly_top(self, pen: Pen) -> None:
        self.cap(pen, 20, 0.4, [(13.8, 35), (11, 30.6), (4, 30), (-4, 30), (-11, 30.6), (-13.8, 35)])
        for x, y, radius in (
            (-13, 26, 4),
            (-9.6, 20.6, 4.6),
            (-3.6, 17.4, 4.8),
            (3.4, 17, 4.8),
            (9.4, 20, 4.6),
            (13, 25.6, 4),
            (-8, 27, 4),
            (0, 25, 4.6),
            (7.6, 27, 4),
        ):
            pen.oval(self.flip * x * self.half / 15, y, radius, radius, self.fill)
        for x, y in ((-6, 21), (2, 19.6), (8, 23)):
            self.gloss(pen, [(x - 1.6, y + 0.8), (x, y - 0.6), (x + 1.6, y + 0.2)], 0.8)

    def _afro_short(self, pen: Pen) -> None:
        self.cap(pen, 19, 0.6, [(13.8, 34), (12, 29.6), (5, 28.4), (-5, 28.4), (-12, 29.6), (-13.8, 34)], low=40)

    def _bald(self, pen: Pen) -> None:
        return

    def _receding(self, pen: Pen) -> None:
        for side in (-1, 1):
            x = side * self.half / 15
            pen.shape(
                [(15.2 * x, 44), (16.2 * x, 36), (15.6 * x, 29), (13.4 * x, 25.4), (12.8 * x, 31), (13.8 * x, 37)],
                self.fill,
            )

    def _afro(self, pen: Pen) -> None:
        self.cap(pen, 19, 0.4, [(13.6, 36), (11, 31), (4, 29), (-4, 29), (-11, 31), (-13.6, 36)], low=43)
        for x, y in ((-12, 20), (-4, 18), (7, 21)):
            self.gloss(pen, [(x - 2, y + 1), (x, y - 0.6), (x + 2, y)], 0.8)

    def _pixie(self, pen: Pen) -> None:
        self.cap(
            pen, 16.8, 1, [(13.2, 40), (12.6, 35), (6, 34.4), (-2, 30.6), (-7, 26.6), (-11.4, 32), (-13.2, 39)], low=47
        )
        self.gloss(pen, [(-4, 23), (4, 23), (11, 29)])

    def _bob(self, pen: Pen) -> None:
        self.curtains(pen, end=60, out=4.8)

    def _curtain(self, pen: Pen) -> None:
        self.curtains(pen, end=69, out=4.8, middle=True)

    def _long(self, pen: Pen) -> None:
        self.curtains(pen, end=87, out=5.4, middle=self.flip == 1)

    def _waves(self, pen: Pen) -> None:
        self.curtains(pen, end=79, out=6.6)

    def curtains(self, pen: Pen, end: float, out: float, *, middle: bool = False) -> None:
        """Hair that falls to both sides of the face down to `end`."""
        part = 0 if middle else -6
        for side in (-1, 1):
            reach = side * 15.0
            edge = [
                (part, 17),
                (side * 7.4, 18),
                (side * 13.2, 22.4),
                (reach + side * 1.8, 29),
                (reach + side * out * 0.72, 40),
                (reach + side * out, (44 + end) / 2),
                (reach + side * out * 0.8, end),
                (reach + side * 0.4, end - 1),
                (reach - side * 1.4, 54),
                (reach - side * 1.8, 44),
                (reach - side * 3.4, 35),
                (part + (side * 15 - part) * 0.36, 28.6),
                (part - side * 0.6, 24.6),
            ]
            pen.shape(self.sided(edge), self.fill)
        self.gloss(pen, [(part + 4, 21.6), (11, 25), (15.4, 34)])
        if end > 65:
            self.gloss(pen, [(16.6, 48), (17, 56), (16.6, 64)], 0.8)
        self.gloss(pen, [(-12.4, 24.6), (-15.6, 32), (-16.4, 40)], 0.8)

    def _fringe(self, pen: Pen) -> None:
        for side in (-1, 1):
            pen.shape(
                self.sided(
                    [
                        (side * 10, 22),
                        (side * 16.6, 26),
                        (side * 19, 40),
                        (side * 19.6, 54),
                        (side * 18, 60.4),
                        (side * 14.6, 59),
                        (side * 13.6, 48),
                        (side * 13, 36),
                    ]
                ),
                self.fill,
            )
        pen.shape(
            self.sided(
                [
                    (-15, 36),
                    (-16.4, 27),
                    (-9, 18),
                    (0, 16.6),
                    (9, 18),
                    (16.4, 27),
                    (15, 36),
                    (8, 35.4),
                    (0, 35),
                    (-8, 35.4),
                ]
            ),
            self.fill,
        )
        self.gloss(pen, [(-10, 25.4), (0, 22.6), (10, 25.4)])

    def _bun(self, pen: Pen) -> None:
        self.cap(pen, 18.4, 0.5, [(13.8, 37), (11.4, 31), (5, 27.4), (0, 26.6), (-5, 27.4), (-11.4, 31), (-13.8, 37)])
        self.gloss(pen, [(-9, 26), (-4, 22.4), (0, 21.4)], 0.8)
        self.gloss(pen, [(10, 27), (6, 22.6), (3, 21.4)], 0.6)

    def _low_bun(self, pen: Pen) -> None:
        self.cap(pen, 17.8, 0.8, [(13.6, 40), (12.2, 34), (5, 29.6), (-5, 24.6), (-10.6, 30.6), (-13.6, 38)], low=45)
        self.gloss(pen, [(-2, 21.6), (6, 22.6), (12, 29)])

    def _curls(self, pen: Pen) -> None:
        self.cap(pen, 18, 1, [(13.4, 38), (10.6, 32), (4, 29), (-3, 28), (-10.6, 32), (-13.4, 38)], low=45)
        for x, y, radius in (
            (-15, 32, 4.8),
            (-13, 24.6, 5.2),
            (-7.4, 19, 5.4),
            (0, 17, 5.6),
            (7.4, 18.8, 5.4),
            (13, 24.4, 5.2),
            (15, 32, 4.8),
            (-16.8, 41, 4.6),
            (16.8, 41, 4.6),
            (-17.6, 50, 4.8),
            (17.6, 50, 4.8),
            (-17, 59, 4.8),
            (17, 59, 4.8),
            (-8, 27, 4.4),
            (6, 26, 4.8),
        ):
            pen.oval(self.flip * x * self.half / 15, y, radius, radius, self.fill)
        for x, y in ((-11, 22), (-2, 18), (9, 22), (16.4, 38), (-17, 48)):
            self.gloss(pen, [(x - 1.8, y + 1), (x, y - 0.7), (x + 1.8, y + 0.3)], 0.8)

    def _braids(self, pen: Pen) -> None:
        self.cap(
            pen, 17.8, 1.2, [(13.8, 38), (11.4, 31.6), (5, 28), (0, 27), (-5, 28), (-11.4, 31.6), (-13.8, 38)], low=46
        )
        for x in (-10, -5, 0, 5, 10):
            pen.line(
                self.sided([(x * 0.9, 28.4 if abs(x) < 6 else 30.4), (x * 0.9, 23), (x * 0.7, 19.6)]), 0.5, self.shade
            )

    def _locs(self, pen: Pen) -> None:
        self.cap(
            pen,
            17.4,
            1.4,
            [(13.6, 38), (11.4, 31.6), (5, 28.4), (0, 28), (-5, 28.4), (-11.4, 31.6), (-13.6, 38)],
            low=46,
        )
        for x in (-9, -3, 3, 9):
            pen.line(self.sided([(x, 29), (x * 0.9, 23), (x * 0.6, 19.6)]), 0.6, self.shade)

    def _hijab(self, pen: Pen) -> None:
        half = self.half
        opening = both_sides(
            [
                (0, 28),
                (half * 0.58, 29.6),
                (half * 0.88, 36),
                (half * 0.93, 45),
                (half * 0.8, 54.6),
                (half * 0.46, 61),
                (0, 63.4),
            ]
        )
        outer = both_sides(
            [
                (0, 16.4),
                (half * 0.72, 18.6),
                (half + 2.6, 28),
                (half + 3.4, 42),
                (half + 2.6, 56),
                (half + 6, 68),
                (half + 9, 77),
                (half - 2, 86),
                (0, 88),
            ]
        )
        self.around(pen, outer, opening)
        turn = self.flip
        pen.line([(-turn * (half - 3), 62), (0, 69.6), (turn * (half + 3), 70)], 0.8, self.shade)
        pen.line([(-turn * (half + 1), 67), (-turn * 2, 75.6), (turn * (half + 4), 76)], 0.8, self.shade)
        pen.line([(-turn * 6, 20.4), (0, 19.2), (turn * 7, 20.6), (turn * 13, 27)], 0.9, self.light)

    def around(self, pen: Pen, outer: list[Point], opening: list[Point]) -> None:
        """Fill between `outer` and `opening`; both start at the middle of the top and run clockwise."""
        ring, hole = spline(outer), spline(opening)
        pen.polygon([*ring, ring[0], hole[0], *reversed(hole)], self.fill)
        pen.stroke([*hole, hole[0]], 0.8, self.shade)

    def _turban(self, pen: Pen) -> None:
        pen.shape(
            self.sided(
                [
                    (-15.6, 38),
                    (-18.6, 30),
                    (-17, 19),
                    (-9, 11.6),
                    (1, 9.6),
                    (11, 12),
                    (17.6, 19.4),
                    (18.8, 30),
                    (15.6, 38),
                    (9, 31.4),
                    (0, 27.6),
                    (-9, 31.4),
                ]
            ),
            self.fill,
        )
        for points in (
            [(-16.6, 31), (-6, 24), (1, 14)],
            [(-17.4, 25), (-7, 18.4), (1, 10.6)],
            [(16.8, 31), (8, 22.6), (1, 13.6)],
            [(17.2, 24.4), (10, 16.6), (3, 10.4)],
            [(-14, 34.4), (-6, 28.6), (0, 24)],
        ):
            pen.line(self.sided(points), 0.8, self.shade)
        self.gloss(pen, [(-11, 17), (-6, 13.6), (-2, 12.2)])
