"""Numbers in words, as a table and a file have them, and as a picture draws them."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from matching.small_cells import FEW, FEWEST, MOST, WIDTH, Number


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table.

    Attributes:
        said: what the page says.
        raw: what a file has: the number, or the words for why there's none.
    """

    said: str
    raw: object


def grouped(number: float, decimals: int = 0) -> str:
    """A number with the separators of the reader's language."""
    return number_format(number, decimals, force_grouping=True)


def plain(number: float, decimals: int = 0) -> Cell:
    """A cell with a number."""
    return Cell(grouped(number, decimals), round(number, decimals) if decimals else round(number))


def counted(number: Number) -> Cell:
    """A cell with what may be shown of a number."""
    if isinstance(number, int):
        return plain(number)
    few = _("fewer than %(number)d") % {"number": FEWEST}
    if number == FEW:
        return Cell(few, few)
    words = _("all but %(few)s") % {"few": few} if number == MOST else _("hidden")
    return Cell(words, words)


def counted_whole(number: Number) -> Cell:
    """The same where the number's part is shown in its place: it's more by fewer than five."""
    if number != MOST:
        return counted(number)
    words = _("fewer than %(number)d more") % {"number": FEWEST}
    return Cell(words, words)


def measured(value: float | None, decimals: int = 0) -> Cell:
    """A cell with something that was measured, None if it's hidden."""
    return Cell(_("hidden"), _("hidden")) if value is None else plain(value, decimals)


def drawn(number: Number, whole: Number | None = None) -> float | None:
    """Where a number is drawn: all but a few of `whole` at the fewest that this can be; hidden ones nowhere."""
    if isinstance(number, int):
        return number
    return whole - WIDTH if number == MOST and isinstance(whole, int) else None
