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
COMPANIES = {"orchard trust": "Orchard Trust"}


def row() -> dict[str, Any]:
    """A mentor as the index reads them."""
    mentor = MentorFactory.build(country="KE", languages=["en", "sw"])
    columns = {column for facet in FACETS for column in facet.columns if "__" not in column}
    return {column: getattr(mentor, column) for column in columns} | {
        "mentorship_offer__is_open": True,
        "topics": [("research", "design"), ("forms", "design")],
        "sessions": [(30, False)],
        "free_in": timedelta(days=5),
        "employer": "orchard trust",
    }


@pytest.mark.parametrize(
    "facet", [facet for facet in facets(CATEGORIES, COMPANIES) if facet.param != "when"], ids=lambda facet: facet.param
)
def test_what_is_true_of_a_mentor_can_be_asked_for_and_has_a_label(facet: Facet) -> None:
    bits = set(facet.bits(row()))
    assert bits
    assert bits <= set(facet.choices())
    assert all(facet.label(value) and facet.tag(value) for value in bits)


def test_club_without_companies_has_no_filter_for_them() -> None:
    assert {facet.param for facet in facets(CATEGORIES, COMPANIES)} - {
        facet.param for facet in facets(CATEGORIES, {})
    } == {"company"}


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
        ("company=orchard+trust&company=Orchard+Trust&company=acme", {"company": ("orchard trust",)}),
    ],
)
def test_address_is_read_as_far_as_it_makes_sense(query: str, chosen: dict[str, tuple[str, ...]]) -> None:
    assert parse(QueryDict(query), facets(CATEGORIES, COMPANIES)) == Filters(chosen=chosen)


@pytest.mark.parametrize(
    ("param", "column", "value", "bits"),
    [
        ("booking", "sessions", [(30, False), (60, False)], {"at-once"}),
        ("booking", "sessions", [(30, False), (60, True)], {"at-once", "on-request"}),
        ("booking", "sessions", [], set()),
        ("length", "sessions", [(15, False), (30, True)], {"short"}),
        ("length", "sessions", [(31, False), (60, False), (61, False)], {"hour", "long"}),
        ("mentorship", "mentorship_offer__is_open", None, set()),  # who has never said so
        ("mentorship", "mentorship_offer__is_open", False, set()),
        ("years", "years_of_practice", 0, {"0"}),
        ("years", "years_of_practice", 4, {"0"}),
        ("years", "years_of_practice", 5, {"5"}),
        ("years", "years_of_practice", 19, {"10"}),
        ("years", "years_of_practice", 70, {"20"}),
    ],
)
def test_mentor_is_in_each_band_that_is_true_of_them(param: str, column: str, value: object, bits: set[str]) -> None:
    facet = next(facet for facet in FACETS if facet.param == param)
    assert set(facet.bits(row() | {column: value})) == bits


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
