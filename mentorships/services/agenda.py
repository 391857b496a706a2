"""What the two want to talk about when they next meet."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from bookings.models import Booking
from bookings.models.bookings import BookingQuerySet
from core.sweeping import each
from mentorships.errors import MentorshipRefused
from mentorships.models import AgendaItem, Mentorship, MentorshipState
from mentorships.policy import ASK_FOR_AGENDA, MOST_ON_AGENDA
from mentorships.services.states import locked_live
from notifications.models import Notice
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

EMPTY = "mentorship_agenda_empty"


def add(*, mentorship: Mentorship, by: "User", text: str, now: datetime) -> AgendaItem:
    """Put something on the agenda of the next meeting. What comes after its start is for the one after it.

    Raises:
        MentorshipRefused: the agenda is full, or the mentorship has ended. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(mentorship, by)
        if room_taken(row) >= MOST_ON_AGENDA:
            raise MentorshipRefused(_("The agenda is full. Tick off what you’ve talked about, or take something off."))
        return AgendaItem.objects.create(mentorship=row, text=text, by=by, added_at=now)


def room_taken(row: Mentorship) -> int:
    """How many things are on the agenda."""
    return AgendaItem.objects.filter(mentorship=row).open().count()


def tick(*, item: AgendaItem, by: "User", done: bool, now: datetime) -> None:
    """Say that something has been talked about, or hasn't after all.

    Raises:
        MentorshipRefused: the mentorship has ended, or the agenda is full. Safe to show.
    """
    with transaction.atomic():
        row = locked_live(item.mentorship, by)
        kept = _still_there(row, item)
        if (kept.done_at is not None) == done:
            return
        if not done and room_taken(row) >= MOST_ON_AGENDA:
            raise MentorshipRefused(_("The agenda is full. Tick off what you’ve talked about, or take something off."))
        kept.done_at = now if done else None
        kept.save(update_fields=["done_at"])


def remove(*, item: AgendaItem, by: "User", now: datetime) -> None:
    """Take something off the agenda that one has put there.

    Raises:
        MentorshipRefused: the other one has, or the mentorship has ended. Safe to show.
    """
    with transaction.atomic():
        kept = _still_there(locked_live(item.mentorship, by), item)
        if kept.by_id != by.pk:
            raise MentorshipRefused(_("This isn’t yours. You can tick it off once you’ve talked about it."))
        kept.delete()


def _still_there(row: Mentorship, item: AgendaItem) -> AgendaItem:
    found = row.agenda.filter(pk=item.pk).first()
    if found is None:
        raise MentorshipRefused(_("This has just been taken off the agenda."))
    return found


def ask_for_topics(*, now: datetime) -> int:
    """Ask mentees what they want to talk about, two days before a meeting with an empty agenda, once a meeting.

    One that is booked, or moved, later than that isn't asked about: whoever books has just said what it is about.
    """
    return each(_with_empty_agenda(now), _ask, event="mentorship agenda", now=now)


def _with_empty_agenda(now: datetime) -> list[Mentorship]:
    items = AgendaItem.objects.open().filter(mentorship=OuterRef("pk"))
    soon = _soon(now).filter(mentor=OuterRef("mentor"), mentee=OuterRef("mentee"))
    rows = Mentorship.objects.filter(state__in=(MentorshipState.FORMING, MentorshipState.ACTIVE))
    return list(rows.filter(Exists(soon), ~Exists(items)).with_people().order_by("pk"))


def _soon(now: datetime) -> BookingQuerySet:
    until = now + ASK_FOR_AGENDA
    soon = Booking.objects.confirmed().filter(starts_at__gt=until - ASK_FOR_AGENDA / 2, starts_at__lte=until)
    settled_at = Greatest("created_at", "answered_at", "moved_at")  # the latest of those set
    return soon.alias(settled_at=settled_at).filter(settled_at__lt=F("starts_at") - ASK_FOR_AGENDA)


def _ask(found: Mentorship, now: datetime) -> int:
    with transaction.atomic():
        # skip_locked: someone is changing it; the next run takes the rest.
        row = Mentorship.objects.for_update(skip_locked=True).filter(pk=found.pk).first()
        if row is None:
            return 0
        asked = 0
        for booking in _soon(now).filter(mentor=row.mentor_id, mentee=row.mentee_id):
            data = {"booking": str(booking.uuid), "starts_at": booking.starts_at.isoformat()}
            told = Notice.objects.filter(kind=EMPTY, recipient=row.mentee_id, data=data)
            if not told.exists():
                notify(row.mentee, EMPTY, about=row, data=data, in_time_for=booking.starts_at, now=now)
                asked += 1
    return asked
