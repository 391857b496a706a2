"""Saved mentors: once each, not without end, and gone with the account."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.services import close
from core.db import violates
from mentors.models import MentorStatus, SavedMentor, SavedSearch
from mentors.services import saving
from tests.factories import MentorFactory, SavedSearchFactory, UserFactory
from tests.races import all_at_once

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_saving_twice_and_removing_twice_does_no_harm() -> None:
    mentor, member = MentorFactory(), UserFactory()
    for _twice in range(2):
        saving.save_mentor(mentor=mentor, by=member, now=NOW)
        assert [row.mentor for row in SavedMentor.objects.of(member)] == [mentor]
    SavedMentor.objects.create(member=UserFactory(), mentor=mentor, saved_at=NOW)
    for _twice in range(2):
        saving.unsave_mentor(mentor=mentor, member=member)
        assert not SavedMentor.objects.of(member).exists()
    assert SavedMentor.objects.count() == 1


@pytest.mark.django_db
def test_mentor_is_saved_once() -> None:
    mentor, member = MentorFactory(), UserFactory()
    for each in (mentor, MentorFactory()):
        SavedMentor.objects.create(member=member, mentor=each, saved_at=NOW)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        SavedMentor.objects.update(mentor=mentor)
    assert violates(caught.value, "saved_once")


@pytest.mark.django_db
def test_no_one_saves_themselves() -> None:
    mentor = MentorFactory()
    with pytest.raises(saving.SavingRefused):
        saving.save_mentor(mentor=mentor, by=mentor.user, now=NOW)


@pytest.mark.django_db
def test_only_so_many_are_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_SAVED", 2)
    member, mentors = UserFactory(), MentorFactory.create_batch(3)
    for mentor in mentors[:2]:
        saving.save_mentor(mentor=mentor, by=member, now=NOW)
    with pytest.raises(saving.SavingRefused, match="Remove one first"):
        saving.save_mentor(mentor=mentors[2], by=member, now=NOW)
    saving.save_mentor(mentor=mentors[0], by=member, now=NOW)  # as before
    saving.unsave_mentor(mentor=mentors[0], member=member)
    saving.save_mentor(mentor=mentors[2], by=member, now=NOW)
    saving.save_mentor(mentor=mentors[0], by=UserFactory(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_saved_five_times_at_once_is_saved_once_and_never_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_SAVED", 2)
    member, mentors = UserFactory(), MentorFactory.create_batch(4)
    works = [
        lambda mentor=mentor: saving.save_mentor(mentor=mentor, by=member, now=NOW) for mentor in [*mentors, mentors[0]]
    ]
    all_at_once(*works)
    assert SavedMentor.objects.of(member).count() == 2
    SavedMentor.objects.all().delete()
    results = all_at_once(*[lambda: saving.save_mentor(mentor=mentors[0], by=member, now=NOW)] * 5)
    assert results == [None] * 5


@pytest.mark.django_db
def test_saved_mentors_go_with_the_account_and_stay_while_the_mentor_is_away() -> None:
    mentor, member, other = MentorFactory(), UserFactory(), UserFactory()
    for each in (member, other):
        saving.save_mentor(mentor=mentor, by=each, now=NOW)
    close(user=member, by=UserFactory(staff=True), now=NOW)
    assert [row.member for row in SavedMentor.objects.all()] == [other]
    close(user=mentor.user, by=UserFactory(staff=True), now=NOW)
    mentor.status = MentorStatus.HIDDEN
    mentor.save()
    assert SavedMentor.objects.of(other).exists()


@pytest.mark.django_db
def test_search_is_saved_once_and_forgotten() -> None:
    member = UserFactory()
    for _twice in range(2):
        saving.save_search(query="language=sw", by=member, now=NOW)
    row = SavedSearch.objects.of(member).get()
    assert (row.saved_at, row.told_until) == (NOW, NOW)
    saving.save_search(query="language=sw", by=UserFactory(), now=NOW)
    for _twice in range(2):
        saving.forget_search(row)
    assert not SavedSearch.objects.of(member).exists()
    assert SavedSearch.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "constraint"), [("a=1", "search_saved_once"), ("", "search_looks_for_something")])
def test_constraints_judge_saved_searches(change: str, constraint: str) -> None:
    member = UserFactory()
    SavedSearchFactory(member=member, query="a=1")
    row = SavedSearchFactory(member=member, query="b=1")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        SavedSearch.objects.filter(pk=row.pk).update(query=change)
    assert violates(caught.value, constraint)


@pytest.mark.django_db
def test_only_so_many_searches_are_saved_and_none_for_nothing() -> None:
    member = UserFactory()
    for number in range(saving.MOST_SEARCHES):
        saving.save_search(query=f"q={number}", by=member, now=NOW)
    with pytest.raises(saving.SavingRefused, match="Remove one first"):
        saving.save_search(query="q=more", by=member, now=NOW)
    saving.save_search(query="q=1", by=member, now=NOW)  # as before
    with pytest.raises(saving.SavingRefused, match="Choose a filter"):
        saving.save_search(query="", by=UserFactory(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_searches_saved_at_once_stay_within_the_limit() -> None:
    member = UserFactory()
    SavedSearchFactory.create_batch(saving.MOST_SEARCHES - 1, member=member)

    def save(number: int) -> None:
        saving.save_search(query=f"q={number}", by=member, now=NOW)

    results = all_at_once(*(lambda number=number: save(number) for number in range(3)))
    assert sum(isinstance(result, saving.SavingRefused) for result in results) == 2
    assert SavedSearch.objects.of(member).count() == saving.MOST_SEARCHES


@pytest.mark.django_db
def test_searches_go_with_the_account() -> None:
    row, other = SavedSearchFactory(), SavedSearchFactory()
    close(user=row.member, by=row.member, now=NOW)
    assert list(SavedSearch.objects.all()) == [other]
