"""Topics that mentors miss: suggested once, then made, added to another, or declined with a sentence."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from mentors import services
from mentors.models import Mentor, Topic, TopicSuggestion
from mentors.services import SuggestionRefused, suggesting
from mentors.services.suggesting import MOST_WAITING
from notifications.models import Notice
from notifications.services import build
from tests.factories import MentorFactory, TopicFactory, TopicSuggestionFactory, UserFactory
from tests.mentors.readings import NOW
from tests.pages import signed_in
from tests.races import WAIT_SECONDS, all_at_once
from tests.security.staff import staff

PAGE = reverse("mentors:suggest_topic")
EDITOR = "Topic editors"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"outcome": "perhaps", "decided_at": NOW},
        {"outcome": "made"},
        {"outcome": "made", "decided_at": NOW - timedelta(days=999)},
        {"outcome": "declined", "decided_at": NOW},
        {"topic": True},
    ],
)
def test_database_keeps_suggestions_whole(change: dict[str, Any]) -> None:
    row = TopicSuggestionFactory()
    if "topic" in change:
        change = {"topic": TopicFactory()}
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicSuggestion.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        TopicSuggestionFactory(mentor=row.mentor, name=row.name.upper())


@pytest.mark.django_db
def test_mentor_suggests_a_topic_once_and_not_one_that_there_is() -> None:
    mentor = MentorFactory()
    TopicFactory(name="Returning", name_de="Wiedereinstieg")
    client = signed_in(mentor.user)
    for name in ("", "returning", "Wiedereinstieg"):
        assert client.post(PAGE, {"name": name}).status_code == 400
    assert client.post(PAGE, {"name": "Parental  leave", "why": "Coming back."}).status_code == 302
    assert client.post(PAGE, {"name": "parental leave"}).status_code == 400
    assert [(row.name, row.why) for row in TopicSuggestion.objects.all()] == [("Parental leave", "Coming back.")]
    page = client.get(PAGE).content.decode()
    assert "Parental leave" in page
    assert "The team is looking at it." in page
    TopicSuggestionFactory.create_batch(MOST_WAITING - 1, mentor=mentor)
    assert client.post(PAGE, {"name": "One more"}).status_code == 400


@pytest.mark.django_db
@pytest.mark.usefixtures("no_second_factor")
def test_topic_that_is_made_is_the_mentors_and_they_are_told() -> None:
    row, area = TopicSuggestionFactory(name="Über den Berg"), TopicFactory(slug="ueber-den-berg").category
    editor = signed_in(staff(EDITOR))
    page = reverse("admin:mentors_topicsuggestion_change", args=[row.pk])
    assert editor.post(page, {"verdict": "make"}).status_code == 200
    answer = editor.post(page, {"verdict": "make", "area": area.pk, "reply": "Good idea."})
    row.refresh_from_db()
    topic = row.topic
    assert topic is not None
    assert answer["Location"] == reverse("admin:mentors_topic_change", args=[topic.pk])
    assert (row.outcome, topic.slug, topic.names()) == ("made", "ueber-den-berg-2", ["Über den Berg"] * 2)
    assert list(row.mentor.topics.all()) == [topic]
    letter = build(Notice.objects.get(kind="topic_suggestion_decided"), now=NOW)
    assert (letter.subject, str(letter.quote)) == ("“Über den Berg” is a topic now", "Good idea.")
    assert 'name="verdict"' not in editor.get(page).content.decode()


@pytest.mark.django_db
def test_suggestion_becomes_a_synonym_in_the_mentors_language() -> None:
    row, topic = TopicSuggestionFactory(name="Elternzeit", language="de"), TopicFactory(synonyms_de="Rückkehr")
    given = {"suggestion": row, "by": staff(EDITOR), "answer": "", "now": NOW}
    services.add_to_topic(topic=topic, **given)
    topic.refresh_from_db()
    assert (topic.synonyms, topic.i18n["synonyms_de"]) == ("", "Rückkehr, Elternzeit")
    assert list(row.mentor.topics.all()) == [topic]
    with pytest.raises(SuggestionRefused, match="just decided"):
        services.decline_suggestion(**given | {"answer": "No."})


@pytest.mark.django_db
def test_no_needs_a_sentence_and_someone_who_may_say_it() -> None:
    row = TopicSuggestionFactory()
    for by, answer in ((staff(EDITOR), " "), (staff("Readers"), "No.")):
        with pytest.raises(SuggestionRefused):
            services.decline_suggestion(suggestion=row, by=by, answer=answer, now=NOW)
    services.decline_suggestion(suggestion=row, by=staff(EDITOR), answer="It’s too broad.", now=NOW)
    assert "It’s too broad." in signed_in(row.mentor.user).get(PAGE).content.decode()
    assert not row.mentor.topics.exists()


def makers(row: TopicSuggestion) -> list[Any]:
    area, editors = TopicFactory().category, [UserFactory(staff=True), UserFactory(staff=True)]
    given = {"suggestion": row, "answer": "", "now": NOW}
    return [
        lambda: services.make_topic(by=editors[0], category=area, **given),
        lambda: services.decline_suggestion(by=editors[1], **given | {"answer": "No."}),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once() -> None:
    row = TopicSuggestionFactory()
    results = all_at_once(*makers(row))
    assert sorted(type(result).__name__ for result in results) == ["SuggestionRefused", "TopicSuggestion"]
    assert Notice.objects.filter(kind="topic_suggestion_decided").count() == 1
    row.refresh_from_db()
    assert Topic.objects.filter(name=row.name).exists() == (row.outcome == "made")


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both have read the suggestion before either writes."""
    row, met = TopicSuggestionFactory(), threading.Barrier(2, timeout=WAIT_SECONDS)

    def undecided(suggestion: TopicSuggestion, by: Any) -> TopicSuggestion:
        found = TopicSuggestion.objects.get(pk=suggestion.pk)
        assert not found.is_decided
        met.wait()
        return found

    monkeypatch.setattr(suggesting, "_undecided", undecided)
    all_at_once(*makers(row))
    assert Notice.objects.filter(kind="topic_suggestion_decided").count() == 2
    assert Mentor.objects.get(pk=row.mentor_id).topics.count() == 1
