"""What a table may show of how many were matched, so that no one in it is recognised.

Numbers under five are hidden (primary suppression). A sum would give a hidden number away if it were the only one in
its column, so others are hidden with it, until the sum leaves as many values as "fewer than five" does (complementary
suppression; Hundepool and others, Statistical Disclosure Control, 2012, chapter 4), for a reader who knows these rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

FEWEST = 5
Number = int | Literal["few", "most", "hidden"]
FEW: Number = "few"  # fewer than five
MOST: Number = "most"  # all but fewer than five
HIDDEN: Number = "hidden"
WIDTH = FEWEST - 1  # by how much a number that is "few" can be larger or smaller than it is


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
    if any(row.asked == FEW for row in shown.values()):
        extra = _to_hide(row for row in counted.values() if row.asked >= FEWEST)
        if extra is None:
            return []
        shown |= {name: Shown(name, HIDDEN, HIDDEN) for name in extra}
    if all(is_open(row) for row in shown.values()):
        return list(shown.values())
    slack = [counted[name] for name, row in shown.items() if row.asked == HIDDEN and is_open(alone(counted[name]))]
    extra = _to_hide_matched(slack, (counted[name] for name, row in shown.items() if is_open(row)))
    covered = shown if extra is None else extra
    return [replace(row, matched=HIDDEN) if row.name in covered else row for row in shown.values()]


def is_open(row: Shown) -> bool:
    """Whether both numbers of a row are shown."""
    return isinstance(row.asked, int) and isinstance(row.matched, int)


def _to_hide(rows: Iterable[Counted]) -> list[str] | None:
    """Which rows to hide, so that one that is "few" can't be worked out; None if there aren't enough.

    Rows of which all could be shown go first, as they cover the column of those matched as well.
    """
    found, slack = [], 0
    for row in sorted(rows, key=lambda row: (not is_open(alone(row)), row.asked)):
        found.append(row.name)
        slack += row.asked - FEWEST
        if slack >= WIDTH:
            return found
    return None


def _to_hide_matched(hidden: Iterable[Counted], rows: Iterable[Counted]) -> list[str] | None:
    """The same for those matched, with rows that are hidden as a whole already."""
    found: list[str] = []
    hidden = list(hidden)
    matched, unmatched = (sum(number - FEWEST for number in side) for side in (
        [row.matched for row in hidden], [row.unmatched for row in hidden],
    ))  # fmt: skip
    left = sorted(rows, key=lambda row: row.asked)
    while matched < WIDTH or unmatched < WIDTH:
        if not left:
            return None
        row = left.pop(0)
        found.append(row.name)
        matched, unmatched = matched + row.matched - FEWEST, unmatched + row.unmatched - FEWEST
    return found
