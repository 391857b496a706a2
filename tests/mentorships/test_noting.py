"""Notes: the shared ones are never overwritten unread, and one's own are one's own."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mentorships.errors import MentorshipRefused, NoteClash
from mentorships.models import LoggedMeeting, Mentorship, OwnNote, SharedNote
from mentorships.services import noting
from mentorships.services.noting import WHOLE, Topic
from tests.factories import BookingFactory, MentorshipFactory, OwnNoteFactory, SharedNoteFactory, UserFactory
from tests.factories.mentorships import STARTED

pytestmark = pytest.mark.django_db


def share(row: Mentorship, text: str, version: int, *, of_mentor: bool = False, topic: Topic = WHOLE) -> SharedNote:
    by = row.mentor.user if of_mentor else row.mentee
    return noting.share(mentorship=row, by=by, text=text, version=version, now=STARTED, topic=topic)


def a_meeting(row: Mentorship) -> LoggedMeeting:
    return LoggedMeeting.objects.create(mentorship=row, met_at=STARTED, minutes=60, logged_at=STARTED)


@pytest.mark.parametrize(
    ("constraint", "factory", "changes"),
    [
        ("shared_note_not_too_long", SharedNoteFactory, {"text": "x" * 5001}),
        ("own_note_not_too_long", OwnNoteFactory, {"text": "x" * 5001}),
        ("own_note_says_something", OwnNoteFactory, {"text": ""}),
    ],
)
def test_note_keeps_its_rules(constraint: str, factory: Any, changes: dict[str, Any]) -> None:
    row = factory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**changes)


@pytest.mark.parametrize(
    ("once", "about_one", "factory"),
    [
        ("shared_note_once", "shared_note_about_one", SharedNoteFactory),
        ("own_note_once", "own_note_about_one", OwnNoteFactory),
    ],
)
def test_note_is_about_one_thing_and_there_once(once: str, about_one: str, factory: Any) -> None:
    row = MentorshipFactory(active=True)
    factory(mentorship=row)
    for constraint, changes in (
        (once, {}),
        (about_one, {"booking": BookingFactory(), "logged": a_meeting(row)}),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            factory(mentorship=row, **changes)


def test_nothing_is_overwritten_unread() -> None:
    row = MentorshipFactory(active=True)
    share(row, "Mondays", 0)
    share(row, "Mondays", 0, of_mentor=True)  # the same again
    with pytest.raises(NoteClash, match="changed this note while"):
        share(row, "Tuesdays", 0, of_mentor=True)
    assert share(row, "Tuesdays", 1, of_mentor=True).version == 2
    with pytest.raises(NoteClash, match=row.mentor.user.get_short_name()):
        share(row, "", 1)
    with pytest.raises(NoteClash, match="another window"):
        share(row, "Fridays", 1, of_mentor=True)
    assert (share(row, "", 2).version, SharedNote.objects.get().text) == (3, "")


def test_each_meeting_has_its_own_note() -> None:
    row = MentorshipFactory(active=True)
    booking = BookingFactory(mentor=row.mentor, mentee=row.mentee, starts_at=STARTED)
    for topic in (WHOLE, Topic(booking), Topic(None, a_meeting(row))):
        assert share(row, "Well", 0, topic=topic).version == 1
    assert SharedNote.objects.count() == 3


def test_shared_notes_end_with_the_mentorship_and_own_ones_do_not() -> None:
    row = MentorshipFactory(ended=True)
    with pytest.raises(MentorshipRefused, match="has ended"):
        share(row, "Thanks", 0)
    noting.keep(mentorship=row, by=row.mentee, text="It helped.", now=STARTED)
    noting.keep(mentorship=row, by=row.mentor.user, text="It was good.", now=STARTED)
    noting.keep(mentorship=row, by=row.mentee, text="It helped a lot.", now=STARTED)
    assert {(note.author, note.text) for note in OwnNote.objects.all()} == {
        (row.mentee, "It helped a lot."),
        (row.mentor.user, "It was good."),
    }
    noting.keep(mentorship=row, by=row.mentee, text="", now=STARTED)
    assert OwnNote.objects.get().author == row.mentor.user
    with pytest.raises(MentorshipRefused, match="isn’t your mentorship"):
        noting.keep(mentorship=row, by=UserFactory(), text="x", now=STARTED)
