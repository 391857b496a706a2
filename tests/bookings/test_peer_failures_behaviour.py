"""Failures of existing booking systems that no other test of bookings covers."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, DateOverride
from bookings.openings import openings_for
from mentors.models import Mentor
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, SessionTypeFactory, UserFactory, WeeklyHoursFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def listed(mentor: Mentor, *, after: datetime, days: int, now: datetime) -> list[datetime]:
    kind = mentor.session_types.get()
    return openings_for(mentor, kind, after=after, before=after + timedelta(days=days), viewer=None, now=now)


def zone_of(member: User) -> ZoneInfo:
    return ZoneInfo(member.time_zone)


def with_hours(zone: str, *spans: tuple[int, time, time]) -> Mentor:
    mentor = MentorFactory(bookable=True, user__time_zone=zone)
    mentor.weekly_hours.all().delete()
    for weekday, starts, ends in spans:
        WeeklyHoursFactory(mentor=mentor, weekday=weekday, starts=starts, ends=ends)
    return mentor


def test_request_holds_its_time_until_it_is_declined(mentor: Mentor, mentee: User) -> None:
    """Peer failure 2: a second, overlapping request is refused as long as the first waits."""
    longer = SessionTypeFactory(mentor=mentor, on_request=True, minutes=60)
    asked = book(mentor, mentee, session_type=longer)
    with pytest.raises(BookingRefused, match="no longer free"):
        book(mentor, UserFactory(), session_type=longer, starts_at=WEDNESDAY + timedelta(minutes=30))
    services.answering.answer(booking=asked, by=mentor.user, accept=False, message="", now=NOW)
    book(mentor, UserFactory(), session_type=longer, starts_at=WEDNESDAY + timedelta(minutes=30))


@pytest.mark.usefixtures("fixed_clock")
def test_scanner_that_opens_every_link_of_a_mail_changes_nothing(client: Client, mentor: Mentor, mentee: User) -> None:
    """Peer failure 4: neither accepts nor declines, whatever it adds to the address, signed in or not."""
    booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    drain(now=NOW)
    links = {link for message in mail.outbox for link in re.findall(r"http://localhost:8000(/\S+)", message.body)}
    assert reverse("bookings:answer", args=[booking.uuid]) in links
    for member in (None, mentor.user, mentee):
        if member:
            client.force_login(member)
        for link in links:
            for way in (client.get, client.head):
                for query in ("", "?decision=accept", "?decision=decline&message=no", "?answer=move"):
                    assert way(link + query).status_code < 500
    booking.refresh_from_db()
    assert (booking.status, booking.sequence, booking.answer) == (BookingStatus.REQUESTED, 0, "")


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.parametrize("decision", ["", "reject", "ACCEPT", "accept "])
def test_only_the_value_accept_accepts(client: Client, mentor: Mentor, mentee: User, decision: str) -> None:
    """Peer failure 4: a no never becomes a yes."""
    booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    client.force_login(mentor.user)
    address = reverse("bookings:answer", args=[booking.uuid])
    assert client.post(address, {"decision": decision}).status_code == 400
    assert client.post(address, {"decision": "decline"}).status_code == 302
    client.post(address, {"decision": "accept"})
    assert Booking.objects.get().status == BookingStatus.DECLINED


@pytest.mark.parametrize(
    ("zone", "viewer_zone", "on_the_page"),
    [
        ("Australia/Melbourne", "America/New_York", "Tuesday"),
        ("Pacific/Auckland", "Pacific/Pago_Pago", "Tuesday"),
        ("Pacific/Pago_Pago", "Pacific/Auckland", "Thursday"),
    ],
)
@pytest.mark.usefixtures("fixed_clock")
def test_people_a_day_apart_book_the_same_instant(
    client: Client, zone: str, viewer_zone: str, on_the_page: str
) -> None:
    """Peer failure 13: the mentor's Wednesday is the mentee's Tuesday or Thursday."""
    mentor = with_hours(zone, (2, time(9), time(10)))
    viewer = UserFactory(time_zone=viewer_zone)
    starts = listed(mentor, after=NOW, days=14, now=NOW)
    assert {start.astimezone(zone_of(mentor.user)).strftime("%A %H:%M") for start in starts} == {
        "Wednesday 09:00",
        "Wednesday 09:30",
    }
    booking = book(mentor, viewer, starts_at=starts[0])
    client.force_login(viewer)
    assert (
        f'<span class="date-card__weekday">{on_the_page}</span>'
        in client.get(booking.get_absolute_url()).content.decode()
    )


def test_night_hours_end_where_a_closed_day_begins() -> None:
    """Peer failure 14: Tuesday 21:00 to Wednesday 03:00 with Wednesday closed."""
    mentor = with_hours("Europe/Berlin", (1, time(21), time(3)))
    tuesday = datetime(2026, 12, 1, 20, tzinfo=UTC)  # 21:00 in Berlin
    assert len(listed(mentor, after=tuesday, days=1, now=NOW)) == 12
    DateOverride.objects.create(mentor=mentor, date=date(2026, 12, 2))
    mentor = Mentor.objects.get()
    starts = listed(mentor, after=tuesday, days=1, now=NOW)
    assert (starts[0], starts[-1]) == (tuesday, tuesday + timedelta(hours=2, minutes=30))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Europe/Berlin", "Pacific/Pago_Pago"])
def test_override_stays_on_its_own_weekday(zone: str) -> None:
    """Peer failure 14: a date is the mentor's own, wherever the server stands."""
    mentor = with_hours(zone)
    override = DateOverride.objects.create(mentor=mentor, date=date(2026, 12, 2))
    override.spans.create(starts=time(8), ends=time(9))
    starts = listed(Mentor.objects.get(), after=NOW, days=30, now=NOW)
    assert [f"{start.astimezone(zone_of(mentor.user)):%A %d %H:%M}" for start in starts] == [
        "Wednesday 02 08:00",
        "Wednesday 02 08:30",
    ]


