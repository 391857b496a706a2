"""Page, email and calendar file agree in all zones, also around the clock changes of 29 March and 25 October 2026."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from bookings.openings import openings_for
from core import clock
from core.zones import label
from outbox.services import drain
from tests.bookings.moments import book
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.pages import markup

SPRING = (datetime(2026, 3, 26, 12, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC))  # 09:00 in Berlin, summer
AUTUMN = (datetime(2026, 10, 22, 12, tzinfo=UTC), datetime(2026, 10, 26, 8, tzinfo=UTC))  # 09:00 in Berlin, winter
BEFORE_AUTUMN = (datetime(2026, 10, 20, 12, tzinfo=UTC), datetime(2026, 10, 23, 7, tzinfo=UTC))  # 09:00, summer

CASES = [
    (SPRING, "Europe/Berlin", "Monday 30 March", "09:00–09:30"),
    (SPRING, "America/New_York", "Monday 30 March", "03:00–03:30"),
    (SPRING, "Pacific/Pago_Pago", "Sunday 29 March", "20:00–20:30"),
    (SPRING, "Pacific/Auckland", "Monday 30 March", "20:00–20:30"),
    (AUTUMN, "Europe/Berlin", "Monday 26 October", "09:00–09:30"),
    (AUTUMN, "America/New_York", "Monday 26 October", "04:00–04:30"),
    (AUTUMN, "Pacific/Pago_Pago", "Sunday 25 October", "21:00–21:30"),
    (AUTUMN, "Pacific/Auckland", "Monday 26 October", "21:00–21:30"),
    (BEFORE_AUTUMN, "Europe/Berlin", "Friday 23 October", "09:00–09:30"),
    (BEFORE_AUTUMN, "America/New_York", "Friday 23 October", "03:00–03:30"),
    (BEFORE_AUTUMN, "Pacific/Auckland", "Friday 23 October", "20:00–20:30"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("moments", "zone", "day", "hours"), CASES)
def test_page_mail_and_file_agree(
    moments: tuple[datetime, datetime],
    zone: str,
    day: str,
    hours: str,
    settings: LazySettings,
    tmp_path: Path,
    client: Client,
) -> None:
    """Peer failures 12 and 13: page, mail and invitation agree, in summer time and on different calendar days."""
    now, starts_at = moments
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(now)
    mentor, reader = MentorFactory(bookable=True), UserFactory(time_zone=zone)
    client.force_login(reader)
    session_type = mentor.session_types.get()
    address = reverse("bookings:book", args=[mentor.slug])
    offered = markup(client.get(address, {"type": str(session_type.uuid), "at": starts_at.isoformat()}))
    booking = book(mentor, reader, starts_at=starts_at, now=now)
    drain(now=now)
    booked = markup(client.get(booking.get_absolute_url()))
    weekday, date, month = day.split()
    where = label(starts_at.astimezone(ZoneInfo(zone)))
    assert f'<span class="when__day">{weekday}</span> <span class="when__date">{date} {month}</span>' in offered
    assert f'<span class="when__time">{hours}</span> <span class="when__zone">{where}</span>' in offered
    for part, shown in (("weekday", weekday), ("day", date), ("month", month), ("time", hours), ("zone", where)):
        assert f'<span class="date-card__{part}">{shown}</span>' in booked
    [message] = [m for m in mail.outbox if m.to == [reader.email]]
    assert f"{weekday}, {date} {month} 2026" in message.body
    assert f"{hours}, {where}" in message.body
    [entry] = Calendar.from_ical(client.get(reverse("bookings:invite", args=[booking.uuid])).content).walk("VEVENT")
    assert entry.start == starts_at  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_mentor_who_changes_zone_keeps_bookings_at_their_instant(client: Client) -> None:
    """Peer failure 16: bookings stay at their instant."""
    now, starts_at = SPRING
    mentor = MentorFactory(bookable=True)
    booking = book(mentor, UserFactory(), starts_at=starts_at, now=now)
    mentor.user.time_zone = "Asia/Tokyo"
    mentor.user.save()
    booking.refresh_from_db()
    assert booking.starts_at == starts_at
    client.force_login(mentor.user)
    assert ">16:00–16:30<" in client.get(booking.get_absolute_url()).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Pago_Pago", "Pacific/Auckland"])
@pytest.mark.parametrize("now", [SPRING[0], AUTUMN[0]])
def test_every_listed_time_around_the_change_can_be_booked(zone: str, now: datetime) -> None:
    """Peer failure 9: every listed time after the change can be booked."""
    mentor = MentorFactory(bookable=True, user__time_zone=zone)
    session_type = mentor.session_types.get()
    listed = openings_for(mentor, session_type, after=now, before=now.replace(day=31), viewer=None, now=now)
    assert len(listed) >= 16
    for starts_at in listed[::5]:
        assert book(mentor, UserFactory(), starts_at=starts_at, now=now).starts_at == starts_at


@pytest.mark.django_db
@pytest.mark.usefixtures("no_second_factor")
def test_database_converts_no_zones(client: Client, django_assert_max_num_queries: Any) -> None:
    """PostgreSQL has its own zones, which may be older; it fails on unknown names."""
    BookingFactory(starts_at=SPRING[1])
    client.force_login(UserFactory(staff=True, time_zone="America/Vancouver"))
    with django_assert_max_num_queries(100) as asked:
        page = client.get(reverse("admin:bookings_booking_changelist"), {"when": "today"})
    assert page.status_code == 200
    zones = {zone for query in asked.captured_queries for zone in re.findall(r"AT TIME ZONE '(.*?)'", query["sql"])}
    assert not zones
