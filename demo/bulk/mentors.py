"""Mentors: the demo's, copied inside the database under new names.

Each copy has a member, profile, topics, hours, rules and session types of its own, and openings over the horizon, as
the engine computes them for a mentor whom nobody has booked. Copies share the portraits of those they are copied from.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import connection

from accounts.models import User
from bookings import availability
from bookings.models import BookingRules, FreeTime, SessionType, WeeklyHours
from bookings.openings import schedule_of, with_schedule
from demo.bulk.rows import DOMAIN, copy_rows
from demo.people import mentors as demo_mentors
from mentors.models import Mentor, SearchDocument

AT_ONCE = 2_500  # copies in one round of statements


def fill(count: int, *, now: datetime, progress: Callable[[int], object] = lambda done: None) -> list[int]:
    """Add `count` listed mentors to a club that has the demo's; return their ids. Needs a transaction.

    Args:
        progress: is told after each round how many there are so far.

    Raises:
        ValueError: there is nobody to copy.
    """
    names = _models(now=now)
    first = User.objects.filter(email__endswith=f"@{DOMAIN}").count()
    ids: list[int] = []
    for done in range(0, count, AT_ONCE):
        ids += _copy_round(first + done, min(AT_ONCE, count - done), names=names)
        progress(len(ids))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE model, model_free")
    return ids


def _models(*, now: datetime) -> list[str]:
    """Lay out who is copied, with their openings, in temporary tables; the names that copies are given."""
    slugs = [person.slug for person in demo_mentors()]
    mentors = list(with_schedule(Mentor.objects.listed().filter(slug__in=slugs)).prefetch_related("session_types"))
    if not mentors:
        raise ValueError("There is nobody to copy: fill the demo club first.")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE model ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY m.id) - 1 AS place,"
            " m.id, m.user_id, ts_delete(d.words,"
            " tsvector_to_array(to_tsvector('simple', unaccent(u.display_name)))) AS document"
            " FROM mentors_mentor m JOIN accounts_user u ON u.id = m.user_id"
            " JOIN mentors_searchdocument d ON d.mentor_id = m.id WHERE m.id = ANY(%s)",
            [[mentor.pk for mentor in mentors]],
        )
        cursor.execute("CREATE TEMPORARY TABLE model_free (model bigint, starts timestamptz[]) ON COMMIT DROP")
        for mentor in mentors:
            cursor.execute(
                "INSERT INTO model_free VALUES (%s, %s::timestamptz[])", [mentor.pk, _starts(mentor, now=now)]
            )
    return [mentor.user.display_name for mentor in mentors]


def _starts(mentor: Mentor, *, now: datetime) -> list[datetime]:
    shortest = min(kind.minutes for kind in mentor.session_types.all() if kind.is_active)
    schedule, now = schedule_of(mentor), availability.next_minute(now)
    end = now + timedelta(days=schedule.horizon_days + 2)
    return availability.openings(
        schedule, duration=timedelta(minutes=shortest), after=now, before=end, booked=[], busy=[], now=now
    )


def _copy_round(first: int, count: int, *, names: list[str]) -> list[int]:
    """Copy the models in turn, numbering the copies from `first`; return their ids."""
    given, family = [[name.split()[place] for name in names] for place in (0, -1)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE copy ON COMMIT DROP AS"
            " SELECT number, model.id AS model, model.user_id AS model_user, model.document,"
            " (%s::text[])[1 + number %% %s] || ' ' || (%s::text[])[1 + number / %s %% %s] AS name,"
            " nextval(pg_get_serial_sequence('accounts_user', 'id')) AS user_id,"
            " nextval(pg_get_serial_sequence('mentors_mentor', 'id')) AS id"
            " FROM generate_series(%s, %s) number JOIN model ON model.place = number %% %s",
            [given, len(names), family, len(names), len(names), first, first + count - 1, len(names)],
        )
        address, no_password = f"'mentor-' || number || '@{DOMAIN}'", "'!'"
        copy_rows(
            cursor, User, "FROM copy JOIN accounts_user source ON source.id = copy.model_user",
            id="copy.user_id", uuid="gen_random_uuid()", email=address, display_name="name", password=no_password,
        )  # fmt: skip
        copy_rows(
            cursor, EmailAddress, "FROM copy JOIN account_emailaddress source ON source.user_id = copy.model_user",
            user_id="copy.user_id", email=address,
        )  # fmt: skip
        copy_rows(
            cursor, Mentor, "FROM copy JOIN mentors_mentor source ON source.id = copy.model",
            id="copy.id", uuid="gen_random_uuid()", user_id="copy.user_id", slug="source.slug || '-' || number",
        )  # fmt: skip
        copy_rows(
            cursor, SearchDocument, "FROM copy",
            mentor_id="copy.id", words="document || to_tsvector('simple', unaccent(name))",
        )  # fmt: skip
        for model in (Mentor.topics.through, BookingRules, WeeklyHours):
            table = model._meta.db_table
            copy_rows(
                cursor, model, f"FROM copy JOIN {table} source ON source.mentor_id = copy.model", mentor_id="copy.id"
            )
        copy_rows(
            cursor, SessionType, "FROM copy JOIN bookings_sessiontype source ON source.mentor_id = copy.model",
            uuid="gen_random_uuid()", mentor_id="copy.id",
        )  # fmt: skip
        copy_rows(
            cursor, FreeTime, "FROM copy JOIN bookings_freetime source ON source.mentor_id = copy.model"
            " JOIN model_free free ON free.model = copy.model", mentor_id="copy.id", starts="free.starts",
        )  # fmt: skip
        cursor.execute("SELECT id FROM copy ORDER BY number")
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("DROP TABLE copy")
    return ids
