"""Points and reasons of pairs: two ways to the same sum."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.round_fit import RATHER_NOT, Cohort, Person, fit, hours_of_parts, reasons, why_unmatched

SUMMER = datetime(2026, 6, 1, tzinfo=UTC)
WINTER = datetime(2026, 12, 1, tzinfo=UTC)


def person(
    key: int = 0,
    *,
    topics: Sequence[int] = (),
    languages: Collection[str] = ("en",),
    hours: Iterable[int] = (),
    companies: Collection[str] = (),
) -> Person:
    return Person(key, topics, languages, frozenset(hours), companies)


@st.composite
def cohorts(draw: st.DrawFn) -> Cohort:
    def people(first: int, most_topics: int) -> list[Person]:
        return [
            person(
                first + place,
                topics=draw(st.lists(st.integers(1, 5), max_size=most_topics, unique=True)),
                languages=draw(st.sets(st.sampled_from(["en", "de", "fr"]), min_size=1)),
                hours=draw(st.sets(st.integers(0, 8), max_size=4)),
                companies=draw(st.sets(st.sampled_from(["acme", "example"]), max_size=1)),
            )
            for place in range(draw(st.integers(1, 4)))
        ]

    mentees, mentors = people(0, 3), people(100, 5)
    pair = st.tuples(st.integers(0, len(mentees) - 1), st.integers(0, len(mentors) - 1))
    ranks = st.dictionaries(pair, st.integers(0, 5), max_size=5)
    return Cohort(mentees, mentors, draw(ranks), draw(ranks), draw(st.lists(pair, max_size=2)))


@given(cohorts())
def test_reasons_add_up_to_the_points(cohort: Cohort) -> None:
    points = fit(cohort).points
    for pair in np.ndindex(points.shape):
        one, other = cohort.mentees[pair[0]], cohort.mentors[pair[1]]
        shares_company = set(one.companies) & set(other.companies)
        is_excluded = pair in cohort.excluded or shares_company or not set(one.languages) & set(other.languages)
        said = sum(reason["points"] for reason in reasons(cohort, *pair))
        assert np.isnan(points[pair]) if is_excluded else points[pair] == said


def points(mentee: Person, mentor: Person, **said: Any) -> float:
    return float(fit(Cohort([mentee], [mentor], **said)).points[0, 0])


@pytest.mark.parametrize(("topics", "worth"), [([7], 30), ([8, 7], 20), ([8, 9, 7], 10), ([8], 0), ([7, 6], 50)])
def test_fit_counts_the_first_topic_most(topics: list[int], worth: int) -> None:
    assert points(person(topics=topics), person(1, topics=[7, 6])) == worth


def test_fit_counts_hours_in_common_up_to_ten() -> None:
    assert points(person(hours=range(3)), person(1, hours=range(2, 9))) == 2
    assert points(person(hours=range(30)), person(1, hours=range(30))) == 20


def test_fit_counts_a_first_choice_most_and_minds_a_rather_not() -> None:
    assert points(person(), person(1), by_mentees={(0, 0): 1}) == 40
    assert points(person(), person(1), by_mentees={(0, 0): 5}) == 8
    assert points(person(), person(1), by_mentors={(0, 0): 1}) == 20
    assert points(person(), person(1), by_mentees={(0, 0): RATHER_NOT}) == -60


def test_fit_excludes_people_without_a_language_of_one_company_or_the_same() -> None:
    assert np.isnan(points(person(languages=["de"]), person(1, languages=["en"])))
    assert np.isnan(points(person(companies=["acme"]), person(1, companies=["acme"])))
    assert np.isnan(points(person(), person(1), excluded=[(0, 0)]))
    assert np.isnan(points(person(5), person(5)))


def test_hours_are_those_of_utc() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert hours_of_parts([(0, 17, 19)], berlin, now=SUMMER) == {15, 16}
    assert hours_of_parts([(0, 17, 19)], berlin, now=WINTER) == {16, 17}
    assert hours_of_parts([(0, 0, 1)], berlin, now=SUMMER) == {166}  # still Sunday in UTC
    assert hours_of_parts([(6, 22, 26)], ZoneInfo("UTC"), now=SUMMER) == {166, 167, 0, 1}
    assert hours_of_parts([(0, 0, 2)], ZoneInfo("Pacific/Pago_Pago"), now=SUMMER) == {11, 12}


def test_unmatched_says_so_if_the_other_side_is_empty() -> None:
    found = fit(Cohort([person(0)], []))
    assert why_unmatched(found, [-1]) == ({0: "no_one"}, {})
    found = fit(Cohort([], [person(0)]))
    assert why_unmatched(found, []) == ({}, {0: "no_one"})


def test_unmatched_says_why() -> None:
    mentees = [person(0), person(1), person(2, languages=["fr"]), person(3, companies=["acme"])]
    mentors = [person(10, companies=["acme"]), person(11, languages=["it"]), person(12, companies=["acme"])]
    found = fit(Cohort(mentees, mentors))
    assert why_unmatched(found, [0, -1, -1, -1]) == (
        {1: "full", 2: "language", 3: "excluded"},
        {1: "language", 2: "not_needed"},
    )
