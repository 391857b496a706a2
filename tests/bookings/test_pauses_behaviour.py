"""A pause with an end: what it affects, how it ends, and who sees until when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from bookings import services, tasks
from core import clock
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from tests.bookings.desk import NOW, a_sunday, mentor
from tests.factories import BookingFactory, MentorFactory, UserFactory
from tests.pages import markup

__all__ = ["a_sunday", "mentor"]  # the fixtures
PAUSE, BACK = reverse("bookings:pause"), date(2026, 12, 7)
pytestmark = pytest.mark.django_db


def state(mentor: Mentor) -> tuple[str, date | None]:
    mentor.refresh_from_db()
    return mentor.status, mentor.paused_until


def told() -> int:
    return Notice.objects.filter(kind="pause_over").count()


def test_pause_ends_by_itself_on_its_day(client: Client, mentor: Mentor) -> None:
    client.post(PAUSE, {"until": "2026-12-07"})
    assert state(mentor) == (MentorStatus.PAUSED, BACK)
    assert "be back on 7 December 2026" in markup(client.get(reverse("bookings:desk")))
    for moment, ended in ((datetime(2026, 12, 6, 22, 59, tzinfo=UTC), 0), (datetime(2026, 12, 6, 23, tzinfo=UTC), 1)):
        clock.move_to(moment)  # midnight in Berlin
        tasks.end_pauses()
        assert told() == ended
    assert state(mentor) == (MentorStatus.LISTED, None)
    tasks.end_pauses()
    assert told() == 1


@pytest.mark.parametrize(("zone", "begins"), [("Pacific/Kiritimati", 6), ("Pacific/Pago_Pago", 7)])
def test_day_begins_at_midnight_in_the_mentors_zone(zone: str, begins: int) -> None:
    MentorFactory(bookable=True, paused=True, paused_until=BACK, user__time_zone=zone)
    assert services.status.end_pauses(now=datetime(2026, 12, 6, 9, 59, tzinfo=UTC)) == 0
    assert services.status.end_pauses(now=datetime(2026, 12, begins, 11, tzinfo=UTC)) == 1


def test_pause_ends_earlier_or_later_on_request(client: Client, mentor: Mentor) -> None:
    client.post(PAUSE, {"until": "2026-12-07"})
    client.post(PAUSE, {"until": "2026-12-14"})
    assert state(mentor) == (MentorStatus.PAUSED, date(2026, 12, 14))
    client.post(PAUSE, {"back": "yes"})
    assert state(mentor) == (MentorStatus.LISTED, None)
    client.post(PAUSE)
    assert state(mentor) == (MentorStatus.PAUSED, None)
    assert services.status.end_pauses(now=NOW + timedelta(days=365)) == 0


@pytest.mark.parametrize("until", ["2026-11-22", "2020-01-01", "2028-12-01", "soon", "2026-13-01"])
def test_invalid_day_is_refused(client: Client, mentor: Mentor, until: str) -> None:
    assert client.post(PAUSE, {"until": until})["Location"] == reverse("bookings:desk")
    assert state(mentor) == (MentorStatus.LISTED, None)


def test_only_bookings_before_the_end_are_asked_about(client: Client, mentor: Mentor) -> None:
    BookingFactory(mentor=mentor, starts_at=datetime(2026, 12, 7, 9, tzinfo=UTC))
    during = BookingFactory(mentor=mentor, starts_at=datetime(2026, 12, 4, 9, tzinfo=UTC))
    page = client.post(PAUSE, {"until": "2026-12-07"})
    assert [row.presenter.booking for row in page.context["affected"]] == [during]
    assert '<input type="hidden" name="until" value="2026-12-07">' in page.content.decode()


def test_end_of_a_pause_says_what_is_missing(mentor: Mentor) -> None:
    mentor.weekly_hours.all().delete()
    services.status.pause(mentor=mentor, by=mentor.user, until=BACK, now=NOW)
    services.status.end_pauses(now=NOW + timedelta(days=20))
    assert (state(mentor), told()) == ((MentorStatus.HIDDEN, None), 1)


def test_members_see_until_when(client: Client, mentor: Mentor) -> None:
    services.status.pause(mentor=mentor, by=mentor.user, until=BACK, now=NOW)
    address = mentor.get_absolute_url()
    member = Client()
    member.force_login(UserFactory())
    assert "will be back on 7 December 2026" in markup(member.get(address))
    visitor = markup(Client().get(address))
    assert ("7 December" in visitor, "taking bookings at the moment" in visitor) == (False, True)


@pytest.mark.parametrize("status", [status for status in MentorStatus if status != MentorStatus.PAUSED])
def test_only_a_pause_has_an_end(mentor: Mentor, status: MentorStatus) -> None:
    with pytest.raises(IntegrityError, match="mentor_back_from_a_pause"):
        Mentor.objects.update(status=status, paused_until=BACK)
