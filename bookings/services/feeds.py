"""Opening, renewing and closing a member's private calendar feed."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse

from bookings.models import Booking, CalendarFeed
from bookings.models.bookings import BookingQuerySet
from core import tokens
from core.http import absolute

if TYPE_CHECKING:
    from accounts.models import User

PURPOSE = "calendar"
KEPT_FOR = timedelta(days=31)


def open_feed(*, by: "User") -> CalendarFeed:
    """Get the member's feed, creating it if needed."""
    return CalendarFeed.objects.get_or_create(user=by)[0]


def renew_feed(*, by: "User") -> CalendarFeed:
    """Give the feed a new address; the old one stops working."""
    with transaction.atomic():
        feed, _made = CalendarFeed.objects.select_for_update().get_or_create(user=by)
        feed.revision += 1
        feed.save(update_fields=["revision"])
    return feed


def show_words(*, by: "User", shown: bool) -> None:
    """Include what mentees wrote in the member's feed, or leave it out."""
    CalendarFeed.objects.filter(user=by).update(with_words=shown)


def close_feed(*, by: "User") -> None:
    """Delete the feed. If it is opened again, it gets a new address."""
    CalendarFeed.objects.filter(user=by).delete()


def address(feed: CalendarFeed) -> str:
    """The absolute address to subscribe to."""
    return absolute(reverse("calendar:feed", args=[tokens.derive(PURPOSE, feed.uuid, feed.revision)]))


def by_token(token: str) -> CalendarFeed | None:
    """The feed that a token belongs to, if any."""
    identifier = tokens.identify(token)
    if identifier is None:
        return None
    feed = CalendarFeed.objects.select_related("user").filter(uuid=identifier, user__is_active=True).first()
    if feed is None or not tokens.matches(token, PURPOSE, feed.uuid, feed.revision):
        return None
    return feed


def in_feed(feed: CalendarFeed, *, now: datetime) -> BookingQuerySet:
    """The member's bookings from the last month on, including cancelled ones."""
    return Booking.objects.involving(feed.user).ending_after(now - KEPT_FOR).with_people().order_by("starts_at")
