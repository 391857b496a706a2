"""Hair before it has a style: its colours, what lies behind the head, and the shapes that styles are made of."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from demo.portrait_pen import Colour, Pen, Point, both_sides, mix, spline

WHITE, BLACK = (255, 255, 255), (20, 16, 14)


@dataclass(frozen=True, slots=True)
class Strands:
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

    def sided(self, points: Sequence[Point]) -> list[Point]:
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

    def gloss(self, pen: Pen, points: Sequence[Point], width: float = 1) -> None:
        pen.line(self.sided(points), width, self.light)

    def curtains(self, pen: Pen, end: float, out: float, *, middle: bool = False) -> None:
        """Hair that falls to both sides of the face down to `end`."""
        part = 0 if middle else -6
        for side in (-1, 1):
            reach = side * 15.0
            edge = [
                (part - side * 1.5, 19.4),
                (part + side * 1.4, 17.8),
                (side * 9.6, 18.9),
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

    def around(self, pen: Pen, outer: list[Point], opening: list[Point]) -> None:
        """Fill between `outer` and `opening`; both start at the middle of the top and run clockwise."""
        ring, hole = spline(outer), spline(opening)
        pen.polygon([*ring, ring[0], hole[0], *reversed(hole)], self.fill)
        pen.stroke([*hole, hole[0]], 0.8, self.shade)