@pytest.mark.parametrize(("zone", "kept"), [("Europe/Kyiv", True), ("Asia/Calcutta", True), ("Mars/Olympus", False)])
def test_zones_are_validated_on_input(client: Client, zone: str, *, kept: bool) -> None:
    """Peer failure 15: an unknown zone is refused, old and new names are accepted, and openings follow."""
    member = MentorFactory(bookable=True).user
    client.force_login(member)
    before = member.time_zone
    client.post(reverse("pages:zone"), {"zone": zone, "next": "/mentors/"})
    member.refresh_from_db()
    assert member.time_zone == (zone if kept else before)
    assert listed(Mentor.objects.get(), after=NOW, days=14, now=NOW)


@pytest.mark.usefixtures("fixed_clock")
def test_full_week_has_no_openings_and_is_no_error(client: Client, mentor: Mentor) -> None:
    """Peer failure 17: a week that spans two months, filled by one booking in each."""
    mentor.rules.weekly_limit = 2
    mentor.rules.save()
    for day in (datetime(2026, 11, 30, 9, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC)):
        BookingFactory(mentor=mentor, starts_at=day)
    days = {start.date() for start in listed(mentor, after=NOW, days=20, now=NOW)}
    assert not days & {date(2026, 11, 30) + timedelta(days=n) for n in range(7)}
    assert date(2026, 12, 7) in days
    for asked in ("week=2026-11-30", "week=2026-12-07", "week=2026-11-30&day=2026-12-02"):
        assert client.get(f"{mentor.get_absolute_url()}?{asked}").status_code == 200


@pytest.mark.usefixtures("fixed_clock")
def test_notice_longer_than_the_horizon_is_a_form_error(client: Client, mentor: Mentor) -> None:
    """Peer failure 19."""
    client.force_login(mentor.user)
    page = client.get(reverse("bookings:hours"))
    form = page.context["form"]
    data = {f"{form.rules.add_prefix(name)}": form.rules[name].value() or "" for name in form.rules.fields}
    changes = {name for name in data if name.endswith(("notice_hours", "horizon_days"))}
    assert len(changes) == 2
    data |= {name: "72" if name.endswith("notice_hours") else "2" for name in changes}
    answer = client.post(reverse("bookings:hours"), data)
    assert answer.status_code == 400
    mentor.rules.refresh_from_db()
    assert mentor.rules.notice_hours == 24


@pytest.mark.usefixtures("fixed_clock")
def test_expired_request_is_cleared_away(client: Client, mentor: Mentor, mentee: User) -> None:
    """Peer failure 27: a past request expires, frees its time, and leaves the desk."""
    asked = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    assert asked.expires_at is not None
    assert services.expiring.expire_requests(now=asked.expires_at) == 1
    client.force_login(mentor.user)
    content = client.get(reverse("bookings:requests")).content.decode()
    assert asked.get_absolute_url() not in content
    client.force_login(mentee)
    assert asked.get_absolute_url() in client.get(reverse("bookings:list"), {"show": "past"}).content.decode()
    book(mentor, UserFactory())


def test_session_keeps_its_wall_time_while_zones_change_on_different_days() -> None:
    """Peer failure 11: 8 to 29 March 2026, New York has summer time and Berlin has not."""
    mentor, now = MentorFactory(bookable=True), datetime(2026, 3, 1, 12, tzinfo=UTC)
    seen = []
    for monday in (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 23), date(2026, 3, 30)):
        start = datetime.combine(monday, time(16), tzinfo=zone_of(mentor.user)).astimezone(UTC)
        booking = book(mentor, UserFactory(time_zone="America/New_York"), starts_at=start, now=now)
        zones = (zone_of(mentor.user), zone_of(booking.mentee))
        seen.append(tuple(f"{booking.starts_at.astimezone(zone):%H:%M}" for zone in zones))
    assert seen == [("16:00", "10:00"), ("16:00", "11:00"), ("16:00", "11:00"), ("16:00", "10:00")]
