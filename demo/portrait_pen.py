"""The pen that draws portraits: smooth shapes and round lines on a square of 100 units, and the colours of the club."""

import math
from collections.abc import Sequence

from PIL import Image, ImageColor, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]

WORK = 1600  # pixels a side to draw on before the picture is made small


def colour(code: str) -> Colour:
    """The colour written as `#rrggbb`."""
    red, green, blue = ImageColor.getrgb(code)[:3]
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def both_sides(right: Sequence[Point]) -> list[Point]:
    """A closed outline from its right half, given from top to bottom around x = 0."""
    left = [(-x, y) for x, y in reversed(right) if x]
    return [*right, *left]


def spline(points: Sequence[Point], *, closed: bool = True, steps: int = 10) -> list[Point]:
    """Catmull-Rom curve through the points."""
    count = len(points)
    curve: list[Point] = []
    for index in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(index + shift) % count] for shift in (-1, 0, 1, 2))
        else:
            p0, p1 = points[max(index - 1, 0)], points[index]
            p2, p3 = points[index + 1], points[min(index + 2, count - 1)]
        for step in range(steps):
            t = step / steps
            a, b = -0.5 * t + t * t - 0.5 * t**3, 1 - 2.5 * t * t + 1.5 * t**3
            c, d = 0.5 * t + 2 * t * t - 1.5 * t**3, -0.5 * t * t + 0.5 * t**3
            curve.append(
                (
                    a * p0[0] + b * p1[0] + c * p2[0] + d * p3[0],
                    a * p0[1] + b * p1[1] + c * p2[1] + d * p3[1],
                )
            )
    if not closed:
        curve.append(points[-1])
    return curve


class Pen:
    """Draws in units: x = 0 is the middle, y = 0 the top, the picture is 100 high and wide."""

    def __init__(self, ground: Colour) -> None:
        self.image = Image.new("RGB", (WORK, WORK), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.zoom = 1.0
        self.tilt(0)

    def tilt(self, degrees: float, about: float = 68) -> None:
        """Turn what is drawn from now on around the point (0, `about`)."""
        self.cosine, self.sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        self.about = about

    def at(self, point: Point) -> Point:
        x, y = point[0], point[1] - self.about
        x, y = x * self.cosine - y * self.sine, x * self.sine + y * self.cosine + self.about
        return (x * self.zoom + 50) * WORK / 100, (100 - (100 - y) * self.zoom) * WORK / 100

    def polygon(self, points: Sequence[Point], fill: Colour) -> None:
        self.draw.polygon([self.at(point) for point in points], fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        """A smooth closed shape through the points."""
        self.polygon(spline(points), fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        turns = [math.tau * step / 48 for step in range(48)]
        self.polygon([(x + rx * math.cos(turn), y + ry * math.sin(turn)) for turn in turns], fill)

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A smooth line with round ends."""
        self.stroke(spline(points, closed=False), width, fill)

    def stroke(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A line with round ends and joints through exactly these points."""
        placed = [self.at(point) for point in points]
        pixels = width * self.zoom * WORK / 100
        self.draw.line(placed, fill=fill, width=max(1, round(pixels)), joint="curve")
        half = pixels / 2
        for x, y in (placed[0], placed[-1]):
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=fill)

    def ring(self, x: float, y: float, rx: float, ry: float, width: float, fill: Colour, power: float = 2) -> None:
        """The line of an oval; a higher `power` makes it squarer."""
        points = []
        for step in range(49):
            turn = math.tau * step / 48
            c, s = math.cos(turn), math.sin(turn)
            points.append(
                (x + rx * math.copysign(abs(c) ** (2 / power), c), y + ry * math.copysign(abs(s) ** (2 / power), s))
            )
        self.stroke(points, width, fill)

    def picture(self, size: int) -> Image.Image:
        return self.image.resize(
            (size, size), Image.Resampling.BOX if size >= 400 else Image.Resampling.LANCZOS, reducing_gap=2.0
        )
