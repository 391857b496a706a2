"""What mentorships say on the page of a booking, and in its reminders."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from bookings.hooks import Aside
from bookings.models import Booking
from mentorships.models import AgendaItem, Mentorship

if TYPE_CHECKING:
    from accounts.models import User


def beside(booking: Booking, reader: "User", *, now: datetime) -> list[Aside]:
    """The agenda of two who have a mentorship, and a path through the first hour of any two. Three queries."""
    row = Mentorship.objects.live().filter(mentor=booking.mentor_id, mentee=booking.mentee_id).first()
    found = []
    if row is not None:
        found.append(_agenda(row, booking, now=now))
    if not _have_met(booking):
        found.append(_first_hour(row))
    return found


def _agenda(row: Mentorship, booking: Booking, *, now: datetime) -> Aside:
    items = AgendaItem.objects.filter(mentorship=row).of_meeting(begins_at=booking.starts_at)
    lines = [item.text for item in items]
    nothing = _("Nothing is on it yet. One question is enough to make it a good hour.")
    return Aside(
        title=_("What you’ll talk about"),
        lines=lines,
        text="" if lines else nothing,
        page=f"{row.get_absolute_url()}#agenda",
        label=_("See your mentorship") if booking.starts_at <= now else _("Add to the agenda"),
    )


def _have_met(booking: Booking) -> bool:
    """Whether the two had a session before this one."""
    two = Booking.objects.confirmed().filter(mentor=booking.mentor_id, mentee=booking.mentee_id)
    return two.filter(starts_at__lt=booking.starts_at).exists()


def _first_hour(row: Mentorship | None) -> Aside:
    return Aside(
        title=_("Your first hour"),
        text=_("You two haven’t met here before. A few questions help you begin. Leave out what doesn’t fit."),
        page=reverse("mentorships:first_hour", args=[row.uuid]) if row else reverse("mentorships:first_talk"),
        label=_("A path through the first hour"),
    )
