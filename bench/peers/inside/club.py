"""The club's side: the same people, hours, bookings and work as the peers."""

from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bench.peers import talk
from bookings import free_time
from bookings.models import Booking, BookingRules, BookingStatus, SessionType, WeeklyHours
from bookings.openings import openings_for
from core import clock
from demo import bulk
from demo.fill import fill_once
from meetings.models import MeetingPreference
from mentors.models import Mentor
from notifications.models import Notice
from notifications.services import notify
from outbox.lanes import Lane
from outbox.models import Job
from outbox.services import drain

MINUTES = timedelta(minutes=30)
TOPIC = "How do I begin with research when nobody asked for it?"


def fill(mentors: int, mentees: int, booked: list[str]) -> dict[str, Any]:
    """Create `mentors`, one of them with the calendar that is compared, and mentees who are signed in.

    Args:
        booked: starts of the bookings in that calendar, as ISO 8601 in UTC.
    """
    call_command("migrate", verbosity=0)
    fill_once(say=lambda line: None)
    now = clock.now()
    bulk.fill(mentors - Mentor.objects.listed().count(), now=now)
    members = User.objects.bulk_create(
        User(email=f"mentee-{number}@peers.example.org", display_name=f"Mentee {number}", date_joined=now, password="!")  # noqa: S106 - opens nothing
        for number in range(mentees)
    )
    mentor = Mentor.objects.listed().select_related("user").order_by("-pk")[0]
    offer = _office_hours(mentor)
    Booking.objects.bulk_create(
        Booking(
            mentor=mentor,
            mentee=members[0],
            session_type=offer,
            starts_at=start,
            ends_at=start + MINUTES,
            status=BookingStatus.CONFIRMED,
            topic=TOPIC,
            created_at=now,
        )
        for start in map(datetime.fromisoformat, booked)
    )
    free_time.rebuild(mentor, now=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    first = Booking.objects.filter(mentor=mentor).order_by("starts_at")[0]
    names = Mentor.objects.listed().order_by("pk").values_list("user__display_name", flat=True)
    filled = {
        "slug": mentor.slug,
        "type": str(offer.uuid),
        "booking": first.pk,
        "newest": newest(),
        "names": list(names),
        "sessions": [_session(member) for member in members],
    }
    connection.close()  # so that the database can be copied
    return filled


def _office_hours(mentor: Mentor) -> SessionType:
    """Monday to Friday, 9 to 17, in UTC; half an hour each."""
    User.objects.filter(pk=mentor.user_id).update(time_zone="UTC")
    mentor.weekly_hours.all().delete()
    mentor.date_overrides.all().delete()
    mentor.session_types.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(mentor=mentor, weekday=weekday, starts=time(9), ends=time(17)) for weekday in range(5)
    )
    BookingRules.objects.filter(mentor=mentor).update(
        step_minutes=30,
        notice_hours=0,
        horizon_days=90,
        buffer_minutes=0,
        daily_limit=None,
        weekly_limit=None,
    )
    MeetingPreference.objects.update_or_create(
        mentor=mentor, defaults={"place": "own", "url": "https://meet.example.org/mine"}
    )
    return SessionType.objects.create(mentor=mentor, name="A conversation", minutes=30)


def _session(member: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = "mentoring_club.backends.PasswordBackend"
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def calendar(slug: str, first: str, days: int, times: int) -> dict[str, Any]:
    """The free times of some days, with one call."""
    after = datetime.combine(date.fromisoformat(first), time(0), tzinfo=UTC)
    before = after + timedelta(days=days)

    def free() -> list[datetime]:
        offers = SessionType.objects.offered().select_related("mentor__user", "mentor__rules")
        offer = offers.get(mentor__slug=slug)
        return openings_for(offer.mentor, offer, after=after, before=before, viewer=None, now=clock.now())

    with CaptureQueriesContext(connection) as asked:
        found = [start.replace(tzinfo=None).isoformat() for start in free()]
    begun = perf_counter()
    for _ in range(times):
        free()
    return {"free": found, "queries": len(asked), "ms": (perf_counter() - begun) * 1000 / times}


def forget_pages() -> None:
    """Clear all cached pages and cards."""
    cache.clear()


def winners(at: str, since: int) -> int:
    """How many bookings of a time there are that are newer than the row `since`."""
    return Booking.objects.holding_time().filter(starts_at=datetime.fromisoformat(at), pk__gt=since).count()


def newest() -> int:
    """The newest booking."""
    return Booking.objects.aggregate(newest=Max("pk"))["newest"] or 0


def clean(since: int) -> None:
    """Delete what the last round created."""
    Job.objects.all().delete()
    Notice.objects.all().delete()
    Booking.objects.filter(pk__gt=since).delete()


def write(count: int, booking: int) -> float:
    """Write that many notices; returns the milliseconds taken."""
    row = Booking.objects.select_related("mentee").get(pk=booking)
    Notice.objects.all().delete()
    Job.objects.all().delete()
    begun = perf_counter()
    for _ in range(count):
        notify(row.mentee, "booking_confirmed", now=clock.now(), about=row)
    return (perf_counter() - begun) * 1000


def deliver(count: int) -> float:
    """Deliver them in this process; returns the milliseconds taken."""
    begun = perf_counter()
    while drain(now=clock.now(), lane=Lane.MAIL, limit=count):
        pass
    return (perf_counter() - begun) * 1000


if __name__ == "__main__":
    talk.serve(
        fill=fill, calendar=calendar, forget_pages=forget_pages, winners=winners, newest=newest, clean=clean,
        write=write, deliver=deliver,
    )  # fmt: skip
