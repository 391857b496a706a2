"""Merging and renaming topics: nothing that refers to one is lost, and old links lead on."""

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from core import clock
from core.db import violates
from directory.bitmap_index import current
from directory.news import filters_of
from matching.models import NeededTopic
from mentors.models import FormerAddress, Mentor, SavedSearch, SearchDocument, Topic, Wish
from mentors.services import TendingRefused, keep_address, merge, note_wish
from notifications.mail_content import NoticeObsolete
from notifications.models import Notice
from notifications.services import build
from outbox.services import drain
from tests.factories import (
    ApplicationFactory,
    CategoryFactory,
    MentorFactory,
    NeedFactory,
    SavedSearchFactory,
    TopicFactory,
    UserFactory,
    WishFactory,
)
from tests.pages import signed_in
from tests.races import Meeting, all_at_once

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def old(db: None) -> Topic:
    return TopicFactory(slug="mock", name="Mock interviews", name_de="Probegespräche", synonyms="rehearsal, trial run")


@pytest.fixture
def new(db: None) -> Topic:
    return TopicFactory(slug="interviews", name="Interviews", name_de="Gespräche", synonyms="rehearsal")


def test_whoever_had_the_topic_has_the_other_once(old: Topic, new: Topic) -> None:
    other = TopicFactory()
    one, both, without = (MentorFactory(topics=topics) for topics in ([old, other], [old, new], [other]))
    applied = ApplicationFactory()
    applied.topics.set([old])
    merge(topic=old, into=new, now=NOW)
    assert [set(mentor.topics.all()) for mentor in (one, both, without)] == [{new, other}, {new}, {other}]
    assert list(applied.topics.all()) == [new]
    assert not Topic.objects.filter(slug="mock").exists()


def test_members_who_look_for_it_look_for_the_other_in_the_better_place(old: Topic, new: Topic) -> None:
    for places in ((old, new), (new, old), (old,)):
        need = NeedFactory()
        for position, topic in enumerate(places):
            NeededTopic.objects.create(need=need, topic=topic, position=position)
    merge(topic=old, into=new, now=NOW)
    assert list(NeededTopic.objects.values_list("topic__slug", "position")) == [("interviews", 0)] * 3


def test_saved_searches_look_for_the_other_and_are_kept_once(old: Topic, new: Topic) -> None:
    member, another = UserFactory(), UserFactory()
    for owner, query in (
        (member, "topic=mock"), (member, "topic=interviews"), (another, "q=mock&topic=interviews&topic=mock&within=7"),
        (another, "q=mock"), (another, "topic=mock-trials"), (another, "category=mock"),
    ):  # fmt: skip
        SavedSearchFactory(member=owner, query=query)
    merge(topic=old, into=new, now=NOW)
    found = SavedSearch.objects.order_by("pk").values_list("member", "query")
    assert list(found) == [
        (member.pk, "topic=interviews"), (another.pk, "q=mock&topic=interviews&within=7"), (another.pk, "q=mock"),
        (another.pk, "topic=mock-trials"), (another.pk, "category=mock"),
    ]  # fmt: skip
    SavedSearch.objects.filter(query__in=["topic=mock-trials", "category=mock"]).delete()
    MentorFactory(topics=[new])
    shown = current(now=clock.now()).facets
    assert all(filters_of(search, shown) for search in SavedSearch.objects.all())


def test_wishes_are_added_up(old: Topic, new: Topic) -> None:
    for topic, times in ((old, 3), (new, 4)):
        for _time in range(times):
            note_wish(words="", topic=topic, language="en", now=NOW)
    WishFactory(topic=old, words="in Swahili", language="en")
    merge(topic=old, into=new, now=NOW)
    assert dict(Wish.objects.values_list("words", "times")) == {"": 7, "in Swahili": 1}
    assert set(Wish.objects.values_list("topic__slug", flat=True)) == {"interviews"}


@pytest.mark.django_db(transaction=True)
def test_names_and_synonyms_still_find_its_mentors(old: Topic, new: Topic) -> None:
    mentor = MentorFactory(topics=[old])
    merge(topic=old, into=new, now=NOW)
    new.refresh_from_db()
    assert (new.synonyms, new.i18n["synonyms_de"]) == ("rehearsal, Mock interviews, trial run", "Probegespräche")
    drain(now=NOW)
    assert "probegesprache" in str(SearchDocument.objects.get(mentor=mentor).words)


def test_mentors_are_told_in_their_language_what_is_called_how_now(old: Topic, new: Topic) -> None:
    told = MentorFactory(topics=[old], user__language="de")
    MentorFactory(topics=[old], user__is_active=False)
    MentorFactory(topics=[new])
    merge(topic=old, into=new, now=NOW)
    notice = Notice.objects.get(kind="topic_merged")
    assert notice.recipient == told.user
    assert (notice.about.names, notice.about.topic) == ({"en": "Mock interviews", "de": "Probegespräche"}, new)


