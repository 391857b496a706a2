"""What a reader looks for, as it stands in the address."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django_countries import countries

WITHIN = (3, 7, 14, 30)  # days
SORTS = ("match",)  # besides the default, soonest free first
LONGEST_QUERY = 120  # characters; what stands behind them is ignored
MOST_CHOICES = 20  # of one kind
MOST_PAGES = 10_000
LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
LISTS = ("category", "topic", "language", "country")
NO_WORDS = dict.fromkeys(range(32), " ")


@dataclass(frozen=True, slots=True)
class Filters:
    """One search: the choices of a kind are alternatives, the kinds narrow each other."""

    q: str = ""
    category: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    within: int | None = None
    sort: str = ""

    def pairs(self) -> Iterator[tuple[str, str]]:
        """The parameters of the address, always in the same order."""
        if self.q:
            yield "q", self.q
        for name in LISTS:
            for value in getattr(self, name):
                yield name, value
        if self.within:
            yield "within", str(self.within)
        if self.sort:
            yield "sort", self.sort

    def encoded(self) -> str:
        """The address behind the question mark."""
        return urlencode(list(self.pairs()))

    def without(self, name: str, value: str = "") -> "Filters":
        """The same search without one choice, or without all choices of a kind."""
        changes: dict[str, Any] = {name: {"q": "", "within": None, "sort": ""}.get(name, ())}
        if name in LISTS and value:
            changes[name] = tuple(kept for kept in getattr(self, name) if kept != value)
        if name == "q":
            changes["sort"] = ""
        return replace(self, **changes)

    @property
    def count(self) -> int:
        """How many choices are set, the words not counted."""
        return sum(len(getattr(self, name)) for name in LISTS) + bool(self.within)

    @property
    def any(self) -> bool:
        return bool(self.q or self.count or self.sort)


def parse(data: QueryDict, *, known: Mapping[str, Iterable[str]]) -> Filters:
    """The search that an address asks for. Whatever makes no sense is left out, never an error.

    Args:
        known: the slugs there are, by "category" and "topic".
    """
    accepted = {
        "category": frozenset(known["category"]).__contains__,
        "topic": frozenset(known["topic"]).__contains__,
        "language": lambda code: LANGUAGE.match(code) is not None,
        "country": lambda code: code in countries.countries,
    }
    lists = {
        name: tuple(sorted({value for value in data.getlist(name)[:MOST_CHOICES] if accepted[name](value)}))
        for name in LISTS
    }
    within = data.get("within", "")
    words = words_of(data.get("q", ""))
    sort = data.get("sort", "")
    return Filters(
        q=words,
        within=int(within) if within in map(str, WITHIN) else None,
        sort=sort if sort in SORTS and words else "",
        **lists,
    )


def words_of(text: str) -> str:
    """What somebody typed, as one short line without control characters."""
    return " ".join(text[: LONGEST_QUERY * 2].translate(NO_WORDS).split())[:LONGEST_QUERY].strip()


def page_number(data: QueryDict) -> int:
    """The page that an address asks for; 1 where it asks for nothing sensible."""
    text = data.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= MOST_PAGES else 1
