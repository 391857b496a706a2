"""The club's deadlines and limits for mentees, as pages state them before someone books."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from bookings.models import Booking

MOST_CANCELLED, CANCELLED_COUNTS = 3, timedelta(weeks=4)  # bookings of one mentee with one mentor
GROWS_EVERY = timedelta(days=30)


def grown(most: int, *, age: timedelta, kept: int) -> int:
    """How many of `most` bookings or requests a member can have, so that a new account can't take every hour at once.

    A new member has NEW_MEMBER_BOOKINGS. Each session that took place adds one, and so does each 30 days of membership.

    Args:
        most: what a member of long standing can have.
        age: how long the account has existed.
        kept: sessions as a mentee that took place.
    """
    first: int = settings.NEW_MEMBER_BOOKINGS
    return min(most, first + kept + max(age // GROWS_EVERY, 0))


def growth(limit: int, most: int) -> str:
    """How a limit grows, as the second half of a refusal, with a space before it; "" if it no longer does."""
    if limit >= most:
        return ""
    text = _(
        "This number grows by one with each session you keep and with every %(days)d days of membership, up to "
        "%(most)d."
    )
    return " " + text % {"days": GROWS_EVERY.days, "most": most}


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
    first = settings.NEW_MEMBER_BOOKINGS
    at_first = _(
        "for new members at first %(first)d of each, and one more with each session you keep and every %(days)d days"
    )
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
        *([at_first % {"first": first, "days": GROWS_EVERY.days}] if first < max(coming, week, one) else []),
    ]