def test_old_links_lead_to_it_however_often_it_has_moved(client: Client, old: Topic, new: Topic) -> None:
    last = TopicFactory(slug="applying")
    MentorFactory(topics=[old])
    merge(topic=old, into=new, now=NOW)
    merge(topic=new, into=last, now=NOW)
    for path in ("/topics/mock/", "/topics/interviews/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, "/topics/applying/")
    found = client.get("/mentors/?topic=mock&topic=applying").context["filters"]
    assert found.chosen == {"topic": ("applying",)}


def test_retired_topic_leads_to_its_area_until_it_is_back(client: Client, old: Topic) -> None:
    Topic.objects.filter(pk=old.pk).update(is_active=False)
    answer = client.get("/topics/mock/")
    assert (answer.status_code, answer["Location"]) == (302, old.category.get_absolute_url())
    assert client.get("/topics/never-was/").status_code == 404


def test_renamed_address_leads_to_the_new_one_and_back(client: Client, old: Topic) -> None:
    SavedSearchFactory(query="topic=mock")
    for former, slug in (("mock", "practice"), ("practice", "mock")):
        Topic.objects.filter(pk=old.pk).update(slug=slug)
        keep_address(subject=Topic.objects.get(pk=old.pk), former=former, now=NOW)
    assert client.get("/topics/practice/")["Location"] == "/topics/mock/"
    assert client.get("/topics/mock/").status_code == 200
    assert SavedSearch.objects.get().query == "topic=mock"
    area = old.category
    former, area.slug = area.slug, "talking"
    area.save()
    keep_address(subject=area, former=former, now=NOW)
    assert client.get(f"/topics/{former}/")["Location"] == "/topics/talking/"


def test_topic_is_not_merged_into_itself_or_into_one_that_is_not_offered(old: Topic, new: Topic) -> None:
    Topic.objects.filter(pk=new.pk).update(is_active=False)
    for into, reason in ((old, "into itself"), (new, "on offer")):
        with pytest.raises(TendingRefused, match=reason):
            merge(topic=old, into=into, now=NOW)
    assert Topic.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_merges_the_other_way_round_leave_one_topic() -> None:
    one, two = TopicFactory(), TopicFactory()
    mentors = MentorFactory(topics=[one]), MentorFactory(topics=[two])
    start = Meeting()

    def merging(topic: Topic, into: Topic) -> str:
        start.wait()
        try:
            merge(topic=topic, into=into, now=NOW)
        except TendingRefused:
            return "refused"
        return "merged"

    ended = all_at_once(lambda: merging(one, two), lambda: merging(two, one))
    assert sorted(ended) == ["merged", "refused"]
    left = Topic.objects.get()
    assert [list(mentor.topics.all()) for mentor in mentors] == [[left], [left]]


def test_former_address_leads_to_exactly_one(old: Topic) -> None:
    row = FormerAddress.objects.create(slug="gone", topic=old, changed_at=NOW)
    for wrong in ({"topic": None}, {"category": old.category}):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            FormerAddress.objects.filter(pk=row.pk).update(**wrong)
        assert violates(caught.value, "former_address_leads_to_one")


@pytest.mark.usefixtures("no_second_factor")
def test_team_merges_after_a_look_at_what_moves(client: Client, old: Topic, new: Topic) -> None:
    MentorFactory(topics=[old])
    TopicFactory(name="Something else")
    client.force_login(UserFactory(staff=True))
    page = reverse("admin:mentors_topic_merge_into", args=[old.pk])
    looked = client.get(page)
    assert looked.context["form"].fields["into"].queryset.first() == new, "the most similar one comes first"
    assert [number for _what, number in looked.context["moved"]] == [1, 0, 0, 0]
    assert client.post(page, {"into": old.pk}).status_code == 400
    assert Topic.objects.filter(pk=old.pk).exists(), "looking and refusing change nothing"
    done = client.post(page, {"into": new.pk})
    assert done["Location"] == reverse("admin:mentors_topic_change", args=[new.pk])
    assert Mentor.objects.get().topics.get() == new
    assert client.post(page, {"into": new.pk}).status_code == 404, "twice is once"


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"name_de": "Gesprächstraining"}, "Probegespräche"),
        ({"name": "Mock interview", "name_de": "Probegespräch"}, ""),  # only spelled differently
        ({"name": "Rehearsals"}, None),  # it's called the same in German
        ({"category": "people"}, "People"),
        ({"is_active": ""}, "Probegespräche"),
    ],
)
@pytest.mark.usefixtures("no_second_factor")
def test_mentors_are_told_what_the_team_changes(old: Topic, change: dict[str, Any], subject: str | None) -> None:
    mentor = MentorFactory(topics=[old], user__language="de")
    MentorFactory(topics=[old], status="left")
    data = {
        "slug": old.slug,
        "name": old.name,
        "name_de": old.name_de,  # type: ignore[attr-defined]
        "category": old.category_id,
        "is_active": "on",
    }
    if "category" in change:
        change = {"category": CategoryFactory(name="People", name_de="People").pk}
    answer = signed_in(UserFactory(staff=True)).post(
        reverse("admin:mentors_topic_change", args=[old.pk]),
        {key: text for key, text in (data | change).items() if text},
    )
    assert answer.status_code == 302
    notices = Notice.objects.filter(kind="topic_changed")
    assert [notice.recipient for notice in notices] == ([mentor.user] if subject != "" else [])
    for notice in notices:
        with translation.override("de"), nullcontext() if subject else pytest.raises(NoticeObsolete):
            assert (subject or "") in build(notice, now=NOW).subject


@pytest.mark.usefixtures("no_second_factor")
def test_team_finds_topics_that_need_care(client: Client, old: Topic, new: Topic) -> None:
    crowded = TopicFactory(name="Everything")
    MentorFactory.create_batch(3, topics=[crowded])
    client.force_login(UserFactory(staff=True))
    found = {}
    for care in ("unused", "crowded", "alike"):
        rows = client.get(reverse("admin:mentors_topic_changelist"), {"care": care}).context["cl"].queryset
        found[care] = {row.slug for row in rows}
    assert found == {"unused": {"mock", "interviews"}, "crowded": {crowded.slug}, "alike": {"mock", "interviews"}}


def test_topic_without_free_time_says_that_the_club_is_looking(client: Client, old: Topic) -> None:
    busy = MentorFactory(topics=[old])
    words = "looking for more mentors"
    assert words in client.get("/topics/mock/").content.decode()
    busy.topics.clear()
    cache.clear()
    assert words not in client.get("/topics/mock/").content.decode(), "the empty page says it"
