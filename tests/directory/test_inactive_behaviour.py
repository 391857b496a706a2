"""Mentors who have stopped answering come last in the list, which says so and counts on no one of them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.blocking import block
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import NOW, queries
from tests.factories import BookingFactory, CategoryFactory, TopicFactory, UserFactory

Listed = Callable[..., Mentor]
HOUR = timedelta(hours=1)
INACTIVE = '<h2 id="inactive">'


def inactive(listed: Listed, name: str, **more: Any) -> Mentor:
    return listed(name, bookable=False, status=MentorStatus.INACTIVE, **more)


def both(client: Client, query: str = "", *, path: str = "/mentors/") -> tuple[list[str], list[str]]:
    """The names on the cards: of those who can be booked, and of the inactive."""
    page = client.get(f"{path}?{query}").content.decode()
    first, _, last = page.partition(INACTIVE)
    return tuple(re.findall(r'mentor-card__name"><a [^>]+>([^<]+)', part) for part in (first, last))  # type: ignore[return-value]


def test_they_come_last_and_say_so(client: Client, listed: Listed) -> None:
    inactive(listed, "Aino")
    listed("Bela")
    page = client.get("/mentors/")
    assert both(client) == (["Bela"], ["Aino"])
    assert page.context["found"].total == 1
    assert "inactive at the moment" in page.content.decode()
    assert "haven’t answered lately" in page.content.decode()


def test_their_cards_do_not_say_that_they_answer_soon(client: Client, listed: Listed) -> None:
    aino = listed("Aino")
    for number in range(3):
        at = NOW - timedelta(days=10 + number)
        BookingFactory(mentor=aino, created_at=at, answered_at=at + HOUR, starts_at=at + 50 * HOUR)
    for path in ("/mentors/", aino.get_absolute_url()):
        assert "Usually answers" in client.get(path).content.decode()
    Mentor.objects.update(status=MentorStatus.INACTIVE)
    cache.clear()
    for path in ("/mentors/", aino.get_absolute_url()):
        page = client.get(path).content.decode()
        assert "Aino" in page
        assert "Usually answers" not in page


def test_they_follow_on_the_last_page_alone(client: Client, listed: Listed) -> None:
    inactive(listed, "Aino")
    for number in range(25):
        listed(f"Person {number}", bookable=False)
    assert both(client)[1] == []
    assert both(client, "page=2")[1] == ["Aino"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=pricing", ["Aino"]),
        ("q=gardening", []),
        ("language=de", ["Aino"]),
        ("language=en", []),
        ("q=pricing&language=de", ["Aino"]),
        ("within=7", []),  # they have no time
        ("when=tue-evening", []),
    ],
)
def test_they_have_to_fit_like_the_others(client: Client, listed: Listed, query: str, found: list[str]) -> None:
    inactive(listed, "Aino", headline="Pricing for small makers", languages=["de"])
    listed("Bela", headline="Pricing", languages=["en"])
    assert both(client, query)[1] == found


@pytest.mark.parametrize("status", [MentorStatus.PAUSED, MentorStatus.HIDDEN, MentorStatus.LEFT])
def test_no_others_who_are_away_are_shown(client: Client, listed: Listed, status: MentorStatus) -> None:
    listed("Aino", bookable=False, status=status)
    listed("Bela")
    assert both(client) == (["Bela"], [])


def test_closed_account_is_not_shown(client: Client, listed: Listed) -> None:
    inactive(listed, "Aino", user__is_active=False)
    assert both(client) == ([], [])


def test_topic_page_shows_them_too(client: Client, listed: Listed) -> None:
    topic = TopicFactory(category=CategoryFactory(slug="product"), slug="pricing")
    inactive(listed, "Aino", topics=[topic])
    assert both(client, path="/topics/pricing/") == ([], ["Aino"])


def test_block_hides_them(client: Client, listed: Listed) -> None:
    mentor, reader = inactive(listed, "Aino"), UserFactory()
    block(member=reader, by=mentor.user, now=NOW)
    client.force_login(reader)
    assert both(client) == ([], [])


def test_number_of_queries_is_fixed(client: Client, listed: Listed) -> None:
    listed("Bela", languages=["en"])
    counts = []
    for number in range(3):
        inactive(listed, f"Person {number}", languages=["en"])
        client.get("/mentors/")  # makes the index, and nothing else that the next page needs
        counts.append(queries(client, f"/mentors/?language=en&page={number + 1}"))
    assert counts[0] == counts[1] == counts[2]
