"""The facets as a reader sees them, and what is chosen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from directory.facets import Counts, Facet, Option
from directory.filters import Filters


@dataclass(frozen=True, slots=True)
class FacetPresenter:
    """A facet with the options that the page offers."""

    param: str
    title: str
    options: list[Option]
    single: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """A choice that is set, and the query string of the search without it."""

    label: str
    query: str


def present(facets: Iterable[Facet], filters: Filters, counts: Mapping[str, Counts]) -> list[FacetPresenter]:
    """Every facet, with its counts for this search."""
    return [
        FacetPresenter(
            facet.param,
            str(facet.title),
            facet.options(filters, counts[facet.param]),
            facet.single,
            facet.open or bool(filters.values(facet.param)),
        )
        for facet in facets
    ]


def tags(facets: Iterable[Facet], filters: Filters) -> Iterator[Tag]:
    """What is chosen, each with a way to remove it."""
    if filters.q:
        yield Tag(_("“%(words)s”") % {"words": filters.q}, filters.without_words().encoded())
    for facet in facets:
        for value in filters.values(facet.param):
            yield Tag(facet.tag(value), filters.without(facet.param, value).encoded())
