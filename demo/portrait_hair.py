"""Hair styles, and what is worn on the head: the part before the face."""

from demo.portrait_pen import Pen, both_sides
from demo.portrait_strands import Strands

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
TALL = ("afro", "bun", "turban", "curls", "curly_top", "quiff")
COVERED = ("hijab", "turban")
HIDES_EARS = ("bob", "fringe", "long", "waves", "curls", "hijab", "curtain", "braids", "turban")


class Hair(Strands):
    """One head of hair in a style of `WOMEN` or `MEN`."""

    __slots__ = ()

    def before(self, pen: Pen) -> None:
        getattr(self, f"_{self.style}")(pen)

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
