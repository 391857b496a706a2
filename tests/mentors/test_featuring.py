"""Mentors whom the team puts first: at most three on a page, each once, and what the database says to others."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core.db import violates
from core.groups import VETTING
from mentors.models import FeaturedMentor, Mentor, MentorStatus, Topic
from mentors.services import FeaturingRefused, feature
from tests.factories import MentorFactory, TopicFactory, UserFactory
from tests.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def topic() -> Topic:
    return TopicFactory(slug="forms", name="Forms")


def named(subject: object) -> list[str]:
    return [row.mentor.slug for row in FeaturedMentor.objects.on(subject)]


def test_each_choice_takes_the_place_of_the_last(topic: Topic) -> None:
    ana, ben = MentorFactory(slug="ana"), MentorFactory(slug="ben")
    feature(subject=topic, mentors=[ana, ben])
    feature(subject=topic.category, mentors=[ana])
    feature(subject=topic, mentors=[ben, ana])
    assert (named(topic), named(topic.category)) == (["ben", "ana"], ["ana"])
    feature(subject=topic, mentors=[])
    assert (named(topic), named(topic.category)) == ([], ["ana"])


def test_too_many_and_twins_are_refused(topic: Topic) -> None:
    mentors = MentorFactory.create_batch(4)
    feature(subject=topic, mentors=mentors[:1])
    for chosen, reason in ((mentors, "Only 3"), ([mentors[1], mentors[1]], "already chosen")):
        with pytest.raises(FeaturingRefused, match=reason):
            feature(subject=topic, mentors=chosen)
    assert named(topic) == [mentors[0].slug]


def test_database_keeps_the_rules(topic: Topic) -> None:
    mentors: list[Mentor] = MentorFactory.create_batch(2)
    feature(subject=topic, mentors=mentors)
    feature(subject=topic.category, mentors=mentors)
    of_topic, of_area = FeaturedMentor.objects.on(topic)[:1], FeaturedMentor.objects.on(topic.category)[:1]
    for rows, change, constraint in (
        (of_topic, {"category": topic.category}, "featured_on_one_page"),
        (of_topic, {"topic": None}, "featured_on_one_page"),
        (of_topic, {"position": 3}, "featured_are_few"),
        (of_topic, {"position": 1}, "featured_one_a_place_in_topic"),
        (of_area, {"position": 1}, "featured_one_a_place_in_area"),
        (of_topic, {"mentor": mentors[1]}, "featured_once_in_topic"),
        (of_area, {"mentor": mentors[1]}, "featured_once_in_area"),
    ):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            FeaturedMentor.objects.filter(pk__in=[row.pk for row in rows]).update(**change)
        assert violates(caught.value, constraint), constraint


def test_team_chooses_them_where_it_writes_about_the_topic(client: Client, topic: Topic) -> None:
    _ana, ben, away = (MentorFactory(slug=slug) for slug in ("ana", "ben", "away"))
    client.force_login(UserFactory(staff=True))
    page = reverse("admin:mentors_topic_change", args=[topic.pk])
    kept = {
        "slug": "forms", "name": "Forms", "name_de": "Formulare", "category": topic.category_id, "is_active": "on"
    }  # fmt: skip
    assert client.post(page, kept | {"featured_1": "/mentors/ben/", "featured_3": "ana"}).status_code == 302
    assert named(topic) == ["ben", "ana"]
    shown = markup(client.get(page))
    assert 'name="featured_1" value="ben"' in shown
    for change, reason in (
        ({"featured_2": "ben"}, "You’ve already chosen this mentor."),
        ({"featured_2": "nobody"}, "No listed mentor has this address."),
    ):
        assert reason in markup(client.post(page, kept | {"featured_1": "ben"} | change))
    feature(subject=topic, mentors=[away])
    Mentor.objects.filter(pk=away.pk).update(status=MentorStatus.PAUSED)
    assert client.post(page, kept | {"featured_1": "away", "featured_2": "ana"}).status_code == 302
    assert named(topic) == ["away", "ana"]  # whoever is on a break keeps the place
    Mentor.objects.filter(pk=ben.pk).update(status=MentorStatus.PAUSED)
    assert "No listed mentor" in markup(client.post(page, kept | {"featured_1": "ben"}))


def test_whoever_only_reads_topics_chooses_no_one(client: Client, topic: Topic) -> None:
    reader = UserFactory(is_staff=True)
    reader.groups.add(Group.objects.get(name=VETTING))
    client.force_login(reader)
    page = reverse("admin:mentors_topic_change", args=[topic.pk])
    assert "featured_1" not in client.get(page).content.decode()
    MentorFactory(slug="ana")
    assert client.post(page, {"featured_1": "ana"}).status_code == 403
    assert named(topic) == []
