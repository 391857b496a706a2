"""Mentors for the same topics: who they are, in which order, and where a page shows them."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from directory.bitmap_index import Index
from directory.similar import similar
from mentors.models import Mentor
from mentors.services import MOST_TOPICS
from tests.directory.conftest import NOW, queries
from tests.factories import TopicFactory, WeeklyHoursFactory
from tests.pages import markup

Listed = Callable[..., Mentor]


def index_of(*mentors: tuple[str, str]) -> Index:
    """Mentors 0, 1, 2 …, soonest free first; each by the letters of the topics and the language."""
    choices: dict[tuple[str, str], int] = {}
    for place, (topics, language) in enumerate(mentors):
        for choice in [("language", language), *(("topic", topic) for topic in topics)]:
            choices[choice] = choices.get(choice, 0) | 1 << place
    return Index(NOW, "", list(range(len(mentors))), choices)


@pytest.mark.parametrize(
    ("mentors", "found"),
    [
        ([("a", "en"), ("ab", "en"), ("b", "en"), ("abc", "en")], [3, 1, 2, 0]),  # most topics, then the rarer one
        ([("a", "en"), ("a", "en"), ("a", "en")], [0, 1, 2]),  # soonest
        ([("abc", "de"), ("a", "en"), ("ab", "de")], [1, 0, 2]),  # whoever speaks the reader's language
        ([("x", "en"), ("", "en")], []),
        ([], []),
    ],
)
def test_who_is_similar(mentors: list[tuple[str, str]], found: list[int]) -> None:
    index = index_of(("abc", "en"), *mentors)
    others = index.everybody & ~1
    with translation.override("en"):
        assert [pk - 1 for pk in similar(index, "cba", among=others, number=4)] == found
        assert [pk - 1 for pk in similar(index, "cba", among=others, number=1)] == found[:1]


class Counted(int):
    """Places that count how often they are compared with others."""

    compared = 0

    def __rand__(self, other: int) -> int:
        Counted.compared += 1
        return int(self) & other


def test_topics_are_compared_at_most_once_with_each_group_of_the_others() -> None:
    mentors = 100_000
    everyone = (1 << mentors) - 1
    choices: dict[tuple[str, str], int] = {
        ("topic", str(number)): Counted(everyone // ((1 << number + 3) - 1)) for number in range(MOST_TOPICS)
    }
    index = Index(NOW, "", list(range(mentors)), choices)
    Counted.compared = 0
    assert len(similar(index, map(str, range(MOST_TOPICS)), among=everyone, number=4)) == 4
    assert MOST_TOPICS <= Counted.compared < 2**MOST_TOPICS


def names(part: str) -> list[str]:
    return re.findall(r'mentor-card__name"><a [^>]+>([^<]+)', part)


def test_profile_ends_with_similar_mentors(client: Client, listed: Listed) -> None:
    topics = [TopicFactory(), TopicFactory()]
    mentor = listed("Amara Njeri", topics=topics)
    for name, shared in (("Bela", topics[:1]), ("Chidi", topics), ("Dana", [TopicFactory()])):
        listed(name, topics=shared)
    page = markup(client.get(mentor.get_absolute_url()))
    assert names(page.partition("Similar mentors")[2]) == ["Chidi", "Bela"]
    assert "with time this week" not in page


def test_who_has_no_time_points_to_those_who_have_some(client: Client, listed: Listed) -> None:
    topic = TopicFactory(name="Forms", slug="forms")
    mentor = listed("Amara Njeri", topics=[TopicFactory(), topic], bookable=False)
    listed("Bela", topics=[topic])
    for fields in ({}, {"status": "paused"}):
        Mentor.objects.filter(pk=mentor.pk).update(**fields)
        cache.clear()
        page = markup(client.get(mentor.get_absolute_url()))
        head, title, rest = page.partition("Others for Forms with time this week")
        assert title
        assert names(rest) == ["Bela"]
        assert names(head) == []
        assert "/mentors/?within=7&amp;topic=forms" in rest
        assert "Similar mentors" not in page


def test_no_free_times_are_said_in_the_title(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri")
    assert "No free times right now" not in client.get(mentor.get_absolute_url()).content.decode()
    mentor.weekly_hours.all().delete()
    page = client.get(mentor.get_absolute_url()).content.decode()
    assert "No free times right now" in page
    assert "<table" not in page
    WeeklyHoursFactory(mentor=mentor, weekday=5)
    assert "<table" in client.get(mentor.get_absolute_url()).content.decode()


def test_alone_in_the_club_shows_no_row(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri", topics=[TopicFactory()])
    assert "Similar mentors" not in client.get(mentor.get_absolute_url()).content.decode()


def test_profile_asks_the_database_the_same_for_one_other_and_for_three(client: Client, listed: Listed) -> None:
    topic, counts = TopicFactory(), []
    mentor = listed("Amara Njeri", topics=[topic])
    for number in (1, 3):
        while Mentor.objects.count() <= number:
            listed(topics=[topic])
        cache.clear()
        client.get("/mentors/?language=sw")  # the index is there
        counts.append(queries(client, mentor.get_absolute_url()))
    assert counts[0] == counts[1]
