"""Topics, and the front page's figures."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from core import clock
from directory.bitmap_index import current
from directory.featured import TOTALS, renew_totals
from feedback.models import Feedback
from mentors.models import Mentor, MentorStatus
from tests.directory.conftest import queries
from tests.factories import (
    BookingFactory,
    CategoryFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    TopicFactory,
    WeeklyHoursFactory,
)

Listed = Callable[..., Mentor]


def test_topics_are_grouped_and_counted(client: Client, listed: Listed) -> None:
    field = CategoryFactory(slug="design", name="Design", description="Shaping things.")
    topic, unused = (TopicFactory(slug=name.lower(), name=name, category=field) for name in ("Forms", "Icons"))
    retired = TopicFactory(name="Forgotten", category=field, is_active=False)
    shown = listed(topics=[topic, retired])
    listed(topics=[topic], status=MentorStatus.PAUSED)
    listed(topics=[topic], user__is_active=False)
    listed(topics=[retired])
    answer = client.get("/topics/")
    page = answer.content.decode()
    assert answer.context["groups"] == [("work", [(field, [(topic, 1), (unused, 0)], [shown], 1)])]
    assert "Shaping things." in page
    assert "1 mentor<" not in page
    assert "Forgotten" not in page
    index = current(now=clock.now())
    assert (index.number("category", "design"), index.number("topic", retired.slug)) == (1, 0)


def test_field_says_how_many_are_free_this_week_unless_they_are_few(client: Client, listed: Listed) -> None:
    field = CategoryFactory()
    topics = [TopicFactory(category=field) for _number in range(2)]
    for free in range(1, 4):
        listed(topics=topics)  # counted once, though it helps with two topics
        listed(topics=topics, bookable=False)
        listed(topics=[TopicFactory()])
        page = client.get("/topics/").content.decode()
        assert ("mentors free this" in page) == (free > 2)
    assert " ".join(page.split()).count("3 mentors free this week") == 1


def test_a_field_shows_three_of_its_mentors_those_with_a_photo_first_and_counts_three_and_more(
    client: Client, listed: Listed
) -> None:
    topic = TopicFactory()
    for _number in range(3):
        listed(topics=[topic])
    pictured = listed(topics=[topic], photo="mentors/x-480.webp")
    listed(topics=[TopicFactory()])
    answer = client.get("/topics/")
    faces = answer.context["groups"][0][1][0][2]
    assert (len(faces), faces[0]) == (3, pictured)
    page = answer.content.decode()
    assert "mentors/x-96.webp" in page
    assert "4 mentors<" in page


def test_work_comes_before_well_being_whatever_the_positions(client: Client, db: None) -> None:
    for name, group, icon in (("Rest", "well-being", "sun"), ("Design", "work", "paint-brush")):
        TopicFactory(category=CategoryFactory(name=name, group=group, icon=icon))
    answer = client.get("/topics/")
    assert [(group, [field.name for field, *_more in fields]) for group, fields in answer.context["groups"]] == [
        ("work", ["Design"]), ("well-being", ["Rest"])
    ]  # fmt: skip
    assert answer.content.count(b'class="sign"') == 2


def test_topic_and_field_pages_show_who_helps(client: Client, listed: Listed) -> None:
    field = CategoryFactory(slug="design", name="Design")
    topic, other = TopicFactory(slug="forms", category=field), TopicFactory(slug="code")
    listed("Amara Njeri", topics=[topic])
    listed("Bruno Costa", topics=[other])
    for address in ("/topics/design/", "/topics/forms/"):
        page = client.get(address).content.decode()
        assert "Amara Njeri" in page
        assert "Bruno Costa" not in page
    assert "/mentors/?topic=forms" in client.get("/topics/forms/").content.decode()
    assert client.get("/topics/nothing/").status_code == 404
    assert client.get("/de/topics/forms/").status_code == 200


def test_topic_without_mentors_says_what_to_do(client: Client, db: None) -> None:
    topic = TopicFactory()
    assert "No one helps with this right now" in client.get(topic.get_absolute_url()).content.decode()


def test_topics_ask_the_database_the_same_whatever_there_is(client: Client, listed: Listed) -> None:
    topic = TopicFactory()
    addresses = ["/topics/", topic.get_absolute_url(), topic.category.get_absolute_url()]
    listed(topics=[topic])
    one = [queries(client, address) for address in addresses]
    for _number in range(2):
        listed(topics=[topic, TopicFactory(category=topic.category)])
    assert [queries(client, address) for address in addresses] == one


def test_front_page_asks_the_database_the_same_for_one_face_and_for_three(client: Client, listed: Listed) -> None:
    counts = []
    for many in (1, 3):
        while Mentor.objects.count() < many:
            listed(topics=[TopicFactory()])
        cache.clear()
        counts.append(queries(client, "/"))
        assert len(client.get("/").context["mentors"]) == many
    assert counts[0] == counts[1] <= 26


def test_front_page_shows_fields_faces_and_figures(client: Client, listed: Listed) -> None:
    topic = TopicFactory()
    listed("Amara Njeri", topics=[topic], country="KE")
    listed("Bruno Costa", topics=[topic], country="PT", bookable=False)
    context = client.get("/").context
    assert [(field.slug, number) for field, number in context["categories"]] == [(topic.category.slug, 2)]
    assert [mentor.user.display_name for mentor in context["mentors"]] == ["Amara Njeri"]
    assert context["mentors"][0].next_opening is not None
    assert context["numbers"] == {"mentors": 2, "countries": 2, "hours": 40, "sessions": 0}


@pytest.mark.parametrize(("address", "written"), [("/", "1,115"), ("/de/", "1.115")])
def test_front_page_separates_the_thousands(client: Client, listed: Listed, address: str, written: str) -> None:
    listed("Amara Njeri", topics=[TopicFactory()])
    cache.set(TOTALS, {"hours": 584, "sessions": 1115})
    page = client.get(address).content.decode()
    assert f'<dd class="stat__number">{written}</dd>' in page


def test_front_page_quotes_what_helped_with_both_sides_consent(client: Client, listed: Listed) -> None:
    mentor = listed("Amara Njeri", topics=[TopicFactory()])
    long = "She asked until I knew. " * 20
    said = (("Told me what to leave out.", True), ("Between us.", False), (long, True))
    for days, (words, consent) in enumerate(said, start=3):
        booking = BookingFactory(mentor=mentor, starts_at=clock.now() - timedelta(days=days))
        given = {"may_publish": consent, "published_at": clock.now() if consent else None}
        FeedbackFactory(request=FeedbackRequestFactory(booking=booking), helped=words, **given)
    page = client.get("/").content.decode()
    assert "Told me what to leave out." in page
    assert "A mentee on Amara Njeri" in page
    assert "Between us." not in page
    assert "until I knew" not in page
    Feedback.objects.update(published_at=None)
    assert "Told me what to leave out." not in client.get("/").content.decode()  # at once, though the choice is kept


def test_hours_past_midnight_and_whole_days_are_counted(listed: Listed) -> None:
    mentor = listed(bookable=False)
    WeeklyHoursFactory(mentor=mentor, weekday=0, starts=time(22), ends=time(2))
    WeeklyHoursFactory(mentor=mentor, weekday=2, starts=time(9), ends=time(9))
    WeeklyHoursFactory(mentor=listed(bookable=False, status=MentorStatus.PAUSED), weekday=0)
    assert renew_totals(now=clock.now()) == {"hours": 28, "sessions": 0}
    for days in range(1, 12):
        BookingFactory(mentor=mentor, starts_at=clock.now() - timedelta(days=days))
    assert renew_totals(now=clock.now())["sessions"] == 10  # whole tens alone
