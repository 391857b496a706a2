"""What no one may write about appeals, suggestions, probation and renewal, whatever the code above forgets."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Model

from tests.factories import AppealFactory, MentorFactory, TopicFactory, TopicSuggestionFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LAPSED = {
    "status": "paused",
    "renewal_asked_at": NOW,
    "renewal_reminded_at": NOW + DAY,
    "lapsed_at": NOW + 2 * DAY,
}


def refuses(row: Model, constraint: str, **change: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"words": ""}, "appeal_has_words"),
        ({"verdict": "upheld"}, "appeal_decided_with_a_reason"),
        ({"verdict": "upheld", "decided_at": NOW + DAY}, "appeal_decided_with_a_reason"),
        ({"verdict": "perhaps", "decided_at": NOW + DAY, "reason": "Why."}, "appeal_decided_with_a_reason"),
        ({"verdict": "upheld", "decided_at": NOW - DAY, "reason": "Why."}, "appeal_decided_after_it_was_made"),
    ],
)
def test_appeals(change: dict[str, Any], constraint: str) -> None:
    refuses(AppealFactory(made_at=NOW), constraint, **change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"name": ""}, "topic_suggestion_has_name"),
        ({"outcome": "perhaps", "decided_at": NOW + DAY}, "topic_suggestion_of_an_outcome"),
        ({"outcome": "declined", "answer": "No."}, "topic_suggestion_decided_is_dated"),
        ({"decided_at": NOW + DAY}, "topic_suggestion_decided_is_dated"),
        ({"outcome": "declined", "answer": "No.", "decided_at": NOW - DAY}, "topic_suggestion_decided_later"),
        ({"outcome": "declined", "decided_at": NOW + DAY}, "topic_suggestion_no_says_why"),
    ],
)
def test_suggestions(change: dict[str, Any], constraint: str) -> None:
    refuses(TopicSuggestionFactory(made_at=NOW), constraint, **change)


def test_suggestion_that_was_declined_made_no_topic() -> None:
    row, declined = TopicSuggestionFactory(made_at=NOW), {"outcome": "declined", "answer": "No."}
    topic = TopicFactory()
    refuses(row, "topic_suggestion_topic_is_of_a_yes", **declined, decided_at=NOW + DAY, topic=topic)


def test_mentor_suggests_a_name_once() -> None:
    first = TopicSuggestionFactory(name="Beekeeping")
    with pytest.raises(IntegrityError, match="topic_suggestion_once"):
        TopicSuggestionFactory(name="beekeeping", mentor=first.mentor)


def test_topic_is_not_split_from_itself() -> None:
    refuses(TopicFactory(), "topic_not_split_from_itself", split_from=F("pk"))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"probation_ended_at": NOW - DAY}, "mentor_probation_follows_approval"),
        ({"status": "hidden", "approved_at": None}, "mentor_probation_follows_approval"),
        ({"renewal_reminded_at": NOW}, "mentor_reminded_of_what_was_asked"),
        ({"renewal_asked_at": NOW, "renewal_reminded_at": NOW - DAY}, "mentor_reminded_of_what_was_asked"),
        ({"lapsed_at": NOW}, "mentor_lapsed_after_a_reminder"),
        (LAPSED | {"status": "listed"}, "mentor_lapsed_after_a_reminder"),
        (LAPSED | {"lapsed_at": NOW}, "mentor_lapsed_after_a_reminder"),
    ],
)
def test_mentors(change: dict[str, Any], constraint: str) -> None:
    refuses(MentorFactory(bookable=True, approved_at=NOW), constraint, **change)
