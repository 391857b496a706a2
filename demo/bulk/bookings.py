"""Years of bookings for the mentors that `demo.bulk.mentors` adds, with all that comes with a booking.

Rows are made inside the database. Bookings go round the mentors, the mentees and a grid of hours with a prime number of
places, so nobody is in two at once. One mentor and one mentee have many more than anybody else: theirs are at night. A
tenth of all bookings is still to come. The index of free time isn't touched; beat rebuilds it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.backends.utils import CursorWrapper

from accounts.models import User
from bookings.models import Booking, NoShow, WaitlistEntry
from calendars.models import BusyTime, OutsideCalendar
from calendars.sources import ADDRESS
from core import encryption
from demo.bulk.rows import DOMAIN, copy_rows, write
from feedback.models import Feedback, FeedbackRequest
from meetings.models import Meeting
from mentors.models import Application
from notifications.models import Notice
from outbox.models import Job

AT_ONCE = 50_000  # bookings in one round of statements
HOURS = 7_297  # on the grid: ten a day for two years; a prime
STEP = 3_083  # along the grid from one booking to the next, so that few are spread as many are
PAST_DAYS = 657  # nine tenths of the grid
BUSIEST_MENTOR, BUSIEST_MENTEE = 5_000, 300  # bookings
BUSY_TIMES = 100  # in a calendar; every fifth mentor has one
FEED = "https://calendar.example.org/secret.ics"


@dataclass(frozen=True, slots=True)
class Series:
    """Bookings numbered from 0: `mentor` and `mentee`, `day` from today and `hour`, as SQL over `number`."""

    count: int
    columns: dict[str, str]


# The columns of a round: a booking, its future rows' keys, and `hash`, below 100, which decides how it went.
ROUND = """
CREATE TEMPORARY TABLE round ON COMMIT DROP AS
SELECT plan.*, mentor_id, mentor_user, session_type_id, mentee_id,
    starts_at + make_interval(mins => least(minutes, 60)) AS ends_at, starts_at > %(now)s AS coming,
    least(starts_at - make_interval(days => 7), %(now)s - make_interval(mins => (number %% 10000)::int)) AS created_at,
    CASE WHEN hash < 85 THEN 'confirmed' WHEN hash < 92 THEN 'cancelled'
        WHEN starts_at > %(now)s + interval '2 hours' THEN 'requested'
        WHEN hash < 97 THEN 'declined' ELSE 'expired' END AS status,
    nextval(pg_get_serial_sequence('bookings_booking', 'id')) AS id, gen_random_uuid() AS uuid,
    nextval(pg_get_serial_sequence('meetings_meeting', 'id')) AS meeting_id,
    nextval(pg_get_serial_sequence('feedback_feedbackrequest', 'id')) AS request_id
