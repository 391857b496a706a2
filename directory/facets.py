"""What the list can be narrowed by. A facet is one class here, with its entry in `FACETS`."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from django.conf import settings
from django.http import QueryDict
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django_countries import countries

from directory.filters import BY_WORDS, MOST_CHOICES, SORTS, Filters, words_of
from directory.parts_of_week import DAYS, PARTS
from directory.topics import Entry, country_name
from mentors import languages

MOST_TOPICS = 12  # shown while no category is chosen
WITHIN = (3, 7, 14, 30)  # days
WAITS = {str(days): timedelta(days=days) for days in WITHIN}  # each choice as a span of time

# A listed mentor as the index reads them: the columns that facets name, `topics` as (topic, category) slugs, `sessions`
# as the minutes of each type they offer and whether it's on request, `free_in` as the time until the next opening, None
# without one, and `employer` as the key of their company, "" without one that is on offer.
Row = Mapping[str, Any]
NONE: Mapping[tuple[str, str], str] = MappingProxyType({})
Counts = Mapping[str, int]  # a choice → mentors; "" → mentors with any choice or none


@dataclass(frozen=True, slots=True)
class Option:
    """A choice as the page shows it."""

    value: str
    label: str
    count: int
    chosen: bool


class Facet(ABC):
    """One kind of filter: its choices are alternatives, and facets narrow each other."""

    param: ClassVar[str]  # in the address
    title: ClassVar[Promise]
    columns: ClassVar[tuple[str, ...]] = ()  # of Mentor, for `bits`
    single: ClassVar[bool] = False  # one choice at a time
    open: ClassVar[bool] = False  # unfolded even when nothing is chosen
    template: ClassVar[str] = "directory/_facet.html"
    by_number: ClassVar[bool] = True  # the choices that find most come first; otherwise they keep the club's order

    def __init__(
        self, categories: Sequence[Entry], companies: Mapping[str, str], former: Mapping[tuple[str, str], str] = NONE
    ) -> None:
        """Take the categories with their topics, named in the active language, and the companies on offer.

        Args:
            former: a choice that is gone, as (param, value) → the one that took its place.
        """
        self.categories, self.companies, self.former = categories, companies, former

    def current(self, value: str) -> str:
        """The choice that took the place of one that is gone; others are as they were."""
        return self.former.get((self.param, value), value)

    @abstractmethod
    def choices(self) -> Iterable[str]:
        """Every value that an address may ask for, in the club's order."""

    @staticmethod
    @abstractmethod
    def bits(row: Row) -> Iterable[str]:
        """The values that are true of a mentor."""

    @abstractmethod
    def label(self, value: str) -> str:
        """A choice in the active language."""

    @property
    def has_choices(self) -> bool:
        """Whether there is anything to choose in this club, whatever is looked for."""
        return True

    def tag(self, value: str) -> str:
        """A choice as it is named outside the facet."""
        return self.label(value)

    def options(self, filters: Filters, counts: Counts) -> list[Option]:
        """The choices that are set or would find someone."""
        found = self.found(filters, counts)
        return by_count(found) if self.by_number else found

    def found(self, filters: Filters, counts: Counts) -> list[Option]:
        """The choices that are set or would find someone, in the club's order."""
        chosen = filters.values(self.param)
        return [
            Option(value, self.label(value), counts.get(value, 0), value in chosen)
            for value in self.choices()
            if value in chosen or counts.get(value)
        ]


def by_count(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda option: (-option.count, option.label))


class CategoryFacet(Facet):
    param = "category"
    title = gettext_lazy("Area")
    open = True
    by_number = False

    def __init__(
        self, categories: Sequence[Entry], companies: Mapping[str, str], former: Mapping[tuple[str, str], str] = NONE
    ) -> None:
        super().__init__(categories, companies, former)
        self.names = {category.slug: category.name for category in categories}

    def choices(self) -> Iterable[str]:
        return self.names

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        return {category for _topic, category in row["topics"]}

    def label(self, value: str) -> str:
        return self.names[value]


