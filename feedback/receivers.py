"""What feedback provides to the apps below it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.hooks import Person, ToDo, waits
from accounts.models import User
from bookings.hooks import FollowUp, Words, follows_up, words_about
from bookings.models import Booking
from feedback.models import Feedback, FeedbackRequest
from mentors.models import Mentor

MOST = 3  # sessions to ask about at once
SHOWN = (  # of such a session: loading all of its columns took twice as long
    "expires_at", "booking__uuid", "booking__starts_at", "booking__mentor__uuid", "booking__mentor__photo",
    "booking__mentor__status", "booking__mentor__user__display_name", "booking__mentor__user__is_active",
)  # fmt: skip
MOST_WORDS = 3  # in the thanks to a mentor who leaves


@follows_up
def feedback_on(bookings: Sequence[Booking], now: datetime) -> Mapping[int, FollowUp]:
    """Whether feedback was given, and where it can be."""
    # The bookings are in the inner query, too: without them PostgreSQL may read all requests there are.
    is_open = Exists(FeedbackRequest.objects.open(at=now).filter(booking__in=bookings, pk=OuterRef("pk")))
    rows = FeedbackRequest.objects.filter(booking__in=bookings).annotate(is_open=is_open)
    return {
        booking: FollowUp(
            talked=feedback is not None, page=reverse("feedback:of_booking", args=[uuid]) if is_open else ""
        )
        for booking, uuid, feedback, is_open in rows.values_list("booking", "booking__uuid", "feedback", "is_open")
    }


@words_about
def what_people_said(mentor: Mentor) -> Sequence[Words]:
    """The latest words that mentee and mentor both want shown."""
    said = Feedback.objects.public().filter(given_to=mentor).order_by("-created_at")[:MOST_WORDS]
    return [Words(row.helped, row.language) for row in said]


@waits
def what_to_say(member: User, now: datetime, most: int) -> Iterator[ToDo]:
    """The latest sessions of which the member hasn't said how they were."""
    asked = FeedbackRequest.objects.open(at=now).filter(booking__mentee=member).select_related("booking__mentor__user")
    for request in asked.only(*SHOWN).order_by("-booking__starts_at")[: min(most, MOST)]:
        mentor = request.booking.mentor
        day = date_format(localtime(request.booking.starts_at), "MONTH_DAY_FORMAT")
        yield ToDo(
            person=Person(mentor.user.display_name, mentor.hue, mentor.photo_url(192)),
            title=_("How was it with %(mentor)s?") % {"mentor": mentor.user.display_name},
            text=_("You talked on %(day)s. It takes two minutes.") % {"day": day},
            page=reverse("feedback:of_booking", args=[request.booking.uuid]),
            by=request.expires_at,
            label=_("Give feedback"),
        )