FROM (
    SELECT number, number * 7919 / 13 %% 100 AS hash, {mentor} AS mentor, {mentee} AS mentee,
        date_trunc('day', %(now)s) + make_interval(days => ({day})::int, hours => ({hour})::int) AS starts_at
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS number
) AS plan
JOIN bulk_mentor ON bulk_mentor.place = mentor JOIN bulk_mentee ON bulk_mentee.place = mentee
"""
WITH_ROOM = "hash < 92"
HELD = "status = 'confirmed' AND ends_at < %(now)s"


def fill(
    count: int, *, mentors: Iterable[int], now: datetime, progress: Callable[[int], object] = lambda done: None
) -> None:
    """Add `count` bookings of some mentors with new mentees, one for every five. Needs a transaction.

    Args:
        mentors: ids of mentors without bookings, at least two; the first becomes the busiest.
        progress: is told after each round how many bookings there are so far.

    Raises:
        ValueError: fewer than two mentors, or more bookings than fit into their days.
    """
    ids = list(mentors)
    if len(ids) % HOURS == 0:
        ids = ids[:-1]  # going round both would meet at the same hours
    mentees = count // 5 | 1
    if len(ids) < 2 or count / min(len(ids), mentees) > HOURS / 2:
        raise ValueError("That many bookings need more mentors.")
    with connection.cursor() as cursor:
        _people(cursor, ids, mentees)
        done = 0
        for series, first, last in _rounds(_series(count, mentors=len(ids), mentees=mentees)):
            columns = {name: sql.replace("%", "%%") for name, sql in series.columns.items()}
            cursor.execute(ROUND.format(**columns), {"now": now, "first": first, "last": last})
            _write_round(cursor, now=now)
            cursor.execute("DROP TABLE round")
            done += last - first + 1
            progress(done)
        _write_others(cursor, now=now)
        cursor.execute("DROP TABLE bulk_mentor, bulk_mentee")


def _people(cursor: CursorWrapper, mentors: list[int], mentees: int) -> None:
    """Number the mentors, and as many new mentees with their names, in temporary tables."""
    cursor.execute(
        "CREATE TEMPORARY TABLE bulk_mentor ON COMMIT DROP AS"
        " SELECT place - 1 AS place, m.id AS mentor_id, m.user_id AS mentor_user, offer.id AS session_type_id, minutes"
        " FROM unnest(%s::bigint[]) WITH ORDINALITY AS given(id, place) JOIN mentors_mentor m ON m.id = given.id"
        " JOIN (SELECT DISTINCT ON (mentor_id) * FROM bookings_sessiontype WHERE is_active"
        " ORDER BY mentor_id, minutes) offer ON offer.mentor_id = m.id",
        [mentors],
    )
    first = User.objects.filter(email__endswith=f"@{DOMAIN}").count()
    cursor.execute(
        "CREATE TEMPORARY TABLE bulk_mentee ON COMMIT DROP AS"
        " SELECT number AS place, 'mentee-' || number + %s || '@' || %s AS email, mentor_user AS model,"
        " nextval(pg_get_serial_sequence('accounts_user', 'id')) AS mentee_id"
        " FROM generate_series(0, %s) AS number JOIN bulk_mentor ON bulk_mentor.place = number %% %s",
        [first, DOMAIN, mentees - 1, len(mentors)],
    )
    copied = "FROM bulk_mentee JOIN accounts_user source ON source.id = model"
    copy_rows(cursor, User, copied, id="mentee_id", uuid="gen_random_uuid()", email="bulk_mentee.email")
    copied = "FROM bulk_mentee JOIN account_emailaddress source ON source.user_id = model"
    copy_rows(cursor, EmailAddress, copied, user_id="mentee_id", email="bulk_mentee.email")


def _series(count: int, *, mentors: int, mentees: int) -> list[Series]:
    of_mentor, of_mentee = min(BUSIEST_MENTOR, count // 10), min(BUSIEST_MENTEE, count // 10)
    by_day = {
        "mentor": f"number % {mentors}",
        "mentee": f"number % {mentees}",
        "day": f"number * {STEP} % {HOURS} / 10 - {PAST_DAYS}",
        "hour": f"8 + number * {STEP} % {HOURS} % 10",
    }
    mentors_nights = {
        "mentor": "0",
        "mentee": f"1 + number % {mentees - 1}",
        "day": f"number / 12 - {of_mentor * 9 // 120}",
        "hour": "18 + number % 12",
    }
    mentees_nights = {
        "mentor": f"1 + number % {mentors - 1}",
        "mentee": "0",
        "day": f"number - {of_mentee * 9 // 10}",
        "hour": "18 + number % 6",
    }
    return [
        Series(count - of_mentor - of_mentee, by_day),
        Series(of_mentor, mentors_nights),
        Series(of_mentee, mentees_nights),
    ]


def _rounds(series: list[Series]) -> Iterator[tuple[Series, int, int]]:
    """Each series in parts: the number of the first booking and that of the last."""
    for each in series:
        for first in range(0, each.count, AT_ONCE):
            yield each, first, min(first + AT_ONCE, each.count) - 1


def _write_round(cursor: CursorWrapper, *, now: datetime) -> None:
    """Write a round of bookings, each with its room, feedback, emails and jobs."""
    given = {"now": now}
    write(
        cursor, Meeting, f"FROM round WHERE {WITH_ROOM}", given,
        id="meeting_id", kind="'booking'", uuid="uuid", mentor_id="mentor_id", provider="'jitsi'", identifier="uuid",
        url="'https://meet.example.org/' || uuid", starts_at="starts_at", ends_at="ends_at", changed_at="created_at",
        state="CASE status WHEN 'confirmed' THEN 'ready' ELSE 'gone' END",
    )  # fmt: skip
    write(
        cursor, Booking, "FROM round", given,
        id="id", uuid="uuid", mentor_id="mentor_id", mentee_id="mentee_id", session_type_id="session_type_id",
        starts_at="starts_at", ends_at="ends_at", status="status", created_at="created_at",
        topic="'How do I begin with something that nobody has asked for, and whom do I tell first? (' || number || ')'",
        expires_at="CASE status WHEN 'requested' THEN least(starts_at, %(now)s + interval '1 day') END",
        answered_at="CASE status WHEN 'declined' THEN created_at END",
        reconfirmed_at="CASE WHEN status = 'confirmed' AND NOT coming THEN starts_at - interval '1 day' END",
        cancelled_at="CASE status WHEN 'cancelled' THEN created_at END",
        cancelled_by_id="CASE status WHEN 'cancelled' THEN mentee_id END",
        meeting_id=f"CASE WHEN {WITH_ROOM} THEN meeting_id END",
    )  # fmt: skip
    write(
        cursor, FeedbackRequest, f"FROM round WHERE {HELD}", given,
        id="request_id", booking_id="id", created_at="ends_at", expires_at="ends_at + interval '30 days'",
    )  # fmt: skip
    write(
        cursor, Feedback, f"FROM round WHERE {HELD} AND hash < CASE mentor WHEN 0 THEN 70 ELSE 30 END", given,
        request_id="request_id", given_to_id="mentor_id", usefulness="5 - hash %% 3",
        created_at="ends_at + interval '1 hour'",
        helped="'You asked what I would do if nobody were watching, and then I knew. (' || number || ')'",
        may_publish="hash < 10", published_at="CASE WHEN hash < 10 THEN ends_at + interval '2 hours' END",
    )  # fmt: skip
    write(
        cursor, NoShow, f"FROM round WHERE {HELD} AND hash = 84", given,
        booking_id="id", absent="'mentee'", reported_at="ends_at",
        outcome="CASE number %% 10 WHEN 0 THEN 'disputed' ELSE 'confirmed' END",
        settled_at="CASE WHEN number %% 10 > 0 THEN ends_at + interval '7 days' END",
    )  # fmt: skip
    _write_notices(cursor, now=now)


def _write_notices(cursor: CursorWrapper, *, now: datetime) -> None:
    """A confirmation to each mentee, a reminder to every second mentor, and their jobs."""
    cursor.execute(
        "CREATE TEMPORARY TABLE mail ON COMMIT DROP AS SELECT gen_random_uuid() AS notice, recipient, kind, row_id,"
        " starts_at, due_at, due_at > %(now)s AS waiting, number %% 500 = 0 AS failed FROM ("
        " SELECT number, starts_at, 'booking_confirmed' AS kind, mentee_id AS recipient, id::text AS row_id,"
        " %(now)s - make_interval(secs => number * 7919 %% (180 * 86400)) AS due_at FROM round UNION ALL"
        " SELECT number, starts_at, 'booking_reminder_day', mentor_user, id::text, CASE WHEN coming THEN starts_at"
        " ELSE %(now)s - make_interval(secs => number * 7907 %% (180 * 86400)) END FROM round WHERE number %% 2 = 0) _",
        {"now": now},
    )
    written = "least(due_at, %(now)s)"
    write(
        cursor, Notice, "FROM mail JOIN django_content_type about ON about.app_label = 'bookings'"
        " AND about.model = 'booking'", {"now": now},
        uuid="notice", kind="kind", recipient_id="recipient", about_type_id="about.id", about_id="row_id",
        data="jsonb_build_object('starts_at', starts_at)", due_at="due_at", created_at=written,
        state="CASE WHEN waiting THEN 'waiting' WHEN failed THEN 'failed' ELSE 'sent' END",
        settled_at="CASE WHEN NOT waiting THEN due_at END",
    )  # fmt: skip
    write(
        cursor, Job, "FROM mail", {"now": now},
        kind="'notifications.deliver'", payload="jsonb_build_object('notice', notice)", due_at="due_at",
        created_at=written, attempts="CASE WHEN waiting THEN 0 ELSE 1 END",
        done_at="CASE WHEN NOT waiting AND NOT failed THEN due_at END",
        failed_at="CASE WHEN NOT waiting AND failed THEN due_at END",
    )  # fmt: skip
    cursor.execute("DROP TABLE mail")


def _write_others(cursor: CursorWrapper, *, now: datetime) -> None:
    """Outside calendars, places on waiting lists and applications."""
    given = {
        "now": now,
        "secret": encryption.seal(ADDRESS, FEED),
        "fingerprint": encryption.fingerprint(ADDRESS, FEED),
        "last": BUSY_TIMES - 1,
    }
    write(
        cursor, OutsideCalendar, "FROM bulk_mentor WHERE place %% 5 = 0", given,
        mentor_id="mentor_id", host="'calendar.example.org'", fingerprint="%(fingerprint)s",
        secret="%(secret)s",  # noqa: S106  # names a parameter
        created_at="%(now)s", read_at="%(now)s", next_read_at="%(now)s + make_interval(secs => place %% 900)",
    )  # fmt: skip
    day, hour = "event * 2 - 20", "7 + (place + event) %% 10"
    starts = f"date_trunc('day', %(now)s) + make_interval(days => {day}, hours => ({hour})::int)"
    write(
        cursor, BusyTime, "FROM bulk_mentor JOIN calendars_outsidecalendar calendar USING (mentor_id),"
        " generate_series(0, %(last)s) AS event", given,
        calendar_id="calendar.id", starts_at=starts, ends_at=f"{starts} + interval '30 minutes'",
    )  # fmt: skip
    write(
        cursor, WaitlistEntry, "FROM bulk_mentor JOIN bulk_mentee USING (place) WHERE place %% 2 = 0", given,
        mentor_id="mentor_id", member_id="mentee_id", asked_at="%(now)s - make_interval(mins => (place %% 50000)::int)",
        seen="'{}'",
    )  # fmt: skip
    written = "%(now)s - make_interval(mins => place)"
    write(
        cursor, Application, "FROM bulk_mentee WHERE place %% 40 = 0", given,
        applicant_id="mentee_id", state="'submitted'", years_of_practice="10", languages="'{en}'", role="'Engineer'",
        letter="'Somebody once took an hour for me, and I would like to give it back.'", created_at=written,
        changed_at=written, submitted_at=written, waiting_since=written, conduct_agreed_at=written,
    )  # fmt: skip
