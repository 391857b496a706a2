"""Finding mentors by words, in a constant number of queries.

A text is searched in `Mentor.search_document` and in the member's current name.
"""

import re
from typing import Any

from django.contrib.postgres.search import SearchVector, TrigramWordSimilarity
from django.db.models import (
    BooleanField,
    F,
    FloatField,
    Func,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Lower

from core.db import Unaccent
from core.languages import search_configs, translations_of
from mentors.models import Category, Mentor, Topic

SIMILAR = 0.45  # of 1: how similar a word must be to be suggested
Mentors = QuerySet[Mentor]


class TsQuery(Func):
    """A tsquery made of one template and one text."""

    output_field = TextField()

    def __init__(self, text: str, *, template: str) -> None:
        super().__init__(Value(text), template=template, function="")


class Found(Func):
    """Whether a tsvector matches a tsquery."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class HasAny(Func):
    """Whether a text contains any of some words. The words are prepared once, not for each row."""

    template = "(%(expressions)s))"
    arg_joiner = " LIKE ANY ("
    output_field = BooleanField()

    def __init__(self, text: Func, words: list[str]) -> None:
        patterns = Func(
            Value("|".join(f"%{word.lower()}%" for word in words)),
            template="(SELECT string_to_array(unaccent(%(expressions)s), '|'))::text[]",
            output_field=TextField(),
        )
        super().__init__(text, patterns)


def tsquery(text: str) -> Func:
    """What the reader typed, as a tsquery.

    It takes the web's quotes, OR and minus; each word as it stands or stemmed in the club's languages; the last word
    also as the beginning of a longer one.
    """
    parts: list[Func] = [
        TsQuery(text, template=f"websearch_to_tsquery('{config}', unaccent(%(expressions)s))")
        for config in search_configs()
    ]
    words = re.findall(r"\w+", text)
    if words and not re.search(r'["-]|\bOR\b', text):
        prefix = " & ".join([*words[:-1], words[-1] + ":*"])
        parts.append(TsQuery(prefix, template="to_tsquery('simple', unaccent(%(expressions)s))"))
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField())


def names() -> SearchVector:
    """The mentor's current name as a tsvector."""
    return SearchVector(Unaccent(F("user__display_name")), config="simple", weight="A")


def document() -> Func:
    """The tsvector that is searched: the stored document and the mentor's current name."""
    stored = Coalesce(F("search_document"), Cast(Value(""), Mentor._meta.get_field("search_document")))
    field = Mentor._meta.get_field("search_document")
    return Func(stored, names(), template="(%(expressions)s)", arg_joiner=" || ", output_field=field)


def with_words(text: str) -> list[int]:
    """The ids of the listed mentors whose document, name, or both together match what was typed.

    The document has an index; a name is combined with its document only if it contains one of the words.
    """
    listed, query = Mentor.objects.listed().order_by(), tsquery(text)
    written = listed.filter(Found(F("search_document"), query)).values_list("pk", flat=True)
    parts = [part for part in re.findall(r"\w+", text) if part != "OR"]
    if not parts:
        return list(written)
    named = listed.filter(HasAny(Unaccent(Lower(F("user__display_name"))), parts), Found(document(), query))
    return list(written.union(named.values_list("pk", flat=True)))


def ranked(ids: list[int], text: str) -> list[int]:
    """Mentors by how well they match what was typed, best first; ties stay in the order of `ids`."""
    rank = Func(document(), tsquery(text), function="ts_rank", output_field=FloatField())
    ranks = dict(Mentor.objects.filter(pk__in=ids).order_by().values_list("pk", rank))
    return sorted(ids, key=lambda pk: -ranks.get(pk, 0.0))


def suggestions(text: str) -> list[str]:
    """For a search without a result: up to 3 names of topics, categories and mentors that resemble what was typed."""
    typed = Unaccent(text.lower())

    def alike(rows: Any, name: str, **extra: Any) -> Any:
        score = TrigramWordSimilarity(typed, Unaccent(Lower(F(name))))  # type: ignore[arg-type]
        found = rows.annotate(score=score, words=Cast(F(name), TextField())).filter(score__gte=SIMILAR)
        return found.order_by().values_list("words", "score")

    listed = Mentor.objects.listed()
    rows = alike(listed, "user__display_name").union(
        *(alike(Topic.objects.offered(), name) for name in translations_of("name")),
        *(alike(Category.objects.all(), name) for name in translations_of("name")),
    )
    return list(dict.fromkeys(words for words, _score in rows.order_by("-score", "words")[:5]))[:3]