class TopicFacet(Facet):
    """The topics of the chosen categories; without one, those that find most."""

    param = "topic"
    title = gettext_lazy("Topic")

    def __init__(
        self, categories: Sequence[Entry], companies: Mapping[str, str], former: Mapping[tuple[str, str], str] = NONE
    ) -> None:
        super().__init__(categories, companies, former)
        self.names = {topic.slug: topic.name for category in categories for topic in category.topics}

    def choices(self) -> Iterable[str]:
        return self.names

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        return {topic for topic, _category in row["topics"]}

    def label(self, value: str) -> str:
        return self.names[value]

    def options(self, filters: Filters, counts: Counts) -> list[Option]:
        found, chosen = by_count(self.found(filters, counts)), filters.values("category")
        if chosen:
            shown = {topic.slug for category in self.categories if category.slug in chosen for topic in category.topics}
        else:
            shown = {option.value for option in found[:MOST_TOPICS]}
        return [option for option in found if option.chosen or option.value in shown]


class WithinFacet(Facet):
    """How soon a mentor is free, in days."""

    param = "within"
    title = gettext_lazy("Available")
    single = True
    open = True

    def choices(self) -> Iterable[str]:
        return WAITS

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        free_in: timedelta | None = row["free_in"]
        return [] if free_in is None else [days for days, wait in WAITS.items() if free_in < wait]

    def label(self, value: str) -> str:
        return ngettext("Within %(days)s day", "Within %(days)s days", int(value)) % {"days": value}

    def tag(self, value: str) -> str:
        return ngettext("available within %(days)s day", "available within %(days)s days", int(value)) % {"days": value}

    def options(self, filters: Filters, counts: Counts) -> list[Option]:
        chosen = filters.values(self.param)
        return [
            Option("", _("Any time"), counts.get("", 0), not chosen),
            *(Option(value, self.label(value), counts.get(value, 0), value in chosen) for value in self.choices()),
        ]


class WhenFacet(Facet):
    """In which parts of the reader's week a mentor can be booked, in the next two weeks."""

    param = "when"
    title = gettext_lazy("When you’re free")
    template = "directory/_facet_week.html"
    open = True
    by_number = False
    parts: ClassVar = {
        "morning": pgettext_lazy("part of a day", "morning"),
        "afternoon": pgettext_lazy("part of a day", "afternoon"),
        "evening": pgettext_lazy("part of a day", "evening"),
    }

    def choices(self) -> Iterable[str]:
        return PARTS

    @staticmethod
    def bits(row: Row) -> Iterable[str]:  # they depend on the reader, see Index.by_the_clock_of
        return []

    def label(self, value: str) -> str:
        day, part = value.split("-")
        words = {"day": WEEKDAYS[DAYS.index(day)], "part": self.parts[part]}
        return pgettext("Tuesday evening", "%(day)s %(part)s") % words

    def options(self, filters: Filters, counts: Counts) -> list[Option]:
        chosen = filters.values(self.param)
        return [Option(part, self.label(part), counts.get(part, 0), part in chosen) for part in PARTS]


class LanguageFacet(Facet):
    param = "language"
    title = gettext_lazy("Language")
    columns = ("languages",)

    def choices(self) -> Iterable[str]:
        return languages.CODES

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        codes: list[str] = row["languages"]
        return codes

    def label(self, value: str) -> str:
        return languages.name(value)


class CountryFacet(Facet):
    param = "country"
    title = gettext_lazy("Country")
    columns = ("country",)

    def choices(self) -> Iterable[str]:
        return countries.countries

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        return [str(row["country"])] if row["country"] else []

    def label(self, value: str) -> str:
        return country_name(value)


