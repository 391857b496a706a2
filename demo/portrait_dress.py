"""What people in the portraits wear below the neck."""

from demo.portrait_pen import Colour, Pen, Point, both_sides, colour, mix, spline

KINDS = (
    "tee",
    "stripes",
    "jumper",
    "vneck",
    "shirt",
    "blazer",
    "blazer_tee",
    "turtleneck",
    "cardigan",
    "scarf",
    "hoodie",
)
WHITE, BLACK, PAPER = (255, 255, 255), (20, 16, 14), colour("#fbf8f2")


def torso(wide: float) -> list[Point]:
    """Outline of the shoulders; `wide` is half their width."""
    return both_sides(
        [
            (0, 71),
            (6.4, 70),
            (8.6, 72.8),
            (15, 76),
            (wide - 6, 79.4),
            (wide, 85.6),
            (wide + 1.7, 95),
            (wide + 2, 106),
            (0, 108),
        ]
    )


def dress(pen: Pen, kind: str, fill: Colour, under: Colour, wide: float, skin: Colour) -> None:
    """Draw shoulders in clothes.

    Args:
        fill, under: colours of the outer and of the inner cloth.
        wide: half the width of the shoulders, in units.
        skin: colour of the skin in the neckline.
    """
    dark, light = mix(fill, BLACK, 0.18), mix(fill, WHITE, 0.14)
    outline = torso(wide)
    pen.shape(outline, dark)
    pen.shape([((x + wide) * 0.93 - wide, y) for x, y in outline], fill)
    match kind:
        case "tee" | "stripes" | "jumper":
            if kind == "stripes":
                for y in (84, 89, 94, 99):
                    edge = max(x for x, height in spline(outline) if abs(height - y) < 1.5) - 0.2
                    band = [
                        (-edge, y - 0.9),
                        (0, y + 0.4),
                        (edge, y - 0.9),
                        (edge, y + 0.7),
                        (0, y + 2),
                        (-edge, y + 0.7),
                    ]
                    pen.polygon(band, under)
            neckline(pen, 8.6, 76.5, dark if kind != "jumper" else light, skin, 2.2 if kind == "jumper" else 1.4)
        case "vneck":
            pen.polygon([(-9.4, 71), (9.4, 71), (0, 88)], dark)
            pen.polygon([(-6.4, 66.5), (6.4, 66.5), (8.4, 71.2), (0, 85.4), (-8.4, 71.2)], skin)
        case "shirt":
            placket(pen, fill, dark, light, skin)
        case "blazer" | "blazer_tee":
            pen.polygon([(-9, 70.4), (9, 70.4), (0.8, 104), (-0.8, 104)], under)
            if kind == "blazer":
                collar(pen, under, mix(under, BLACK, 0.1), skin)
            else:
                neckline(pen, 7.4, 75.2, mix(under, BLACK, 0.12), skin, 1)
            for side in (-1, 1):
                pen.polygon(
                    [
                        (side * 8.2, 70.6),
                        (side * 14.4, 77.6),
                        (side * 12, 82.4),
                        (side * 13.6, 84),
                        (side * 0.6, 104),
                        (side * 5, 84),
                    ],
                    dark if side > 0 else light,
                )
        case "turtleneck":
            pen.shape(both_sides([(0, 66.4), (7.2, 65.4), (8, 69), (9.4, 74.4), (0, 76.4)]), light)
            pen.line([(-8.8, 74.2), (0, 76.4), (8.8, 74.2)], 0.8, dark)
        case "cardigan":
            pen.polygon([(-9, 70.4), (9, 70.4), (0, 97)], under)
            neckline(pen, 8, 75.6, mix(under, BLACK, 0.1), skin, 1)
            for side in (-1, 1):
                pen.line([(side * 9, 71.6), (side * 4.6, 85), (0, 97), (0, 102)], 2.2, light)
        case "scarf":
            pen.shape(both_sides([(0, 68.4), (8, 66.4), (11.4, 71), (9, 77.6), (0, 80)]), under)
            pen.shape([(2, 76), (9, 76), (10.6, 97), (4, 98)], mix(under, BLACK, 0.1))
            pen.line([(-9.6, 70.4), (0, 75), (9.6, 71)], 0.8, mix(under, BLACK, 0.2))
        case _:
            pen.shape(both_sides([(0, 76), (7, 69), (11, 68), (14.6, 74), (9, 83), (0, 86)]), light)
            neckline(pen, 7.6, 77.4, dark, skin, 1.2)
            for side in (-1, 1):
                pen.line([(side * 4, 84), (side * 4.6, 93)], 0.9, PAPER)


def neckline(pen: Pen, half: float, depth: float, edge: Colour, skin: Colour, width: float) -> None:
    """A round neckline down to `depth`, `width` the band along it."""
    outer = [
        (-half - width * 0.6, 70.4),
        (-half * 0.6, depth - 1 + width),
        (0, depth + width),
        (half * 0.6, depth - 1 + width),
        (half + width * 0.6, 70.4),
        (0, 69),
    ]
    inner = [(-half, 69.8), (-half * 0.6, depth - 1.2), (0, depth), (half * 0.6, depth - 1.2), (half, 69.8), (0, 68.4)]
    pen.shape(outer, edge)
    pen.shape(inner, skin)


def collar(pen: Pen, fill: Colour, dark: Colour, inside: Colour) -> None:
    """An open shirt collar."""
    pen.polygon([(-6.4, 66.5), (6.4, 66.5), (7, 71), (0, 78.2), (-7, 71)], inside)
    for side in (-1, 1):
        pen.polygon(
            [(side * 7, 66.6), (side * 9.6, 71), (side * 7.4, 80.6), (side * 0.6, 77.8)],
            dark if side > 0 else mix(fill, WHITE, 0.3),
        )


def placket(pen: Pen, fill: Colour, dark: Colour, light: Colour, inside: Colour) -> None:
    """The front of a buttoned shirt."""
    pen.line([(1.6, 79), (1.6, 101)], 0.7, dark)
    for y in (84.5, 91, 97.5):
        pen.oval(0, y, 0.8, 0.8, light if sum(fill) < 500 else dark)
    collar(pen, light, dark, inside)
