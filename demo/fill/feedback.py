"""What came back after the past bookings."""

import random
from datetime import datetime, timedelta
from importlib import import_module

from accounts.models import User
from bookings.models import Booking, BookingStatus
from feedback.models import Feedback, FeedbackRequest
from feedback.services import OPEN_FOR

HOUR = timedelta(hours=1)


def write_feedback(bookings: list[Booking], *, star: User, now: datetime) -> None:
    """A request for each past booking that took place, an answer to most of them.

    Args:
        star: the demo mentee, who has not yet given any on their last conversation.
    """
    pick = random.Random(2022)  # noqa: S311  (a fixed cast, no secret)
    ended = [row for row in bookings if row.status == BookingStatus.CONFIRMED and row.ends_at <= now]
    open_one = max((row for row in ended if row.mentee == star), key=lambda row: row.ends_at)
    requests = FeedbackRequest.objects.bulk_create(
        FeedbackRequest(booking=row, created_at=row.ends_at, expires_at=row.ends_at + OPEN_FOR) for row in ended
    )
    given = []
    for request in requests:
        at = request.created_at + pick.randint(1, 60) * HOUR
        if at >= now or pick.random() > 0.72 or request.booking == open_one:
            continue
        given.append(_feedback(request, at, pick, now=now))
    Feedback.objects.bulk_create(given)


def _feedback(request: FeedbackRequest, at: datetime, pick: random.Random, *, now: datetime) -> Feedback:
    booking, language = request.booking, request.booking.mentee.language
    texts = import_module(f"demo.texts.{language}.feedback")
    subjects = import_module(f"demo.texts.{language}.bookings").SUBJECTS
    field = next(topic.category.slug for topic in booking.mentor.topics.all() if booking.topic in subjects[topic.slug])
    useful = pick.choices((5, 4, 3, 2, 1), (58, 30, 8, 3, 1))[0]
    helped = ""
    if useful >= 3 and pick.random() < 0.85:
        helped = pick.choice(texts.HELPED_IN[field] if pick.random() < 0.4 else texts.HELPED)
    public = bool(helped) and useful >= 4 and pick.random() < 0.6
    word = pick.choice(texts.PLATFORM_WORDS) if pick.random() < 0.12 else ""
    replied = bool(word) and at + 30 * HOUR < now and pick.random() < 0.45
    return Feedback(
        request=request,
        given_to=booking.mentor,
        usefulness=useful,
        helped=helped,
        better=pick.choice(texts.BETTER) if pick.random() < (0.9 if useful < 4 else 0.3) else "",
        platform_message=word,
        language=language,
        may_publish=public,
        created_at=at,
        published_at=min(now, at + 9 * HOUR) if public and pick.random() < 0.75 else None,
        reply=pick.choice(texts.REPLIES) if replied else "",
        replied_at=at + 28 * HOUR if replied else None,
    )
