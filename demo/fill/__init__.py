"""Filling an empty club, once."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from bookings import free_time
from core import clock
from demo.fill.announcements import write_announcement
from demo.fill.applications import write_applications
from demo.fill.conversations import write_bookings, write_saved
from demo.fill.feedback import write_feedback
from demo.fill.mailbox import fill_mailbox
from demo.fill.members import ADMIN, MENTEE, MENTOR, PASSWORD, write_members
from demo.fill.mentorships import write_mentorships
from demo.fill.profiles import write_profiles, write_topics
from insights.services import counting
from mentors.models import Category

LOGINS: list[tuple[str, str]] = [("mentee", MENTEE), ("mentor", MENTOR), ("club admin", ADMIN)]

__all__ = ["LOGINS", "PASSWORD", "fill_once"]


def fill_once(*, say: Callable[[str], None], now: datetime | None = None) -> bool:
    """Fill the club unless it holds data already; whether it was filled. All or nothing.

    Args:
        say: takes a line about the progress.
        now: the instant the content is laid around; the clock's when left out.
    """
    if Category.objects.exists():
        say("The club is filled already; its data stays.")
        return False
    now = (now or clock.now()).replace(second=0, microsecond=0)
    with transaction.atomic():
        say("Filling the club: topics and members …")
        topics = write_topics()
        cast = write_members(now=now)
        say("Filling the club: 120 mentors with hours and faces …")
        mentors = write_profiles(cast, topics, now=now)
        say("Filling the club: bookings and feedback …")
        bookings = write_bookings(mentors, cast, now=now)
        write_feedback(bookings, star=cast.mentees[0], now=now)
        write_mentorships(bookings, cast, now=now)
        write_saved(cast.mentees[0], now=now)
        write_applications(mentors, cast, topics, now=now)
        write_announcement(cast, now=now)
        fill_mailbox(cast, now=now)
        say("Filling the club: the index of free time …")
        free_time.rebuild_all(now=now)
        say("Filling the club: its weeks in numbers …")
        while counting.count(now=now):
            pass
    return True
