"""Booking a mentor."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Block
from bookings.errors import BookingRefused, TimeTaken, overlaps_refused
from bookings.fairness import refusal_to_book
from bookings.free_time import times_changed
from bookings.hooks import agreement
from bookings.models import Booking, BookingStatus, SessionType
from bookings.openings import is_opening
from bookings.services.holds import release
from bookings.services.meetings import plan_room
from bookings.services.reminders import remind
from bookings.services.waitlist import leave
from core.db import advisory_lock, retry_lost_races, violates
from core.text import visible_length
from mentors.models import Mentor
from notifications.services import notify

if TYPE_CHECKING:
    from accounts.models import User

ANSWER_WITHIN = timedelta(hours=48)
SHORTEST_TOPIC, LONGEST_TOPIC = 20, 1000


@retry_lost_races()
def book(
    *,
    mentor: Mentor,
    by: "User",
    session_type: SessionType,
    starts_at: datetime,
    topic: str,
    form_key: uuid.UUID | None,
    at_short_notice: bool = False,
    holder: uuid.UUID | None = None,
    in_series: bool = False,
    now: datetime,
) -> Booking:
    """Book `mentor` for `by`: confirmed at once, or as a request if the session type requires one.

    A mentor who has already agreed to talk to `by` isn't asked again (`bookings.hooks.agreed`).

    Args:
        starts_at: aware start; must be one of the openings that the mentor's page lists for `by` at `now`.
        topic: what it is about, 20 to 1,000 characters.
        form_key: the form's random key: submitting it again returns the same booking. None without a form.
        at_short_notice: ignore the mentor's notice; for members on standby who take over a released time.
        holder: the key of the hold that keeps the time for `by`, if one does; booking ends it.
        in_series: one of several of two who meet regularly: limits for single bookings don't hold, and the caller
            tells the two.

    Raises:
        BookingRefused: the time is not an opening or was just taken, or `by` may not book. Safe to show.
    """
    if not at_short_notice and _is_taken(mentor, by, starts_at, form_key):
        raise TimeTaken(_("This time is no longer free. Please pick another."))
    try:
        with overlaps_refused(), transaction.atomic():
            # Competing bookings wait here instead of deadlocking in the index. Locks both people, whatever their roles.
            advisory_lock(mentor, mentor.user, by)
            sent = _sent_before(mentor, by, starts_at, form_key)
            booking = sent or _write(
                mentor,
                by,
                session_type,
                starts_at,
                topic.strip(),
                form_key,
                now,
                at_short_notice=at_short_notice,
                holder=holder,
                in_series=in_series,
            )
            if holder:
                release(holder=holder, now=now)
            return booking
    except IntegrityError as error:
        if violates(error, "booking_form_once"):
            return Booking.objects.get(mentee=by, form_key=form_key)
        raise


def _is_taken(mentor: Mentor, by: "User", starts_at: datetime, form_key: uuid.UUID | None) -> bool:
    """Whether someone already has this time. Most losers of a race are told here, without waiting for the lock."""
    held = Booking.objects.holding_time().filter(mentor=mentor, starts_at=starts_at)
    return held.exclude(mentee=by, form_key=form_key).exists()


def _sent_before(mentor: Mentor, by: "User", starts_at: datetime, form_key: uuid.UUID | None) -> Booking | None:
    """The booking already made by this form, if any."""
    sent = Booking.objects.filter(mentee=by, form_key=form_key).first() if form_key else None
    if sent and (sent.mentor_id, sent.starts_at) != (mentor.pk, starts_at):
        raise BookingRefused(_("This form has already been sent. Please open the page again."))
    return sent


def _write(
    mentor: Mentor,
    by: "User",
    session_type: SessionType,
    starts_at: datetime,
    topic: str,
    form_key: uuid.UUID | None,
    now: datetime,
    *,
    at_short_notice: bool,
    holder: uuid.UUID | None,
    in_series: bool,
) -> Booking:
    # Read again under the lock, as the caller's rows may be stale.
    mentor = Mentor.objects.select_related("user", "rules").get(pk=mentor.pk)
    offered = mentor.session_types.offered().filter(pk=session_type.pk).first()
    if not get_user_model().objects.active().filter(pk=by.pk).exists():
        raise BookingRefused(_("This account is closed."))
    if by.pk == mentor.user_id:
        raise BookingRefused(_("You can’t book yourself."))
    if not mentor.is_listed:
        raise BookingRefused(_("This mentor isn’t taking bookings at the moment."))
    if offered is None:
        raise BookingRefused(_("This mentor no longer offers that. Please pick something else."))
    if visible_length(topic) < SHORTEST_TOPIC or len(topic) > LONGEST_TOPIC:
        raise BookingRefused(_("Please tell your mentor what it’s about, in 20 to 1,000 characters."))
    if Block.objects.between(by.pk, mentor.user_id).exists():  # `by` may have been read before it was made
        raise BookingRefused(_("This time is no longer free. Please pick another."))
    if reason := refusal_to_book(mentor, by, starts_at, in_series=in_series, now=now):
        raise BookingRefused(reason)
    if not is_opening(mentor, offered, starts_at, viewer=by, at_short_notice=at_short_notice, holder=holder, now=now):
        raise BookingRefused(_("This time is no longer free. Please pick another."))
    booking = Booking(
        mentor=mentor,
        mentee=by,
        session_type=offered,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=offered.minutes),
        status=BookingStatus.CONFIRMED,
        topic=topic,
        created_at=now,
        form_key=form_key,
    )
    fulfil = agreement(mentor, by, now=now)
    if offered.on_request and fulfil is None:
        booking.status, booking.expires_at = BookingStatus.REQUESTED, min(now + ANSWER_WITHIN, starts_at)
    else:
        plan_room(booking, now=now)
    booking.save(force_insert=True)
    if fulfil:
        fulfil(booking, now)
    if booking.is_requested:
        notify(mentor.user, "booking_requested", about=booking, in_time_for=booking.expires_at, now=now, by=by)
        notify(by, "booking_request_sent", about=booking, in_time_for=booking.expires_at, now=now, by=by)
    else:
        for person in () if in_series else booking.people:
            notify(person, "booking_confirmed", about=booking, in_time_for=starts_at, now=now, by=by)
        remind(booking, now=now)
    times_changed(booking, now=now)
    leave(mentor=mentor, member=by)
    return booking
