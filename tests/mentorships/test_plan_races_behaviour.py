"""Goals and notes of two at the same moment. Each race has a twin with the protection off."""

from typing import Any

import pytest

from mentorships.errors import MentorshipRefused, NoteClash
from mentorships.models import Goal, Mentorship
from mentorships.services import goals, noting
from tests.factories import GoalFactory, MentorshipFactory, SharedNoteFactory
from tests.factories.mentorships import STARTED
from tests.mentorships.test_goals import another
from tests.mentorships.test_races_behaviour import without_locks
from tests.races import all_at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)


def two_for_the_third_goal() -> list[Any]:
    row = MentorshipFactory(active=True)
    GoalFactory.create_batch(2, mentorship=row, shared=True)
    return all_at_once(lambda: another(row, is_shared=True), lambda: another(row, is_shared=True, of_mentor=True))


def test_two_at_once_share_no_fourth_goal() -> None:
    results = two_for_the_third_goal()
    assert Goal.objects.filter(is_shared=True).count() == 3
    assert sum(isinstance(result, MentorshipRefused) for result in results) == 1


def test_without_the_lock_there_is_a_fourth(monkeypatch: pytest.MonkeyPatch) -> None:
    without_locks(monkeypatch)
    meet_after(monkeypatch, goals, "open_goals")
    two_for_the_third_goal()
    assert Goal.objects.filter(is_shared=True).count() == 4


def both_write(row: Mentorship) -> list[Any]:
    return all_at_once(
        *(
            lambda by=by, text=text: noting.share(mentorship=row, by=by, text=text, version=1, now=STARTED)
            for by, text in ((row.mentee, "Mondays"), (row.mentor.user, "Tuesdays"))
        )
    )


def test_one_of_two_writes_and_the_other_is_shown_what_it_says_now() -> None:
    row = SharedNoteFactory(mentorship__active=True).mentorship
    results = both_write(row)
    assert row.shared_notes.get().version == 2
    assert sum(isinstance(result, NoteClash) for result in results) == 1


def test_without_the_lock_one_is_overwritten_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    row = SharedNoteFactory(mentorship__active=True).mentorship
    without_locks(monkeypatch)
    meet_after(monkeypatch, noting, "kept_note")
    results = both_write(row)
    assert row.shared_notes.get().version == 2
    assert not any(isinstance(result, Exception) for result in results)
