"""One topic becomes two: each mentor gets their half, nothing that led to the first is lost, and they are told."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mentors.models import FormerAddress, Mentor, SavedSearch, Topic
from mentors.services import MOST_TOPICS, TendingRefused, merge, split
from notifications.models import Notice
from notifications.services import build
from tests.factories import MentorFactory, SavedSearchFactory, TopicFactory, UserFactory
from tests.mentors.readings import NOW
from tests.pages import signed_in

NAMES = {"en": "Salary talks", "de": "Gehaltsgespräche"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_factor")]


@pytest.fixture
def topic() -> Topic:
    return TopicFactory(slug="interviews", name="Interviews", name_de="Gespräche")


@pytest.fixture
def people(topic: Topic) -> list[Mentor]:
    return MentorFactory.create_batch(3, topics=[topic])


def cut(topic: Topic, **more: Any) -> Topic:
    return split(**{"topic": topic, "slug": "salary", "names": NAMES, "moved": [], "both": [], "now": NOW} | more)


def test_each_mentor_has_the_half_that_was_chosen_and_is_told(topic: Topic, people: list[Mentor]) -> None:
    stays, moves, both = people
    second = cut(topic, moved=[moves.pk], both=[both.pk])
    assert (second.category, second.split_from, second.names()) == (topic.category, topic, list(NAMES.values()))
    halves = {each: sorted(each.topics.values_list("slug", flat=True)) for each in people}
    assert halves == {stays: ["interviews"], moves: ["salary"], both: ["interviews", "salary"]}
    told = {notice.recipient: build(notice, now=NOW).lines[1] for notice in Notice.objects.filter(kind="topic_split")}
    assert told == {
        moves.user: "Your profile now says “Salary talks” instead.", both.user: "Your profile now says both.",
    }  # fmt: skip


def test_old_address_searches_and_links_still_find_everyone(topic: Topic, people: list[Mentor]) -> None:
    old = FormerAddress.objects.create(slug="talks", topic=topic, changed_at=NOW)
    FormerAddress.objects.create(slug="salary", topic=topic, changed_at=NOW)
    search = SavedSearchFactory(query="q=calm&topic=interviews&topic=writing&language=en")
    cut(topic, moved=[people[0].pk])
    assert SavedSearch.objects.get(pk=search.pk).query == (
        "q=calm&topic=interviews&topic=salary&topic=writing&language=en"
    )  # fmt: skip
    assert list(FormerAddress.objects.all()) == [old]
    for slug in ("interviews", "salary"):
        assert signed_in(UserFactory()).get(reverse("directory:topic", args=[slug])).status_code == 200


def test_halves_that_make_no_sense_are_refused(topic: Topic, people: list[Mentor]) -> None:
    keys = [mentor.pk for mentor in people]
    TopicFactory(slug="taken", name="Taken", category=topic.category)
    people[0].topics.set([topic, *TopicFactory.create_batch(MOST_TOPICS - 1)])
    for more, reason in (
        ({}, "at least one"),
        ({"moved": [MentorFactory().pk]}, "at least one"),
        ({"moved": keys}, "No one would be left"),
        ({"both": keys[:1]}, "topics already"),
        ({"moved": keys[:1], "slug": "taken"}, "already"),
        ({"moved": keys[:1], "names": NAMES | {"en": "Taken"}}, "already"),
    ):
        with pytest.raises(TendingRefused, match=reason):
            cut(topic, **more)
    assert Topic.objects.filter(split_from=topic).count() == Notice.objects.count() == 0


def test_origin_of_a_half_moves_with_a_merge(topic: Topic, people: list[Mentor]) -> None:
    second, other = cut(topic, moved=[people[0].pk]), TopicFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=second.pk).update(split_from=second)
    merge(topic=topic, into=other, now=NOW)
    second.refresh_from_db()
    assert second.split_from == other
    merge(topic=other, into=second, now=NOW)
    second.refresh_from_db()
    assert second.split_from is None


def test_team_splits_in_the_admin(topic: Topic, people: list[Mentor]) -> None:
    team, page = signed_in(UserFactory(staff=True)), reverse("admin:mentors_topic_split_into", args=[topic.pk])
    assert people[1].user.display_name in team.get(page).content.decode()
    halves = {f"mentor_{mentor.pk}": "first" for mentor in people}
    form = {"slug": "salary", "name_en": "Salary talks", "name_de": "Gehaltsgespräche", **halves}
    assert team.post(page, form).status_code == 400
    assert team.post(page, form | {f"mentor_{people[1].pk}": "second"}).status_code == 302
    assert list(Topic.objects.get(slug="salary").mentors.all()) == [people[1]]
