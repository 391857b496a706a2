"""Finding mentors by words, in a constant number of queries, in what `mentors.services.index` wrote."""

import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Lower

from core.db import Unaccent, by_index
from core.languages import search_configs, translations_of
from core.text import UNSPACED, folded, spelled_out
from mentors.models import Category, Mentor, MentorStatus, Topic

SHORTEST_BEGINNING = 3  # letters; fewer begin somebody's word in nearly every profile
MOST_FOUND = 20_000  # mentors; a word that finds more says nothing
MOST_RANKED = 1_000
MOST_NAMES = 2_000  # mentors whose names are compared with what was typed, one by one
SIMILAR = 0.45  # of 1: how similar a word must be to be suggested
Mentors = QuerySet[Mentor]


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


def tsquery(text: str) -> Func:
    """What the reader typed, as a tsquery.

    It takes the web's quotes, OR and minus; each word as it stands, spelled out, or stemmed in the club's languages;
    the last word, unless it's short, also as the beginning of a longer one.
    """
    typed = unicodedata.normalize("NFKC", text)
    spellings = {typed.lower(): search_configs()}
    spellings.setdefault(spelled_out(typed.lower()), ("simple",))
    parts: list[Func] = []
    for spelling, configs in spellings.items():
        for config in configs:
            template = f"websearch_to_tsquery('{config}', unaccent(%(expressions)s))"
            parts.append(TsQuery(_phrased(spelling), template=template))
        words = [" <-> ".join(folded(word).split()) for word in re.findall(r"\w+", spelling)]
        if words and len(words[-1]) >= SHORTEST_BEGINNING and not re.search(r'["-]|\bOR\b', typed):
            prefix = " & ".join([*words[:-1], words[-1] + ":*"])
            parts.append(TsQuery(prefix, template="to_tsquery('simple', unaccent(%(expressions)s))"))
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def _phrased(text: str) -> str:
    """The text with each run of letters without spaces as a phrase of single letters, as they are indexed."""
    quote = "" if '"' in text else '"'
    return re.sub(f"{UNSPACED}+", lambda run: f"{quote}{' '.join(run[0])}{quote} ", text)


def with_words(text: str) -> list[int]:
    """The ids of listed mentors, with closed accounts, whose name or profile matches what was typed; in no order."""
    listed = Mentor.objects.filter(status=MentorStatus.LISTED).order_by()
    with by_index():
        found = listed.filter(Matches(F("search_document"), tsquery(text))).values_list("pk", flat=True)
        return list(found[:MOST_FOUND])


def ranked(ids: list[int], text: str) -> list[int]:
    """Mentors by how well they match what was typed, best first; ties stay in the order of `ids`.

    Of very many, those who are first in `ids` are ranked, and the others follow.
    """
    ids, others = ids[:MOST_RANKED], ids[MOST_RANKED:]
    rank = Func(F("search_document"), tsquery(text), function="ts_rank", output_field=FloatField())
    ranks = dict(Mentor.objects.filter(pk__in=ids).order_by().values_list("pk", rank))
    return sorted(ids, key=lambda pk: -(ranks.get(pk) or 0.0)) + others


def suggestions(text: str, *, mentors: int) -> list[str]:
    """For a search without a result: up to 3 names of topics, categories and mentors that resemble what was typed.

    Args:
        mentors: how many there are. The names of very many are not compared.
    """
    typed = Unaccent(text.lower())

    def alike(rows: Any, name: str, **extra: Any) -> Any:
        score = TrigramWordSimilarity(typed, Unaccent(Lower(F(name))))  # type: ignore[arg-type]
        found = rows.annotate(score=score, words=Cast(F(name), TextField())).filter(score__gte=SIMILAR)
        return found.order_by().values_list("words", "score")

    named = [alike(Topic.objects.offered(), name) for name in translations_of("name")]
    named += [alike(Category.objects.all(), name) for name in translations_of("name")]
    if mentors <= MOST_NAMES:
        named.append(alike(Mentor.objects.listed(), "user__display_name"))
    rows = named[0].union(*named[1:])
    return list(dict.fromkeys(words for words, _score in rows.order_by("-score", "words")[:5]))[:3]
