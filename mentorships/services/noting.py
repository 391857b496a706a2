"""Notes about a meeting, or about the whole mentorship: those that the two share, and one's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from bookings.models import Booking
from mentorships.errors import NoteClash
from mentorships.models import LoggedMeeting, Mentorship, OwnNote, SharedNote
from mentorships.services.states import locked, locked_live

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Topic:
    """What a note is about: a meeting that was booked, one elsewhere, or, with neither, the whole mentorship."""

    booking: Booking | None = None
    logged: LoggedMeeting | None = None


WHOLE = Topic()


def share(
    *, mentorship: Mentorship, by: "User", text: str, version: int, now: datetime, topic: Topic = WHOLE
) -> SharedNote:
    """Write what the two note together. The same again changes nothing.

    Args:
        version: the one that the writer has read; 0 if there was none.

    Raises:
        NoteClash: it has been changed meanwhile; nothing is overwritten. Safe to show.
        MentorshipRefused: the mentorship has ended. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(mentorship, by)
        kept = kept_note(row, topic) or SharedNote(
            mentorship=row, booking=topic.booking, logged=topic.logged, version=0
        )
        if kept.text == text and (kept.version or not text):
            return kept
        if kept.version != version:
            mine = kept.changed_by_id == by.pk
            raise NoteClash(
                _("You’ve changed this note in another window since you began to write.")
                if mine
                else _("%(name)s changed this note while you were writing.")
                % {"name": row.other_than(by).get_short_name()}
            )
        kept.text, kept.version, kept.changed_by, kept.changed_at = text, version + 1, by, now
        kept.save()
    return kept


def kept_note(row: Mentorship, topic: Topic) -> SharedNote | None:
    """What the two have noted together about something."""
    return row.shared_notes.about(topic.booking, topic.logged).select_related("changed_by").first()


def keep(*, mentorship: Mentorship, by: "User", text: str, now: datetime, topic: Topic = WHOLE) -> None:
    """Write one's own note, also after the end; an empty one is deleted.

    Raises:
        MentorshipRefused: the mentorship isn't theirs. Safe to show.
    """
    with transaction.atomic():
        row = locked(mentorship, by)
        mine = row.own_notes.filter(author=by).about(topic.booking, topic.logged)
        if not text:
            mine.delete()
        elif not mine.update(text=text, changed_at=now):
            OwnNote.objects.create(
                mentorship=row, author=by, booking=topic.booking, logged=topic.logged, text=text, changed_at=now
            )
