"""The topics and categories that the directory offers, and the names of countries."""

from dataclasses import dataclass, field

from django.conf import settings
from django.utils.translation import get_language

from core import languages
from mentors.models import Category, FormerAddress, Topic


@dataclass(frozen=True, slots=True)
class Entry:
    """A topic, or a category with its topics; named in the active language when it was loaded."""

    slug: str
    name: str
    topics: list["Entry"] = field(default_factory=list)


def load() -> list[Entry]:
    """The categories in the club's order, each with the topics on offer, in one query."""
    rows = Topic.objects.offered().order_by("category__position", "category__slug", "name_i18n")
    categories: dict[str, Entry] = {}
    for category_slug, category_name, slug, name in rows.values_list(
        "category__slug", "category__name_i18n", "slug", "name_i18n"
    ):
        category = categories.setdefault(category_slug, Entry(category_slug, category_name))
        category.topics.append(Entry(slug, name))
    return list(categories.values())


def former() -> dict[tuple[str, str], str]:
    """The facet and the address that a topic or an area had → the one that it, or what took its place, has today."""
    rows = FormerAddress.objects.values_list("slug", "topic__slug", "category__slug")
    return {("topic" if topic else "category", slug): topic or category for slug, topic, category in rows}


def by_field() -> list[tuple[Category, list[Topic]]]:
    """The categories in the club's order with their topics on offer, in one query."""
    fields: dict[Category, list[Topic]] = {}
    rows = Topic.objects.offered().select_related("category")
    for topic in rows.order_by("category__position", "category__slug", "slug"):
        fields.setdefault(topic.category, []).append(topic)
    return list(fields.items())


def country_name(code: str) -> str:
    """A country's name in the active language."""
    return languages.country_name(code, get_language() or settings.LANGUAGE_CODE)
