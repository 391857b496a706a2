"""Where the marks of a picture stand, in the units of its SVG: pure geometry, without colours or words.

Numbers are texts already, as an SVG takes no comma for a decimal point.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH, HEIGHT = 360, 184
LEFT, RIGHT, TOP, BOTTOM = 38, 352, 12, 156
DOTS_UNTIL = 27  # points; with more of them, dots would run into each other
ROW = 34  # of a bar with its name
EAST, WEST = 14 * 60, -12 * 60  # the offsets from UTC that there are, in minutes
COLUMN = 5


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the picture, and the number it stands for."""

    y: str
    value: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is interrupted where a number isn't shown; its points alone where they're few or stand alone."""

    path: str
    dots: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Lines:
    ticks: list[Tick]
    lines: list[Line]
    marks: list[tuple[str, int]]  # where below the picture a point is named: its x, and which one it is


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Names below each other, each with a bar for each of its numbers."""

    height: int
    rows: list[tuple[str, list[Bar | None]]]  # the y of the name


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns above and below a middle line, from west to east."""

    middle: str
    up: list[Bar | None]
    down: list[Bar | None]
    ticks: list[tuple[str, int]]  # the x of an offset, and how many hours it is


def top_of(highest: float) -> int:
    """The end of an axis: 1, 2 or 5 times a power of ten, even, and not below the highest number."""
    if highest <= 2:
        return 2
    power: int = 10 ** floor(log10(highest))
    return next(power * step for step in (1, 2, 4, 6, 8, 10) if power * step >= highest and power * step % 2 == 0)


def lines(series: Sequence[Sequence[float | None]]) -> Lines | None:
    """Lines over the same points, from left to right; None if there is nothing to draw.

    Args:
        series: for each line a number for each point, None where it isn't shown.
    """
    known = [value for line in series for value in line if value is not None]
    if not known:
        return None
    top, number = top_of(max(known)), len(series[0])
    xs = [_x(place, number) for place in range(number)]
    ticks = [Tick(_text(_y(value, top)), value) for value in (0, top // 2, top)]
    named = sorted({0, (number - 1) // 2, number - 1})
    return Lines(ticks, [_line(line, xs, top) for line in series], [(_text(xs[place]), place) for place in named])


def _line(values: Sequence[float | None], xs: Sequence[float], top: int) -> Line:
    path, dots = [], []
    for place, value in enumerate(values):
        if value is None:
            continue
        point = _text(xs[place]), _text(_y(value, top))
        goes_on = place > 0 and values[place - 1] is not None
        is_alone = not goes_on and (place + 1 == len(values) or values[place + 1] is None)
        path.append(f"{'L' if goes_on else 'M'}{point[0]} {point[1]}")
        if is_alone or len(values) < DOTS_UNTIL:
            dots.append(point)
    return Line("".join(path), dots)


def rows(numbers: Sequence[Sequence[float | None]]) -> Rows | None:
    """Bars from the left, for each name as many as it has numbers; None if there is nothing to draw."""
    highest = max((value for row in numbers for value in row if value is not None), default=0)
    if not highest:
        return None
    found = []
    for place, row in enumerate(numbers):
        y = place * ROW
        bars = [
            None if value is None else Bar("0", _text(y + 16 + 7 * n), _text(WIDTH * value / highest), "6")
            for n, value in enumerate(row)
        ]
        found.append((_text(y + 11), bars))
    return Rows(len(numbers) * ROW, found)


def columns(offsets: Sequence[int], up: Sequence[float | None], down: Sequence[float | None]) -> Columns | None:
    """Columns at offsets from UTC, in minutes; upwards and downwards each have their own scale."""
    highest = max((value for value in up if value is not None), default=0)
    deepest = max((value for value in down if value is not None), default=0)
    if not highest and not deepest:
        return None
    middle, half = (TOP + BOTTOM) / 2, (BOTTOM - TOP) / 2 - 2

    def column(offset: int, value: float | None, largest: float, *, is_up: bool) -> Bar | None:
        if not value:
            return None
        height = max(1.0, half * value / largest)
        y = middle - 1 - height if is_up else middle + 1
        return Bar(_text(_east(offset) - COLUMN / 2), _text(y), _text(COLUMN), _text(height))

    return Columns(
        _text(middle),
        [column(offset, value, highest, is_up=True) for offset, value in zip(offsets, up, strict=True)],
        [column(offset, value, deepest, is_up=False) for offset, value in zip(offsets, down, strict=True)],
        [(_text(_east(hours * 60)), hours) for hours in range(-12, 15, 3)],
    )


def _east(offset: int) -> float:
    return 12 + (WIDTH - 24) * (offset - WEST) / (EAST - WEST)


def _x(place: int, number: int) -> float:
    return (LEFT + RIGHT) / 2 if number == 1 else LEFT + (RIGHT - LEFT) * place / (number - 1)


def _y(value: float, top: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _text(number: float) -> str:
    return f"{ceil(number * 100 - 0.5) / 100:g}"
