"""What may be shown of the club's numbers: none under five, and none from which such a one could be computed.

Time is cut into the same weeks for everyone, and a number is shown or hidden for a week once and for all: whatever
period someone asks for, and however many, they learn no more than the weeks say. Where a sum may be known from
elsewhere, others are hidden beside a small number, as `matching.small_cells` does. All sums are of numbers shown.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from matching.small_cells import FEW, FEWEST, HIDDEN, MOST, Counted, Number, table

Key = TypeVar("Key", bound=Hashable)


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

    def turned(self, part: int) -> "Pair":
        """The part in place of the whole: one of the two can be shown as well as the other, but not both."""
        return self if isinstance(self.part, int) else Pair(self.part, part)


def pairs(
    counted: Mapping[Key, tuple[int, int]], *, group: Callable[[Key], Hashable], prefers_part: bool = False
) -> dict[Key, Pair]:
    """What may be shown of pairs of numbers.

    Nothing at all isn't told from a small number.

    Args:
        counted: the whole and the part, by what they were counted for.
        group: those of one group hide each other, as their sum may be known.
        prefers_part: where only one of the two can be shown, that is the part, if none in the group is small. Of the
            whole, MOST then says that it's more by fewer than five.
    """
    groups: dict[Hashable, list[Key]] = {}
    for key in counted:
        groups.setdefault(group(key), []).append(key)
    found: dict[Key, Pair] = {}
    for keys in groups.values():
        shown = {row.name: row for row in table(Counted(str(n), *counted[key]) for n, key in enumerate(keys))}
        nothing = Pair(FEW, HIDDEN) if shown else Pair(HIDDEN, HIDDEN)
        turns = prefers_part and all(
            isinstance(row.asked, int) and counted[keys[int(row.name)]][1] >= FEWEST for row in shown.values()
        )
        for n, key in enumerate(keys):
            row = shown.get(str(n))
            pair = Pair(row.asked, row.matched) if row else nothing
            found[key] = pair.turned(counted[key][1]) if row and turns else pair
    return {key: found[key] for key in counted}


def singles(counted: Mapping[Key, int], *, group: Callable[[Key], Hashable] = lambda key: 0) -> dict[Key, Number]:
    """The same for numbers that stand alone."""
    halves = {key: (number, number // 2) for key, number in counted.items()}
    return {key: pair.whole for key, pair in pairs(halves, group=group).items()}
