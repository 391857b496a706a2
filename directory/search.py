"""Finding mentors by words, in a constant number of queries, in what `mentors.services.index` wrote."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, F, FloatField, Func, TextField, Value
from django.db.models.functions import Lower

from core.db import Unaccent, by_index
from core.languages import search_configs
from core.text import UNSPACED, folded, spelled_out
from mentors.models import Mentor, MentorStatus, SearchDocument

SHORTEST_BEGINNING = 3  # letters; fewer begin someone's word in nearly every profile
MOST_FOUND = 20_000  # mentors; a word that finds more says nothing
MOST_NAMES = 2_000  # mentors whose names are compared with what was typed, one by one
MOST_OF_A_WORD = 2_000  # mentors whose text has one word of several; one that finds more says little
LONG = 6  # letters of a word that may well begin a longer one that means the same
SIMILAR = 0.45  # of 1: how similar a name must be to be suggested


class TsQuery(Func):
    """A tsquery made of one template and one text."""

    output_field = TextField()

    def __init__(self, text: str, *, template: str) -> None:
        super().__init__(Value(text), template=template, function="")


class Matches(Func):
    """Whether a tsvector matches a tsquery."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def tsquery(text: str, *, shortest: int = SHORTEST_BEGINNING) -> Func:
    """What the reader typed, as a tsquery.

    It takes the web's quotes, OR and minus; each word as it stands, spelled out, without hyphens, or stemmed in the
    club's languages; the last word also as the beginning of a longer one.

    Args:
        shortest: letters of such a beginning.
    """
    typed = unicodedata.normalize("NFKC", text)
    spellings = {typed.lower(): search_configs(), re.sub(r"\b-\b", " ", typed.lower()): search_configs()}
    spellings.setdefault(spelled_out(typed.lower()), ("simple",))
    parts: list[Func] = []
    for spelling, configs in spellings.items():
        for config in configs:
            template = f"websearch_to_tsquery('{config}', unaccent(%(expressions)s))"
            parts.append(TsQuery(_phrased(spelling), template=template))
        words = words_in(spelling)
        if words and len(words[-1]) >= shortest and not re.search(r'["-]|\bOR\b', typed):
            prefix = " & ".join([*words[:-1], words[-1] + ":*"])
            parts.append(TsQuery(prefix, template="to_tsquery('simple', unaccent(%(expressions)s))"))
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def words_in(text: str) -> list[str]:
    """The words of a text, as operands of a tsquery.

    Without letters that modify others: `unaccent` makes signs of a tsquery of some, such as `:` of the length mark.
    """
    return [" <-> ".join(folded(word).split()) for word in re.findall(r"[^\W\u02b0-\u02ff]+", text)]


def _phrased(text: str) -> str:
    """The text with each run of letters without spaces as a phrase of single letters, as they are indexed."""
    quote = "" if '"' in text else '"'
    return re.sub(f"{UNSPACED}+", lambda run: f"{quote}{' '.join(run[0])}{quote} ", text)


def with_words(text: str) -> list[int]:
    """The ids of mentors, listed or not, whose name or profile matches what was typed; in no order."""
    with by_index():
        found = SearchDocument.objects.filter(Matches(F("words"), tsquery(text)))[:MOST_FOUND]
        ids: list[int] = found.aggregate(ids=ArrayAgg("pk", default=[]))["ids"]  # read faster than 20,000 rows
    return ids


def with_each(words: Collection[str], *, last: str) -> dict[str, list[int]]:
    """For each word, the ids of mentors, listed or not, whose name or profile has it; in no order, in one query.

    Args:
        last: the word that is perhaps not typed to its end.
    """
    each = {}
    for number, word in enumerate(words):
        query = tsquery(word, shortest=SHORTEST_BEGINNING if word == last else LONG)
        rows = SearchDocument.objects.filter(Matches(F("words"), query)).values("pk")[:MOST_OF_A_WORD]
        each[f"word_{number}"] = ArraySubquery(rows)  # one row of arrays is read faster than 20,000 rows
    if not each:
        return {}
    with by_index():
        found: list[tuple[list[int], ...]] = list(SearchDocument.objects.annotate(**each).values_list(*each)[:1])
    return dict(zip(words, found[0] if found else [[] for _word in words], strict=True))


def finding(texts: list[str]) -> list[str]:
    """Those of the texts that find someone, in their order, in one query."""
    listed = SearchDocument.objects.filter(mentor__status=MentorStatus.LISTED)
    found = [
        listed.filter(Matches(F("words"), tsquery(text))).values_list(Value(place))[:1]
        for place, text in enumerate(texts)
    ]
    with by_index():
        places = {place for (place,) in found[0].union(*found[1:], all=True)} if found else set()
    return [text for place, text in enumerate(texts) if place in places]


def ranked(ids: list[int], text: str) -> list[int]:
    """Mentors by how well they match what was typed, best first; ties stay in the order of `ids`."""
    rank = Func(F("words"), tsquery(text), function="ts_rank", output_field=FloatField())
    ranks = dict(SearchDocument.objects.filter(pk__in=ids).values_list("pk", rank))
    return sorted(ids, key=lambda pk: -(ranks.get(pk) or 0.0))


def people(text: str, *, mentors: int, apart: Collection[int] = ()) -> list[tuple[str, str]]:
    """Up to 3 mentors whose names resemble what was typed: name and slug.

    Args:
        mentors: how many there are. The names of very many are not compared.
        apart: ids of those to leave out.
    """
    if mentors > MOST_NAMES:
        return []
    name = Unaccent(Lower(F("user__display_name")))
    typed: Any = Unaccent(text.lower())
    alike = Mentor.objects.listed().exclude(pk__in=apart).annotate(score=TrigramWordSimilarity(typed, name))
    found = alike.filter(score__gte=SIMILAR).order_by("-score", "slug")
    return list(found.values_list("user__display_name", "slug")[:3])
