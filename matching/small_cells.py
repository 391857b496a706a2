"""What a table may show of how many were matched, so that no one in it is recognised.

Numbers under five are hidden (primary suppression). A sum would give a hidden number away if it were the only one in
its column, so others are hidden with it, until the sum leaves as many values as "fewer than five" does (complementary
suppression; Hundepool and others, Statistical Disclosure Control, 2012, chapter 4), for a reader who knows these rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

FEWEST = 5
Number = int | Literal["few", "most", "hidden"]
FEW: Number = "few"  # fewer than five
MOST: Number = "most"  # all but fewer than five
HIDDEN: Number = "hidden"
WIDTH = FEWEST - 1  # by how much numbers that are "few" can differ
Span = tuple[float, float]  # the smallest and the largest that a number can be


@dataclass(frozen=True, slots=True)
class Counted:
    """How many asked, and for how many of them someone was found."""

    name: str
    asked: int
    matched: int

    @property
    def unmatched(self) -> int:
        return self.asked - self.matched


@dataclass(frozen=True, slots=True)
class Shown:
    """The same, as it may be shown."""

    name: str
    asked: Number
    matched: Number


def alone(row: Counted) -> Shown:
    """What may be shown of a row, whatever is beside it."""
    if row.asked < FEWEST:
        return Shown(row.name, FEW, HIDDEN)
    if row.asked < 2 * FEWEST:  # one of the two numbers is small, and to say which would say too much
        return Shown(row.name, row.asked, HIDDEN)
    if row.matched < FEWEST:
        return Shown(row.name, row.asked, FEW)
    if row.unmatched < FEWEST:
        return Shown(row.name, row.asked, MOST)
    return Shown(row.name, row.asked, row.matched)


def table(rows: Iterable[Counted]) -> list[Shown]:
    """What may be shown of rows whose sums are known; nothing if it would have to be all hidden."""
    counted = {row.name: row for row in rows if row.asked}
    shown = {name: alone(row) for name, row in counted.items()}
    # Rows of which all could be shown go first, as they cover the columns of those matched and not matched as well.
    spare = sorted(counted.values(), key=lambda row: (not is_open(alone(row)), row.asked))
    spare = [row for row in spare if row.asked >= FEWEST]
    while _gives_away(shown, {name: (_of_asked(shown[name]), row.asked) for name, row in counted.items()}):
        if not spare:
            return []
        name = spare.pop(0).name
        shown[name] = Shown(name, HIDDEN, HIDDEN)
    before = dict(shown)
    spare = sorted((counted[name] for name, row in shown.items() if is_open(row)), key=lambda row: row.asked)
    while any(
        _gives_away(shown, {name: (side(shown[name]), getattr(row, column)) for name, row in counted.items()})
        for side, column in ((_of_matched, "matched"), (_of_unmatched, "unmatched"))
    ):
        if not spare:
            return [replace(row, matched=HIDDEN) for row in before.values()]
        name = spare.pop(0).name
        shown[name] = replace(shown[name], matched=HIDDEN)
    return list(shown.values())


def is_open(row: Shown) -> bool:
    """Whether both numbers of a row are shown."""
    return isinstance(row.asked, int) and isinstance(row.matched, int)


def _gives_away(shown: Mapping[str, Shown], column: Mapping[str, tuple[Span, int]]) -> bool:
    """Whether the sum of a column leaves fewer values of a small number than its row does.

    Args:
        column: what the row says that a number can be, and what it is, by the row's name.
    """
    low, high = (sum(span[end] for span, _real in column.values()) for end in (0, 1))
    total = sum(real for _span, real in column.values())
    for name, ((least, most), _real) in column.items():
        if least < most and _has_small(shown[name]):
            possible = min(most, total - (low - least)) - max(least, total - (high - most))
            if possible < min(most - least, WIDTH):
                return True
    return False


def _has_small(row: Shown) -> bool:
    """Whether a number of the row is hidden because it is small, and not for another's sake."""
    if isinstance(row.asked, int):
        return row.matched in (FEW, MOST) or (row.matched == HIDDEN and row.asked < 2 * FEWEST)
    return row.asked == FEW


def _of_asked(row: Shown) -> Span:
    if isinstance(row.asked, int):
        return row.asked, row.asked
    return (1, WIDTH) if row.asked == FEW else (FEWEST, inf)


def _of_matched(row: Shown) -> Span:
    if row.asked == FEW:
        return 0, WIDTH
    if not isinstance(row.asked, int):
        return 0, inf
    if isinstance(row.matched, int):
        return row.matched, row.matched
    if row.matched == FEW:
        return 0, WIDTH
    if row.matched == MOST:
        return row.asked - WIDTH, row.asked
    if row.asked < 2 * FEWEST:
        return 0, row.asked
    return FEWEST, row.asked - FEWEST  # hidden for another's sake


def _of_unmatched(row: Shown) -> Span:
    least, most = _of_matched(row)
    return (row.asked - most, row.asked - least) if isinstance(row.asked, int) else (least, most)
