"""The public page: what it says of the club, and what it doesn't."""

from datetime import timedelta
from random import Random

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from insights.periods import EPOCH, WEEK, Period
from insights.presenters import impact
from insights.presenters.pictures import OF_WEEKS, Weeks
from tests.directory.conftest import NOW
from tests.factories import WeekFactory
from tests.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

BLOCK = EPOCH + 1344 * WEEK  # 5 October 2026: the last four weeks that are over
CLUB = {"members": 1200, "mentors": 90, "topics": 40, "countries": 4}


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.delete(impact.KEY)


def a_block(ago: int, *, held: int, minutes: int, feedback: int = 0, useful: int = 0) -> None:
    """Four weeks, all of it in the second."""
    WeekFactory(
        starts_on=BLOCK - (4 * ago - 1) * WEEK,
        booked=held,
        held=held,
        held_minutes=minutes,
        feedback=feedback,
        useful=useful,
    )


def test_numbers_are_of_all_four_weeks_that_are_over() -> None:
    a_block(0, held=40, minutes=1200, feedback=30, useful=24)
    a_block(1, held=60, minutes=2400, feedback=20, useful=12)
    a_block(20, held=10, minutes=600)
    WeekFactory(starts_on=BLOCK + 4 * WEEK, held=99, booked=99, held_minutes=9999)  # four weeks that aren't over
    WeekFactory(starts_on=BLOCK + 6 * WEEK, standing={"club": CLUB})
    found = impact.impact(now=NOW)
    assert found is not None
    assert (found.hours, found.sessions) == (70, 110)
    assert (found.members, found.mentors, found.topics, found.countries) == (1200, 90, 40, None)
    assert (found.answers, found.useful) == (50, 72)
    assert [hours for _point, hours in found.trend][-3:] == [None, 40, 20]
    assert found.until == BLOCK + 4 * WEEK - timedelta(days=1)


def test_small_numbers_are_in_no_sum() -> None:
    a_block(0, held=4, minutes=120)
    a_block(1, held=30, minutes=900)
    a_block(2, held=20, minutes=600)
    a_block(3, held=50, minutes=1500)
    WeekFactory(starts_on=BLOCK - 4 * WEEK, booked=3, held=3, held_minutes=90)
    found = impact.impact(now=NOW)
    assert found is not None
    assert (found.sessions, found.hours) == (100, 50)  # without the four, and without a week with three
    assert found.useful is None


def test_it_tells_nothing_that_the_team_is_not_shown() -> None:
    random = Random(5)
    for number in range(40):
        booked = random.choice((0, 3, 4, 9, 14, 40))
        held = random.randint(booked // 2, booked)
        WeekFactory(starts_on=BLOCK + (3 - number) * WEEK, booked=booked, held=held, held_minutes=held * 60)
    found = impact.impact(now=NOW)
    assert found is not None
    team = OF_WEEKS["hours"](Weeks(Period(BLOCK - 36 * WEEK, BLOCK + 3 * WEEK, 4)))
    assert [str(hours or "hidden") for _point, hours in found.trend] == [row[2].said for _name, row in team.rows]
    assert str(found.sessions) == dict(team.totals)["sessions held"]


def test_page_says_nothing_before_the_first_count(client: Client) -> None:
    answer = client.get("/impact/")
    assert answer.status_code == 200
    assert "We’re still counting" in markup(answer)
    assert '<svg class="graph"' not in markup(answer)


def test_page_is_for_everyone_and_can_be_shared(client: Client) -> None:
    a_block(0, held=2400, minutes=72_000)
    WeekFactory(starts_on=BLOCK + 6 * WEEK, standing={"club": CLUB})
    page = markup(client.get("/impact/"))
    assert "have given 1,200 hours in 2,400 sessions, free of charge." in page
    assert '<meta property="og:description" content="1,200 hours of free mentoring so far.">' in page
    assert 'role="img" aria-labelledby="trend-title trend-says"' in page
    assert '<dd class="stat__number">4</dd>' not in page  # four countries are few
    for address in ("/", "/help/"):
        assert 'href="/impact/"' in markup(client.get(address))
    assert "/impact/</loc>" in client.get("/sitemap-pages.xml").content.decode()


def test_numbers_are_kept_for_an_hour(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    a_block(0, held=40, minutes=1200)
    with django_assert_num_queries(2):
        first = impact.impact(now=NOW)
    a_block(1, held=40, minutes=1200)
    with django_assert_num_queries(0):
        assert impact.impact(now=NOW) == first
