"""The words that the club's own choices go by: topics and fields with their synonyms, languages and countries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from re import findall

from django.db import connection

from core.languages import codes, country_name, search_configs
from core.text import folded, spelled_out
from mentors import languages
from mentors.models import Topic

Choice = tuple[str, str]  # the `param` of a facet, and a value
Choices = frozenset[Choice]
NONE: Choices = frozenset()

SHORTEST = 3  # letters of a word that a compound is made of
SHORTEST_END = 5  # letters; fewer end or begin words that have nothing to do with them
SHORTEST_MISTYPED = 5
SIMILAR = 0.8  # of 1, by difflib's ratio: two letters swapped or one left out
JOINTS = ("", "s", "n", "es", "en", "er", "e")  # what German puts between the parts of a compound
ENDINGS = ("", "e", "n", "s", "en", "er", "es", "nen")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What each word of the club stands for.

    Attributes:
        words: a word in lower case, as it is written, and with ä as ae and the like.
        stems: a word as search documents have it: without accents, as it is and stemmed.
    """

    words: dict[str, Choices] = field(default_factory=dict)
    stems: dict[str, Choices] = field(default_factory=dict)

    def meant(self, word: str, stems: Collection[str] = ()) -> Choices:
        """The choices that a word names, in any of its forms; else those whose names begin or end with it."""
        found = self.words.get(word) or _union(self.stems.get(stem, NONE) for stem in stems)
        if found or len(word) < SHORTEST_END:
            return found
        return _union(self.words[longer] for longer in self.words if longer.startswith(word) or longer.endswith(word))

    def parts(self, word: str) -> list[str]:
        """The club's own words that a compound is made of: Gehaltsverhandlung → gehalt, verhandlung.

        If some of it is unknown, the longest word that it begins or ends with.
        """
        if found := self._split(word):
            return found
        ends = (known for known in self.words if len(known) >= SHORTEST_END)
        return sorted((known for known in ends if word.startswith(known) or word.endswith(known)), key=len)[-1:]

    def _split(self, word: str) -> list[str]:
        for length in range(len(word) - SHORTEST, SHORTEST - 1, -1):
            first = word[:length]
            for joint in JOINTS if first in self.words else ():
                rest = word[length:].removeprefix(joint)
                if word.startswith(joint, length) and (last := self._whole(rest) or self._split(rest)):
                    return [first, *last]
        return []

    def _whole(self, word: str) -> list[str]:
        """The word without its ending, if it is known, or the end of one that is."""
        forms = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
        return [form for form in forms if len(form) >= SHORTEST and self.meant(form)][:1]

    def nearest(self, word: str) -> str:
        """The club's word that someone probably meant to type, or that is a part of theirs; "" if none is like it."""
        if len(word) < SHORTEST_MISTYPED:
            return ""
        near = [known for known in self.words if abs(len(known) - len(word)) <= 2]
        return next(iter(get_close_matches(word, near, 1, SIMILAR)), "")


def _union(found: Iterable[Choices]) -> Choices:
    return frozenset().union(*found)


def split(text: str) -> list[str]:
    """The words of a text, as a vocabulary has them."""
    return findall(r"\w+", folded(text))


def stems_of(words: Collection[str]) -> dict[str, frozenset[str]]:
    """What search documents have for each word; nothing for one that a language of the club counts as a stop word."""
    found: dict[str, frozenset[str]] = {}
    stop = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, tsvector_to_array(to_tsvector(config::regconfig, unaccent(word)))"
            " FROM unnest(%s::text[]) word, unnest(%s::text[]) config",
            [list(words), list(search_configs())],
        )
        for word, stems in cursor.fetchall():
            found[word] = found.get(word, frozenset()).union(stems)
            if not stems:
                stop.add(word)
    return {word: frozenset() if word in stop else stems for word, stems in found.items()}


def make(present: Collection[Choice]) -> Vocabulary:
    """The vocabulary of the choices that find someone: two queries."""
    words: dict[str, set[Choice]] = defaultdict(set)
    for choice, text in _texts(present):
        if choice in present:
            for word in split(text):
                words[word].add(choice)
                words[spelled_out(word)].add(choice)
    stems: dict[str, set[Choice]] = defaultdict(set)
    telling = {}
    for word, found in stems_of(words).items():
        if found and len(word) >= SHORTEST:
            telling[word] = frozenset(words[word])
        for stem in found:
            stems[stem] |= words[word]
    return Vocabulary(telling, {stem: frozenset(choices) for stem, choices in stems.items()})


def _texts(present: Collection[Choice]) -> Iterator[tuple[Choice, str]]:
    for topic in Topic.objects.offered().select_related("category"):
        yield from ((("topic", topic.slug), text) for text in topic.searched())
        yield from ((("category", topic.category.slug), text) for text in topic.category.searched())
    for param, value in present:
        if param == "language":
            yield from (((param, value), name) for name in languages.names(value))
        elif param == "country":
            yield from (((param, value), country_name(value, code)) for code in codes())
