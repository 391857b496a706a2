"""What a reader is looking for, as the address says it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

SORTS = ("soonest", "newest", "match")  # besides the order of the list; the last one goes by words
BY_WORDS = "match"
LONGEST_QUERY = 120  # characters; the rest is ignored
MOST_CHOICES = 20  # of one facet
MOST_PAGES = 10_000
NO_WORDS = dict.fromkeys(range(32), " ")


@dataclass(frozen=True, slots=True)
class Filters:
    """One search: words, and the chosen values of each facet by its `param`."""

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""

    def values(self, param: str) -> tuple[str, ...]:
        """What is chosen of one facet."""
        return self.chosen.get(param, ())

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The parameters of the address, always in the same order."""
        if self.q:
            yield "q", self.q
        for param, values in self.chosen.items():
            for value in values:
                yield param, value
        if self.sort:
            yield "sort", self.sort

    def encoded(self) -> str:
        """The query string, without its question mark."""
        return urlencode(list(self.pairs()))

    def without_words(self) -> "Filters":
        """The same search without its words, and so without an order by them."""
        return Filters(chosen=self.chosen, sort="" if self.sort == BY_WORDS else self.sort)

    def sorted_by(self, sort: str) -> "Filters":
        """The same search in another order."""
        return Filters(self.q, self.chosen, sort)

    def without(self, param: str, value: str) -> "Filters":
        """The same search without one choice."""
        kept = tuple(other for other in self.values(param) if other != value)
        return Filters(self.q, {**self.chosen, param: kept}, self.sort)

    def without_facet(self, param: str) -> "Filters":
        """The same search without all choices of a facet."""
        return Filters(self.q, {**self.chosen, param: ()}, self.sort)

    @property
    def count(self) -> int:
        """How many choices are set, the words not counted."""
        return sum(map(len, self.chosen.values()))

    @property
    def any(self) -> bool:
        return bool(self.q or self.count or self.sort)


def words_of(text: str) -> str:
    """What someone typed, as one short line without control characters."""
    return " ".join(text[: LONGEST_QUERY * 2].translate(NO_WORDS).split())[:LONGEST_QUERY].strip()


def page_number(data: QueryDict) -> int:
    """The page that an address asks for; 1 if it asks for none or makes no sense."""
    text = data.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= MOST_PAGES else 1
