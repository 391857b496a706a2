from datetime import timedelta

import pytest

from bookings.models import FreeTime
from insights.standing import standing
from matching.small_cells import FEW, HIDDEN
from tests.directory.conftest import NOW
from tests.factories import MentorFactory, NeedFactory, TopicFactory, UserFactory, WeeklyHoursFactory, WishFactory

pytestmark = pytest.mark.django_db


def test_topics_with_their_mentors_and_who_looks_for_them() -> None:
    forms, colours, _old = TopicFactory(slug="forms"), TopicFactory(slug="colours"), TopicFactory(is_active=False)
    free, _full = MentorFactory(topics=[forms, colours]), MentorFactory(topics=[forms])
    MentorFactory(topics=[forms], paused=True)
    FreeTime.objects.create(mentor=free, starts=[NOW], notice=timedelta(0), built_at=NOW)
    for number in range(12):
        NeedFactory(topics=[forms, colours] if number < 7 else [forms], changed_at=NOW - timedelta(days=number))
    NeedFactory(topics=[colours], changed_at=NOW - timedelta(days=91))
    assert standing(now=NOW)["topics"] == [["colours", 1, 1, 7], ["forms", 2, 1, 12]]


def test_few_who_look_for_a_topic_are_hidden_and_others_with_them() -> None:
    topics = [TopicFactory(slug=slug) for slug in ("a", "b", "c")]
    for topic, number in zip(topics, (2, 8, 15), strict=True):
        for _need in range(number):
            NeedFactory(topics=[topic], changed_at=NOW)
    assert [row[3] for row in standing(now=NOW)["topics"]] == [FEW, 8, HIDDEN]


def test_zones_are_offsets_from_west_to_east_without_small_ones() -> None:
    zones = {"America/New_York": 6, "Europe/Berlin": 7, "Africa/Lagos": 2, "Asia/Kolkata": 5}
    for zone, number in zones.items():
        for _mentor in range(number):
            WeeklyHoursFactory(mentor=MentorFactory(user__time_zone=zone))
            UserFactory(time_zone=zone)
    UserFactory(time_zone="Asia/Calcutta")  # an old name of the same zone
    assert standing(now=NOW)["zones"] == [[-300, 6, 48, 6], [60, 9, 72, 9], [330, 5, 40, 6]]
    UserFactory(time_zone="Asia/Tokyo")
    UserFactory.create_batch(4, time_zone="America/New_York")
    last = standing(now=NOW)["zones"]
    assert [row[0] for row in last] == [-300, 60, 330, 540]
    assert [row[3] for row in last] == [HIDDEN, 9, 6, FEW]
    assert last[3][1:3] == [FEW, None]


def test_searches_count_from_five_people() -> None:
    topic = TopicFactory(slug="forms")
    WishFactory(words="beekeeping", topic=None, times=5, language="en")
    WishFactory(words="", topic=topic, times=9, language="de")
    WishFactory(words="what ana did", topic=None, times=4)
    assert standing(now=NOW)["wishes"] == [["", "forms", "de", 9], ["beekeeping", "", "en", 5]]


def test_club_counts_countries_with_five_members() -> None:
    for zone, number in {"Europe/Berlin": 5, "Europe/Busingen": 1, "Asia/Tokyo": 4, "UTC": 6}.items():
        for _member in range(number):
            UserFactory(time_zone=zone)
    UserFactory(is_active=False)
    MentorFactory(topics=[TopicFactory(), TopicFactory()])
    TopicFactory()
    assert standing(now=NOW)["club"] == {"members": 17, "mentors": 1, "topics": 2, "countries": 1}
