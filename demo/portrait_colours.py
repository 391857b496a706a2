"""The colours of the portraits: skins, hair, cloth and grounds that go with the look of the club."""

from demo.portrait_pen import Colour, colour

SKINS = tuple(
    map(colour, ("#f8dcc6", "#f2cba8", "#e9b98f", "#d9a074", "#c68a5c", "#a96f45", "#8a5636", "#75482f", "#5f3927"))
)
NATURAL = tuple(map(colour, ("#2a211d", "#3b2a22", "#57392a", "#7a4e30")))
FAIR = tuple(map(colour, ("#a3713f", "#c99a58", "#a8502a")))
GREYS = tuple(map(colour, ("#8f8a84", "#b5b0a8", "#d9d4cb")))
CLOTHS = tuple(
    map(
        colour,
        ("#0d5a52", "#3f8379", "#b4501b", "#cf7f4b", "#4b5a66", "#2f3b47", "#d6bd94", "#7c4a57", "#e8dcc8", "#86a39a"),
    )
)
GROUNDS = tuple(
    map(colour, ("#dcefe9", "#bcd9d0", "#fbe6d6", "#f0c9a8", "#f3ede2", "#e3d3b8", "#d3dade", "#b9c5cc", "#e9c9b9"))
)
WHITE, BLACK, PAPER, INK = (255, 255, 255), (20, 16, 14), colour("#fbf8f2"), colour("#2b211c")
BLUSH, LIPS = colour("#d8553a"), colour("#8c2f2a")


def distance(one: Colour, other: Colour) -> float:
    """How far apart two colours are (0 to 441)."""
    return float(sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5)
