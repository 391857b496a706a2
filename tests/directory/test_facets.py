"""Every facet reads an address, a mentor and a label in the same way."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict

from directory.facets import FACETS, Facet, facets, parse
from directory.filters import Filters
from directory.topics import Entry
from tests.factories import MentorFactory

CATEGORIES = [Entry("design", "Design", [Entry("research", "User research"), Entry("forms", "Forms")])]


def row() -> dict[str, Any]:
    """A mentor as the index reads them."""
    mentor = MentorFactory.build(country="KE", languages=["en", "sw"])
    columns = {column: getattr(mentor, column) for facet in FACETS for column in facet.columns}
    return columns | {"topics": [("research", "design"), ("forms", "design")], "free_in": timedelta(days=5)}


@pytest.mark.parametrize("facet", facets(CATEGORIES), ids=lambda facet: facet.param)
def test_what_is_true_of_a_mentor_can_be_asked_for_and_has_a_label(facet: Facet) -> None:
    bits = set(facet.bits(row()))
    assert bits
    assert bits <= set(facet.choices())
    assert all(facet.label(value) and facet.tag(value) for value in bits)


def test_facets_have_their_own_parameters() -> None:
    params = [facet.param for facet in FACETS]
    assert len({*params, "q", "sort", "page"}) == len(params) + 3


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("language=sw&language=en&language=xx", {"language": ("en", "sw")}),
        ("country=ZZ&country=KE", {"country": ("KE",)}),
        ("topic=research&category=design&topic=nothing", {"category": ("design",), "topic": ("research",)}),
        ("within=7&within=3", {"within": ("3",)}),
        ("within=7&within=5", {}),
        ("within=", {}),
    ],
)
def test_address_is_read_as_far_as_it_makes_sense(query: str, chosen: dict[str, tuple[str, ...]]) -> None:
    assert parse(QueryDict(query), facets(CATEGORIES)) == Filters(chosen=chosen)


@pytest.mark.parametrize(
    ("free_in", "days"),
    [
        (None, []),
        (timedelta(days=3), ["7", "14", "30"]),
        (timedelta(days=30), []),
        (timedelta(0), ["3", "7", "14", "30"]),
    ],
)
def test_free_time_counts_for_every_longer_wait(free_in: timedelta | None, days: list[str]) -> None:
    within = next(facet for facet in FACETS if facet.param == "within")
    assert list(within.bits(row() | {"free_in": free_in})) == days
