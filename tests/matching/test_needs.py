"""What members look for, and whom they leave out: one each, judged by constraints, and gone with the account."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.services import close
from core.db import violates
from matching import services
from matching.models import Dismissal, DismissalReason, Need, NeededTopic
from matching.services import needs
from matching.services.needs import NeedRefused, Wanted
from mentors.models import Topic
from tests.factories import DismissalFactory, MentorFactory, NeedFactory, TopicFactory, UserFactory
from tests.races import all_at_once

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
GOAL = "I’d like to negotiate my salary."


@pytest.mark.django_db
def test_what_is_saved_replaces_what_was_said_before() -> None:
    member, topics = UserFactory(), TopicFactory.create_batch(3)
    services.save_need(wanted=Wanted(GOAL, topics, "student", ["en"], ["tue-evening"], "push"), by=member, now=NOW)
    services.save_need(wanted=Wanted("Something else", [topics[2], topics[0]]), by=member, now=NOW)
    need = Need.objects.of(member).get()
    assert (need.goal, need.level, need.languages, need.hours, need.tone) == ("Something else", "", [], [], "")
    assert need.topics == [topics[2], topics[0]]
    assert NeededTopic.objects.count() == 2
    Topic.objects.filter(pk=topics[2].pk).update(is_active=False)
    assert Need.objects.of(member).get().topics == [topics[0]]


@pytest.mark.django_db
def test_no_goal_many_topics_or_one_twice_are_refused() -> None:
    topics, wanted = TopicFactory.create_batch(4), Wanted(GOAL)
    for wrong, said in (
        (replace(wanted, goal=""), "Please say in a sentence"),
        (replace(wanted, goal="x" * 601), "That’s too long"),
        (replace(wanted, topics=topics), "up to 3 different topics"),
        (replace(wanted, topics=[topics[0], topics[0]]), "up to 3 different topics"),
    ):
        with pytest.raises(NeedRefused, match=said):
            services.save_need(wanted=wrong, by=UserFactory(), now=NOW)
    assert not Need.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"goal": ""}, "need_says_a_goal"),
        ({"goal": "x" * 601}, "need_goal_not_too_long"),
        ({"level": "king"}, "need_level_known"),
        ({"tone": "shout"}, "need_tone_known"),
        ({"pace": "run"}, "need_pace_known"),
    ],
)
def test_constraints_judge_needs(change: dict[str, str], constraint: str) -> None:
    NeedFactory()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Need.objects.update(**change)
    assert violates(caught.value, constraint)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (lambda first: {"position": 0}, "need_one_topic_a_place"),
        (lambda first: {"topic": first}, "need_topic_once"),
        (lambda first: {"position": 3}, "need_few_topics"),
    ],
)
def test_constraints_judge_needed_topics(change: Any, constraint: str) -> None:
    first, second = TopicFactory.create_batch(2)
    NeedFactory(topics=[first, second])
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        NeededTopic.objects.filter(topic=second).update(**change(first))
    assert violates(caught.value, constraint)


@pytest.mark.django_db
def test_a_mentor_is_left_out_once_and_for_a_known_reason() -> None:
    row = DismissalFactory()
    other = DismissalFactory(member=row.member)
    for change, constraint in (
        ({"mentor": row.mentor}, "dismissed_once"),
        ({"reason": "no"}, "dismissal_reason_known"),
    ):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            Dismissal.objects.filter(pk=other.pk).update(**change)
        assert violates(caught.value, constraint)


@pytest.mark.django_db
def test_another_reason_replaces_the_first_and_all_may_be_shown_again() -> None:
    member, mentors = UserFactory(), MentorFactory.create_batch(2)
    for reason in (DismissalReason.TIME, DismissalReason.FIELD):
        services.dismiss(mentor=mentors[0], reason=reason, by=member, now=NOW)
    services.dismiss(mentor=mentors[1], reason=DismissalReason.OTHER, by=member, now=NOW)
    stranger = DismissalFactory(mentor=mentors[0])
    assert [row.reason for row in Dismissal.objects.of(member)] == ["other", "field"]
    services.forget_dismissals(by=member, mentor=mentors[1])
    assert [row.mentor for row in Dismissal.objects.of(member)] == [mentors[0]]
    services.forget_dismissals(by=member)
    assert list(Dismissal.objects.all()) == [stranger]


@pytest.mark.django_db
def test_only_so_many_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "MOST_DISMISSED", 1)
    row = DismissalFactory()
    services.dismiss(mentor=row.mentor, reason=DismissalReason.FIELD, by=row.member, now=NOW)  # changes the reason
    with pytest.raises(NeedRefused, match="left out very many"):
        services.dismiss(mentor=MentorFactory(), reason=DismissalReason.FIELD, by=row.member, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_first_saves_at_once_end_in_one_need_with_the_topics_of_one() -> None:
    member, topics = UserFactory(), TopicFactory.create_batch(4)

    def save(chosen: list[Topic]) -> None:
        services.save_need(wanted=Wanted(GOAL, chosen), by=member, now=NOW)

    assert all_at_once(lambda: save(topics[:2]), lambda: save(topics[2:])) == [None, None]
    assert Need.objects.of(member).get().topics in (topics[:2], topics[2:])


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraints_still_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs, "advisory_lock", lambda *_who: None)
    member, topics = UserFactory(), TopicFactory.create_batch(4)
    results = all_at_once(
        *(
            lambda chosen=chosen: services.save_need(wanted=Wanted(GOAL, chosen), by=member, now=NOW)
            for chosen in (topics[:2], topics[2:], topics[1:3])
        )
    )
    assert all(isinstance(result, Need | IntegrityError) for result in results)
    assert len(Need.objects.of(member).get().topics) == 2


@pytest.mark.django_db
def test_both_go_with_the_account() -> None:
    need, other = NeedFactory(topics=[TopicFactory()]), NeedFactory()
    left_out = DismissalFactory(member=other.member)
    DismissalFactory(member=need.member)
    close(user=need.member, by=need.member, now=NOW)
    assert (list(Need.objects.all()), list(Dismissal.objects.all())) == ([other], [left_out])
    assert not NeededTopic.objects.exists()
