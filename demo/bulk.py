"""A club of any size, for measuring: the demo's mentors, copied inside the database under new names.

Each copy has a member, profile, topics, hours, rules and session types of its own, and openings over the horizon, as
the engine computes them for a mentor whom nobody has booked. Copies share the portraits of those they are copied from.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import connection, models, transaction

from accounts.models import User
from bookings import availability
from bookings.models import BookingRules, FreeTime, SessionType, WeeklyHours
from bookings.openings import schedule_of, with_schedule
from demo.people import mentors as demo_mentors
from mentors.models import Mentor

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

AT_ONCE = 2_500  # copies in one round of statements
DOMAIN = "bulk.example.org"


def fill(count: int, *, now: datetime, progress: Callable[[int], object] = lambda done: None) -> None:
    """Add `count` listed mentors to a club that has the demo's. All or nothing.

    Args:
        progress: is told after each round how many there are so far.

    Raises:
        ValueError: there is nobody to copy.
    """
    with transaction.atomic():
        names = _models(now=now)
        first = User.objects.filter(email__endswith=f"@{DOMAIN}").count()
        for done in range(0, count, AT_ONCE):
            _copy_round(first + done, min(AT_ONCE, count - done), names=names)
            progress(min(done + AT_ONCE, count))
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE model, model_free")


def _models(*, now: datetime) -> list[str]:
    """Lay out who is copied, with their openings, in temporary tables; the names that copies are given."""
    slugs = [person.slug for person in demo_mentors()]
    mentors = list(with_schedule(Mentor.objects.listed().filter(slug__in=slugs)).prefetch_related("session_types"))
    if not mentors:
        raise ValueError("There is nobody to copy: fill the demo club first.")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE model ON COMMIT DROP AS SELECT row_number() OVER (ORDER BY m.id) - 1 AS place,"
            " m.id, m.user_id, ts_delete(m.search_document,"
            " tsvector_to_array(to_tsvector('simple', unaccent(u.display_name)))) AS document"
            " FROM mentors_mentor m JOIN accounts_user u ON u.id = m.user_id WHERE m.id = ANY(%s)",
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


def _copy_round(first: int, count: int, *, names: list[str]) -> None:
    """Copy the models in turn, numbering the copies from `first`."""
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
        _insert(
            cursor, User, "JOIN accounts_user source ON source.id = copy.model_user",
            id="copy.user_id", uuid="gen_random_uuid()", email=address, display_name="name", password=no_password,
        )  # fmt: skip
        _insert(
            cursor, EmailAddress, "JOIN account_emailaddress source ON source.user_id = copy.model_user",
            user_id="copy.user_id", email=address,
        )  # fmt: skip
        _insert(
            cursor, Mentor, "JOIN mentors_mentor source ON source.id = copy.model",
            id="copy.id", uuid="gen_random_uuid()", user_id="copy.user_id", slug="source.slug || '-' || number",
            search_document="document || to_tsvector('simple', unaccent(name))",
        )  # fmt: skip
        for model in (Mentor.topics.through, BookingRules, WeeklyHours):
            table = model._meta.db_table
            _insert(cursor, model, f"JOIN {table} source ON source.mentor_id = copy.model", mentor_id="copy.id")
        _insert(
            cursor, SessionType, "JOIN bookings_sessiontype source ON source.mentor_id = copy.model",
            uuid="gen_random_uuid()", mentor_id="copy.id",
        )  # fmt: skip
        _insert(
            cursor, FreeTime, "JOIN bookings_freetime source ON source.mentor_id = copy.model"
            " JOIN model_free free ON free.model = copy.model", mentor_id="copy.id", starts="free.starts",
        )  # fmt: skip
        cursor.execute("DROP TABLE copy")


def _insert(cursor: "CursorWrapper", model: type[models.Model], join: str, **columns: str) -> None:
    """Copy rows of a table: every column as it is in `source`, but for those that are given."""
    own = [field.column for field in model._meta.concrete_fields if field.column != "id" or "id" in columns]
    into = ", ".join(f'"{column}"' for column in own)
    values = ", ".join(columns.get(str(column), f'source."{column}"') for column in own)
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({into}) SELECT {values} FROM copy {join}")  # noqa: S608  # names out of our own models
