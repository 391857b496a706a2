"""What may be shown of the club's numbers: none under five, and none from which such a one could be computed.

Whether a week's number is shown depends on that week alone. So it's the same whatever period someone asks for, and a
week that comes later hides nothing that was shown before. The sum of four weeks leaves each hidden number of theirs
as many values as "fewer than five" does, or the weeks with such a number aren't in it. All other sums are of numbers
shown.

Where people are counted by topic or time zone, their sum may be known, so others are hidden beside a small number, as
`matching.small_cells` does.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TypeVar

from matching.small_cells import FEW, FEWEST, HIDDEN, MOST, WIDTH, Counted, Number, alone, table

Key = TypeVar("Key", bound=Hashable)
Span = tuple[int, int]  # the smallest and the largest that a number can be, for a reader who knows these rules


@dataclass(frozen=True, slots=True)
class Pair:
    """A number, and how many of it were so: of the sessions booked, those held."""

    whole: Number
    part: Number

    @property
    def rest(self) -> Number:
        """How many weren't."""
        if isinstance(self.whole, int) and isinstance(self.part, int):
            return self.whole - self.part
        if FEW in (self.whole, self.part):
            return MOST if isinstance(self.whole, int) else HIDDEN
        return FEW if MOST in (self.whole, self.part) else HIDDEN


def of_week(whole: int, part: int, *, prefers_part: bool = False) -> Pair:
    """What may be shown of a week's number and its part. Nothing at all isn't told from a small number.

    Args:
        prefers_part: where only one of the two can be shown, that is the part, if it isn't small. Of the whole, MOST
            then says that it's more by fewer than five.
    """
    if prefers_part and part >= FEWEST and whole - part < FEWEST:
        return Pair(MOST, part)
    row = alone(Counted("", whole, part))
    return Pair(row.asked, row.matched)


def of_weeks(weeks: Sequence[tuple[int, int]], *, prefers_part: bool = False) -> tuple[Pair, list[bool]]:
    """What may be shown of the sum of weeks, each of which `of_week` shows as well, and which of them are in it."""
    each = [of_week(*week, prefers_part=prefers_part) for week in weeks]
    large = [pair.whole != FEW for pair in each]
    for kept in ([True] * len(weeks), large):
        some = list(compress(zip(weeks, each, strict=True), kept))
        if some:
            found = _together([week for week, _p in some], [pair for _w, pair in some], prefers_part=prefers_part)
            if found.whole != HIDDEN or isinstance(found.part, int):
                return found, kept
    return Pair(HIDDEN, HIDDEN), large


def _together(weeks: Sequence[tuple[int, int]], each: Sequence[Pair], *, prefers_part: bool) -> Pair:
    """What may be shown of the sum of these weeks, which are shown as `each`."""
    total = of_week(
        sum(whole for whole, _part in weeks), sum(part for _whole, part in weeks), prefers_part=prefers_part
    )
    if total.whole == FEW:
        return total
    spans = [_spans(pair, prefers_part=prefers_part) for pair in each]
    wholes, parts = _spans(total, prefers_part=prefers_part)
    whole = HIDDEN if _gives_away((whole for whole, _part in spans), wholes) else total.whole
    part = HIDDEN if _gives_away((part for _whole, part in spans), parts) else total.part
    rest = Pair(whole, part).rest
    rests = (rest, rest) if isinstance(rest, int) else (0, WIDTH) if rest == FEW else None
    if rests and _gives_away((_rest(*both) for both in spans), rests):
        return Pair(HIDDEN, part) if prefers_part else Pair(whole, HIDDEN)
    if (whole == HIDDEN and part == MOST) or (whole == MOST and part == HIDDEN):  # each says something of the other
        return Pair(HIDDEN, HIDDEN)
    return Pair(whole, part)


def single(number: int) -> Number:
    """What may be shown of a week's number that stands alone."""
    return of_week(number, 0).whole


def single_of_weeks(numbers: Iterable[int]) -> tuple[Number, list[bool]]:
    """The same for a sum of weeks, and which of them are in it."""
    pair, kept = of_weeks([(number, 0) for number in numbers])
    return pair.whole, kept


def singles(counted: Mapping[Key, int]) -> dict[Key, Number]:
    """What may be shown of numbers whose sum may be known."""
    names = {str(place): key for place, key in enumerate(counted)}
    rows = table(Counted(name, counted[key], counted[key] // 2) for name, key in names.items())
    shown = {names[row.name]: row.asked for row in rows}
    return {key: shown.get(key, FEW if shown else HIDDEN) for key in counted}


def _spans(pair: Pair, *, prefers_part: bool) -> tuple[Span, Span]:
    """What a number and its part can be, if they're shown like this."""
    if isinstance(pair.whole, int):
        if isinstance(pair.part, int):
            return (pair.whole, pair.whole), (pair.part, pair.part)
        if pair.part == MOST:
            return (pair.whole, pair.whole), (pair.whole - WIDTH, pair.whole)
        most = WIDTH if pair.part == FEW or prefers_part else pair.whole
        return (pair.whole, pair.whole), (0, most)
    if isinstance(pair.part, int):
        return (pair.part, pair.part + WIDTH), (pair.part, pair.part)
    return (0, WIDTH), (0, WIDTH)


def _rest(whole: Span, part: Span) -> Span:
    """What the rest of a pair can be. Where both are open, so is the rest, up to four."""
    if whole[0] < whole[1] and part[0] < part[1]:
        return (0, WIDTH)
    return (whole[0] - part[1], whole[1] - part[0])


def _gives_away(spans: Iterable[Span], total: Span) -> bool:
    """Whether a sum leaves fewer values of a hidden number than its own week does.

    Args:
        total: what the sum can be.
    """
    known = list(spans)
    low, high = (sum(span[end] for span in known) for end in (0, 1))
    for least, most in known:
        possible = min(most, total[1] - (low - least)) - max(least, total[0] - (high - most))
        if possible < min(most - least, WIDTH):
            return True
    return False
