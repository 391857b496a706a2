"""What comes close to a search that finds few: mentors who have some of its words, and the choices it names.

The fewer mentors have a word, the more it counts, and twice as much where it's in a topic, a field, a language or a
country as anywhere else in the profile. All of it is done with the sets of bits of the index (`bitmap_index.py`).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from math import log

from core.text import UNSPACED
from directory.bitmap_index import Index, Places, union
from directory.search import MOST_OF_A_WORD, with_each
from directory.vocabulary import Choice, Choices, split, stems_of

MOST_TYPED = 12  # words of a search that are looked at
MOST_ASKED = 16  # words, with those that compounds are made of, that are looked for in texts
MOST_WORDS = 6  # that are counted; the rarest
MOST_CLOSE = 48  # mentors
WORTH = 1 / 3  # of the best one's score: who has less does not come close
MOST_NAMED = 3  # choices
IN_TEXT = 0.5  # what a word in the text counts, compared with one in a topic


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a search, and whom it finds: by a choice that it names, or in the text."""

    choices: Choices
    named: Places
    written: Places
    weight: float


@dataclass(frozen=True, slots=True)
class Close:
    """What comes close to a search.

    Attributes:
        places: of mentors in the index, best first.
        choices: that the words name, best first.
        corrected: the search as it was probably meant; "" if each word finds someone.
        unknown: whether a word finds no one and was not corrected: perhaps it's a name.
    """

    places: tuple[int, ...] = ()
    choices: tuple[Choice, ...] = ()
    corrected: str = ""
    unknown: bool = False


def close_to(text: str, index: Index, *, exact: Places) -> Close:
    """What comes close to what was typed, in two queries.

    Nothing comes close to a search that says precisely what it wants, with quotes, minus or OR.

    Args:
        exact: who has all the words, and so is found already.
    """
    if re.search(r'"|(?:^|\s)-|\bOR\b', text):
        return Close()
    typed = [word for word in dict.fromkeys(split(text)) if not re.search(UNSPACED, word)][:MOST_TYPED]
    stems = stems_of(typed)
    typed = [word for word in typed if stems.get(word)]
    vocabulary = index.vocabulary
    choices = {word: vocabulary.meant(word, stems[word]) for word in typed}
    parts = {word: [] if choices[word] else vocabulary.parts(word) for word in typed}
    nearest = {word: "" if choices[word] or parts[word] else vocabulary.nearest(word) for word in typed}
    known = {*chain(*parts.values()), *filter(None, nearest.values())}
    choices |= {word: vocabulary.meant(word) for word in known}
    asked = list(dict.fromkeys([*typed, *sorted(known)]))[:MOST_ASKED]
    written = dict.fromkeys(choices, 0) | (_written(asked, index, last=typed[-1]) if typed else {})

    counted, corrected, unknown = [], text, False
    for word in typed:
        if choices[word] or written[word]:
            counted.append(word)
        elif nearest[word]:
            counted.append(nearest[word])
            corrected = re.sub(rf"(?i)\b{re.escape(word)}\b", nearest[word], corrected)
        elif not parts[word]:
            unknown = True
        counted += parts[word]
    words = [_word(choices[word], written[word], index) for word in dict.fromkeys(counted)]
    words.sort(key=lambda word: -word.weight)
    places = best(words[:MOST_WORDS], index.everybody & ~exact, most=MOST_CLOSE)
    return Close(places, _named(words, index), corrected if corrected != text else "", unknown)


def _written(words: Collection[str], index: Index, *, last: str) -> dict[str, Places]:
    """Who has each word in their text."""
    return {word: index.having(ids) for word, ids in with_each(words, last=last).items()}


def _word(choices: Choices, written: Places, index: Index) -> Word:
    named = union(index.choices.get(choice, 0) for choice in choices)
    everybody, finds = len(index.ids), (named | written).bit_count()
    if written.bit_count() >= MOST_OF_A_WORD:  # the others who have it were not looked for
        finds = max(finds, everybody // 10)
    return Word(choices, named, written, log(1 + everybody / finds) if finds else 0.0)


def best(words: list[Word], among: Places, *, most: int, worth: float = WORTH) -> tuple[int, ...]:
    """Who has the words that count most, `most` at most; ties in the order of the list.

    Args:
        worth: of the best one's score, what is enough.
    """
    scored = [(0.0, among)]
    for word in words:
        scored = list(_parted(scored, word))
    scored.sort(key=lambda each: -each[0])
    ranked = (
        place for score, places in scored if score > 0 and score >= scored[0][0] * worth for place in each(places)
    )
    return tuple(islice(ranked, most))


def _parted(scored: list[tuple[float, Places]], word: Word) -> Iterator[tuple[float, Places]]:
    """Each set of mentors with the same score in up to three: by topic, by text, and without the word."""
    for score, places in scored:
        named = places & word.named
        written = places & ~named & word.written
        for more, found in ((1, named), (IN_TEXT, written), (0, places & ~named & ~written)):
            if found:
                yield score + more * word.weight, found


def each(places: Places) -> Iterator[int]:
    """The places in a set, in order."""
    while places:
        first = places & -places
        yield first.bit_length() - 1
        places ^= first


def _named(words: list[Word], index: Index) -> tuple[Choice, ...]:
    """The choices that the most telling words name, if they find someone."""
    scores: dict[Choice, float] = defaultdict(float)
    for word in words:
        for choice in word.choices:
            if index.choices.get(choice):
                scores[choice] += word.weight
    return tuple(sorted(scores, key=lambda choice: (-scores[choice], choice))[:MOST_NAMED])
