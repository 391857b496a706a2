"""Saved mentors: once each, not without end, and gone with the account."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.services import close
from core.db import violates
from mentors.models import MentorStatus, SavedMentor
from mentors.services import saving
from tests.factories import MentorFactory, UserFactory
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
