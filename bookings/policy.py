"""The club's deadlines and limits for mentees, as pages state them before someone books."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from bookings.models import Booking

MOST_CANCELLED, CANCELLED_COUNTS = 3, timedelta(weeks=4)  # bookings of one mentee with one mentor


def too_late_to_move(booking: "Booking", *, now: datetime) -> bool:
    return booking.starts_at - now < timedelta(hours=settings.MOVE_HOURS)


def too_late_to_cancel(booking: "Booking", *, now: datetime) -> bool:
    return booking.starts_at - now < timedelta(hours=settings.CANCEL_HOURS)


def terms() -> str:
    """Both deadlines in a sentence or two, for mentees."""
    move, cancel = settings.MOVE_HOURS, settings.CANCEL_HOURS
    if move == cancel == 0:
        return _("You can move or cancel it any time before it starts.")
    return f"{move_terms()} {cancel_terms()}"


def move_terms() -> str:
    hours = settings.MOVE_HOURS
    if not hours:
        return _("You can move it any time before it starts.")
    text = ngettext(
        "You can move it up to %(hours)d hour before it starts.",
        "You can move it up to %(hours)d hours before it starts.",
        hours,
    )
    return text % {"hours": hours}


def cancel_terms() -> str:
    hours = settings.CANCEL_HOURS
    if not hours:
        return _("You can cancel any time before it starts.")
    text = ngettext(
        "You can cancel up to %(hours)d hour before it starts.",
        "You can cancel up to %(hours)d hours before it starts.",
        hours,
    )
    return text % {"hours": hours}


def reconfirm_terms() -> str:
    """When mentees are asked whether they are still coming; "" if the club does not ask."""
    if not settings.RECONFIRM_HOURS:
        return ""
    text = ngettext(
        "If you’ve booked well ahead, we’ll ask you %(hours)d hour before to confirm with one click. If we "
        "don’t hear from you, the booking is still on, and we email you both.",
        "If you’ve booked well ahead, we’ll ask you %(hours)d hours before to confirm with one click. If we "
        "don’t hear from you, the booking is still on, and we email you both.",
        settings.RECONFIRM_HOURS,
    )
    return text % {"hours": settings.RECONFIRM_HOURS}


def limits() -> list[str]:
    """How many bookings a mentee can have, one limit in each sentence."""
    coming, week, one = settings.MAX_COMING_BOOKINGS, settings.MAX_BOOKINGS_A_WEEK, settings.MAX_COMING_WITH_ONE_MENTOR
    return [
        ngettext("%(limit)d upcoming booking at a time", "%(limit)d upcoming bookings at a time", coming)
        % {"limit": coming},
        ngettext("%(limit)d in a week, Monday to Sunday", "%(limit)d in a week, Monday to Sunday", week)
        % {"limit": week},
        ngettext(
            "%(limit)d upcoming booking with the same mentor", "%(limit)d upcoming bookings with the same mentor", one
        )
        % {"limit": one},
        _("%(limit)d cancellations with the same mentor in %(weeks)d weeks")
        % {"limit": MOST_CANCELLED, "weeks": CANCELLED_COUNTS.days // 7},
    ]