class CompanyFacet(Facet):
    """Where a mentor works; of the companies that several work at, as `directory.companies` names them."""

    param = "company"
    title = gettext_lazy("Company")
    columns = ("company",)

    def choices(self) -> Iterable[str]:
        return self.companies

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        return [row["employer"]] if row["employer"] else []

    def label(self, value: str) -> str:
        return self.companies[value]

    @property
    def has_choices(self) -> bool:
        return bool(self.companies)


class BandsFacet(Facet):
    """A few named choices, which the club lists in an order of its own."""

    names: ClassVar[Mapping[str, Promise]]
    by_number = False

    def choices(self) -> Iterable[str]:
        return self.names

    def label(self, value: str) -> str:
        return str(self.names[value])


class BookingFacet(BandsFacet):
    """Whether a session is agreed with one click or by an answer; of any type that a mentor offers."""

    param = "booking"
    title = gettext_lazy("How you book")
    names: ClassVar = {"at-once": gettext_lazy("Instant booking"), "on-request": gettext_lazy("On request")}

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        return {"on-request" if on_request else "at-once" for _minutes, on_request in row["sessions"]}


class LengthFacet(BandsFacet):
    """How long a session takes; of any type that a mentor offers."""

    param = "length"
    title = gettext_lazy("Length of a session")
    names: ClassVar = {
        "short": gettext_lazy("Up to 30 minutes"),
        "hour": gettext_lazy("31 to 60 minutes"),
        "long": gettext_lazy("Over an hour"),
    }

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        lengths = [minutes for minutes, _on_request in row["sessions"]]
        return {"short" if minutes <= 30 else "hour" if minutes <= 60 else "long" for minutes in lengths}


class MentorshipFacet(BandsFacet):
    """Whether a mentor takes mentorships."""

    param = "mentorship"
    title = gettext_lazy("Mentorships")
    columns = ("mentorship_offer__is_open",)
    names: ClassVar = {"open": gettext_lazy("Takes mentorships")}

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        return ["open"] if row["mentorship_offer__is_open"] else []

    @property
    def has_choices(self) -> bool:
        return bool(settings.MENTORSHIPS)


class YearsFacet(BandsFacet):
    """How long a mentor has done what they help with, by their own account."""

    param = "years"
    title = gettext_lazy("Years of experience")
    columns = ("years_of_practice",)
    names: ClassVar = {
        "0": gettext_lazy("Under 5 years"),
        "5": gettext_lazy("5 to 9 years"),
        "10": gettext_lazy("10 to 19 years"),
        "20": gettext_lazy("20 years or more"),
    }

    @staticmethod
    def bits(row: Row) -> Iterable[str]:
        years: int = row["years_of_practice"]
        return [max((start for start in YearsFacet.names if int(start) <= years), key=int)]


FACETS: tuple[type[Facet], ...] = (
    CategoryFacet, TopicFacet, WithinFacet, WhenFacet, LanguageFacet, CountryFacet, CompanyFacet,
    BookingFacet, LengthFacet, MentorshipFacet, YearsFacet,
)  # fmt: skip


def facets(
    categories: Sequence[Entry], companies: Mapping[str, str], former: Mapping[tuple[str, str], str] = NONE
) -> list[Facet]:
    """The facets of this club, in the order of the page."""
    made = [facet(categories, companies, former) for facet in FACETS]
    return [facet for facet in made if facet.has_choices]


def parse(data: QueryDict, facets: Iterable[Facet]) -> Filters:
    """The search that an address asks for. Whatever makes no sense is left out, never an error."""
    chosen = {}
    for facet in facets:
        asked = data.getlist(facet.param)
        known = frozenset(facet.choices())
        values = asked[-1:] if facet.single else asked[:MOST_CHOICES]
        if accepted := known.intersection(value if value in known else facet.current(value) for value in values):
            chosen[facet.param] = tuple(sorted(accepted))
    words, sort = words_of(data.get("q", "")), data.get("sort", "")
    return Filters(q=words, chosen=chosen, sort=sort if sort in SORTS and (words or sort != BY_WORDS) else "")
