"""The facets as a reader sees them, and what is chosen."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from directory.facets import Counts, Facet, Option, WhenFacet
from directory.filters import BY_WORDS, Filters
from directory.listing import FoundMentors
from directory.search import people


@dataclass(frozen=True, slots=True)
class FacetPresenter:
    """A facet with the options that the page offers."""

    param: str
    title: str
    options: list[Option]
    single: bool
    open: bool
    template: str

    @property
    def days(self) -> list[tuple[str, str]]:
        """The heads of a week's table, short and whole."""
        return [(str(WEEKDAYS_ABBR[day]), str(name)) for day, name in WEEKDAYS.items()]

    @property
    def rows(self) -> list[tuple[str, list[Option]]]:
        """The rows of a week's table: a part of the day, and an option for each weekday."""
        parts = WhenFacet.parts.values()
        return [(str(part), self.options[at * len(WEEKDAYS) :][: len(WEEKDAYS)]) for at, part in enumerate(parts)]


@dataclass(frozen=True, slots=True)
class Tag:
    """A choice that is set, and the query string of the search without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Loosened:
    """What one filter less would find: the choices to give up, the query string without them, and how many mentors."""

    label: str
    query: str
    mentors: int


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list, and the query string of the search in it."""

    label: str
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What someone may have meant, and the page that has it."""

    label: str
    url: str


def suggested(
    facets: Iterable[Facet], found: FoundMentors, text: str, *, apart: Collection[int] = ()
) -> list[Suggestion]:
    """For words that find no one: the choices that they name and, if one of them is unknown, people of a like name.

    Args:
        apart: ids of mentors whom a block keeps from the reader.
    """
    if not text or found.words.exact:
        return []
    close, by_param = found.words.close, {facet.param: facet for facet in facets}
    choices = [
        Suggestion(by_param[param].label(value), page_of(param, value))
        for param, value in close.choices
        if value in by_param[param].choices()
    ]
    alike = people(text, mentors=found.mentors, apart=apart) if close.unknown else []
    return choices + [Suggestion(name, reverse("directory:mentor", args=[slug])) for name, slug in alike]


def page_of(param: str, value: str) -> str:
    """The page about a topic, or the list of those whom another choice finds."""
    if param == "topic":
        return reverse("directory:topic", args=[value])
    return f"{reverse('directory:list')}?{urlencode({param: value})}"


def present(facets: Iterable[Facet], filters: Filters, counts: Mapping[str, Counts]) -> list[FacetPresenter]:
    """Every facet, with its counts for this search."""
    return [
        FacetPresenter(
            facet.param,
            str(facet.title),
            facet.options(filters, counts[facet.param]),
            facet.single,
            facet.open or bool(filters.values(facet.param)),
            facet.template,
        )
        for facet in facets
    ]


def loosened(facets: Iterable[Facet], filters: Filters, found: FoundMentors) -> list[Loosened]:
    """If nobody was found: the search without its words and without each kind of filter, where that finds someone."""
    if found.total:
        return []
    ways = [
        Loosened(
            ", ".join(facet.tag(value) for value in filters.values(facet.param)),
            filters.without_facet(facet.param).encoded(),
            found.counts[facet.param].get("", 0),
        )
        for facet in facets
        if filters.values(facet.param)
    ]
    if filters.q:
        words = _("“%(words)s”") % {"words": filters.q}
        ways.append(Loosened(words, filters.without_words().encoded(), found.whatever_words))
    return sorted((way for way in ways if way.mentors and way.query), key=lambda way: -way.mentors)


def orders(filters: Filters, found: FoundMentors) -> list[Order]:
    """The orders that a reader may choose from, if there is anything to order."""
    names = {"": _("Recommended"), "soonest": _("Soonest"), "newest": _("Newest")}
    if filters.q:
        names[BY_WORDS] = _("Best match")
    if found.exact < 2:
        return []
    return [Order(name, filters.sorted_by(sort).encoded(), sort == filters.sort) for sort, name in names.items()]


def tags(facets: Iterable[Facet], filters: Filters) -> Iterator[Tag]:
    """What is chosen, each with a way to remove it."""
    if filters.q:
        yield Tag(_("“%(words)s”") % {"words": filters.q}, filters.without_words().encoded())
    for facet in facets:
        for value in filters.values(facet.param):
            yield Tag(facet.tag(value), filters.without(facet.param, value).encoded())
