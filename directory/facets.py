"""The filters as a reader sees them: options with counts, and what is set."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.filters import WITHIN, Filters
from directory.topics import Entry, country_name
from mentors import languages

MOST_TOPICS = 12  # shown while no category is chosen


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One kind of filter with the choices that would find somebody, and those that are set."""

    name: str
    title: str
    options: list[Option]
    single: bool = False

    @property
    def open(self) -> bool:
        return self.name in {"category", "within"} or any(option.chosen for option in self.options)


@dataclass(frozen=True, slots=True)
class Tag:
    """A choice that is set, and the address of the search without it."""

    label: str
    query: str


def facets(filters: Filters, counted: dict[str, dict[str, int]], entries: list[Entry]) -> list[Facet]:
    """The filters with their options: fields in the club's order, everything else by how many it finds."""

    def options(name: str, labels: dict[str, str]) -> list[Option]:
        chosen = getattr(filters, name)
        found = counted.get(name, {})
        return [
            Option(value, label, found.get(value, 0), value in chosen)
            for value, label in labels.items()
            if value in chosen or found.get(value)
        ]

    def by_count(options: list[Option]) -> list[Option]:
        return sorted(options, key=lambda option: (-option.count, option.label))

    of_fields = [entry for entry in entries if not filters.category or entry.slug in filters.category]
    topics = options("topic", {topic.slug: topic.name for entry in of_fields for topic in entry.topics})
    if not filters.category:
        shown = set(by_count(topics)[:MOST_TOPICS])
        topics = [option for option in topics if option.chosen or option in shown]
    shown_topics = {option.value for option in topics}
    names = {topic.slug: topic.name for entry in entries for topic in entry.topics}
    topics += [
        Option(slug, names[slug], counted.get("topic", {}).get(slug, 0), chosen=True)
        for slug in filters.topic
        if slug not in shown_topics
    ]
    spoken = {code: languages.name(code) for code in [*counted.get("language", {}), *filters.language]}
    countries = {code: country_name(code) for code in [*counted.get("country", {}), *filters.country] if code}
    soon = counted.get("within", {})
    return [
        Facet("category", _("Field"), options("category", {entry.slug: entry.name for entry in entries})),
        Facet("topic", _("Topic"), by_count(topics)),
        Facet(
            "within",
            _("Free within"),
            [Option("", _("Any time"), counted.get("any", {}).get("", 0), filters.within is None)]
            + [
                Option(str(days), within_label(days), soon.get(str(days), 0), filters.within == days) for days in WITHIN
            ],
            single=True,
        ),
        Facet("language", _("Language"), by_count(options("language", spoken))),
        Facet("country", _("Country"), by_count(options("country", countries))),
    ]


def within_label(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def tags(filters: Filters, entries: list[Entry]) -> Iterator[Tag]:
    """What is set, each with the way to be rid of it."""
    names = {entry.slug: entry.name for entry in entries}
    topics = {topic.slug: topic.name for entry in entries for topic in entry.topics}
    if filters.q:
        yield Tag(_("“%(words)s”") % {"words": filters.q}, filters.without("q").encoded())
    for slug in filters.category:
        yield Tag(names[slug], filters.without("category", slug).encoded())
    for slug in filters.topic:
        yield Tag(topics[slug], filters.without("topic", slug).encoded())
    if filters.within:
        label = ngettext("free within %(days)s day", "free within %(days)s days", filters.within)
        yield Tag(label % {"days": filters.within}, filters.without("within").encoded())
    for code in filters.language:
        yield Tag(languages.name(code), filters.without("language", code).encoded())
    for code in filters.country:
        yield Tag(country_name(code), filters.without("country", code).encoded())
