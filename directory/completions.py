"""What the search offers while somebody types: topics, languages and places, companies, and people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from directory.bitmap_index import Index
from directory.facets import CompanyFacet
from directory.presenters import page_of
from directory.vocabulary import Choice, split
from mentors.models import Mentor

MOST_CHOICES = 5
MOST_PEOPLE = 4
SHORTEST = 2  # letters; of a script that puts no spaces between words, one is enough


@dataclass(frozen=True, slots=True)
class Completion:
    """A line of the list below the search: what it is, of what kind, and the page it leads to."""

    label: str
    kind: str
    url: str


def completions(text: str, index: Index) -> list[Completion]:
    """Up to nine: choices that go by words which begin like those of the text, then people.

    First come choices whose names show it, then those that find most. At most one query, for the people.
    """
    words = split(text)
    if not any(len(word) >= SHORTEST or not word.isascii() for word in words):
        return []
    by_param = {facet.param: facet for facet in index.facets}
    found = [(by_param[param], value) for param, value in _choices(words, index)]
    named = [(facet.tag(value), facet, value) for facet, value in found if value in facet.choices()]
    named.sort(key=lambda choice: (not begins(choice[0], words), -index.number(choice[1].param, choice[2]), choice[0]))
    shown = [Completion(name, str(facet.title), page_of(facet.param, value)) for name, facet, value in named]
    return [*shown[:MOST_CHOICES], *_people(words, index)]


def begins(name: str, words: Sequence[str]) -> bool:
    """Whether each word begins a word of the name."""
    return all(any(part.startswith(word) for part in split(name)) for word in words)


def _choices(words: Sequence[str], index: Index) -> set[Choice]:
    """The choices that find someone and go by a word that begins like each of these."""
    known = index.vocabulary.words
    named = [{choice for other in known if other.startswith(word) for choice in known[other]} for word in words]
    companies = {(CompanyFacet.param, key) for key in index.companies if begins(key, words)}
    return set.intersection(*named) | companies


def _people(words: Sequence[str], index: Index) -> Iterator[Completion]:
    alike = index.names.beginning(words, MOST_PEOPLE + index.hidden.bit_count())
    ids = [index.ids[place] for place in alike if not index.hidden >> place & 1][:MOST_PEOPLE]
    rows = Mentor.objects.listed().filter(pk__in=ids).order_by() if ids else Mentor.objects.none()
    found = {pk: rest for pk, *rest in rows.values_list("pk", "user__display_name", "role", "slug")}
    for pk in ids:
        if pk in found:  # the index lags
            name, role, slug = found[pk]
            yield Completion(name, role or _("Mentor"), reverse("directory:mentor", args=[slug]))
