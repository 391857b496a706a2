"""A club of any size: copies are as bookable as those they are copied from."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from bookings import free_time
from bookings.models import Booking, BookingStatus, FreeTime, NoShow, WaitlistEntry
from calendars.models import BusyTime, OutsideCalendar
from demo import bulk
from demo.bulk.rows import DOMAIN
from demo.people import mentors as demo_mentors
from directory.search import with_words
from feedback.models import Feedback, FeedbackRequest
from mentors.models import Application, Mentor, MentorStatus
from mentors.services.profiles import index
from notifications.models import Notice
from outbox.models import Job
from tests.factories import MentorFactory, TopicFactory

NOW = datetime(2026, 11, 23, 9, 30, 12, tzinfo=UTC)


@pytest.fixture
def models(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Mentor]:
    """Two mentors in place of the demo's, in two zones."""
    slugs = [person.slug for person in demo_mentors()[:2]]
    pair = [
        MentorFactory(
            bookable=True, slug=slug, topics=[TopicFactory()], user__time_zone=zone, user__display_name=name,
            headline="Interviews", user__confirmed=True,
        )
        for slug, zone, name in zip(
            slugs, ("Europe/Berlin", "America/New_York"), ("Zoë Q. Müller", "Kofi Mensah"), strict=True
        )
    ]  # fmt: skip
    for mentor in pair:
        index(mentor)
    free_time.rebuild_all(now=NOW)
    return pair


def test_copies_have_members_profiles_and_the_openings_that_the_engine_finds(models: list[Mentor]) -> None:
    said: list[int] = []
    bulk.fill(5, now=NOW, progress=said.append)
    copies = Mentor.objects.exclude(pk__in=[mentor.pk for mentor in models])
    assert (len(copies), said) == (5, [5])
    assert {(mentor.status, mentor.topics.count()) for mentor in copies} == {(MentorStatus.LISTED, 1)}
    assert User.objects.filter(mentor__in=copies, emailaddress__verified=True).count() == 5
    assert not any(mentor.user.has_usable_password() for mentor in copies)
    for mentor in copies:
        written = FreeTime.objects.get(mentor=mentor).starts
        free_time.rebuild(mentor, now=NOW)
        assert written == FreeTime.objects.get(mentor=mentor).starts != []


def test_a_second_fill_adds_and_every_name_is_found(models: list[Mentor], client: Client) -> None:
    bulk.fill(3, now=NOW)
    bulk.fill(2, now=NOW)
    assert User.objects.filter(email__endswith=DOMAIN).count() == 5
    copies = Mentor.objects.exclude(pk__in=[mentor.pk for mentor in models])
    assert len({mentor.slug for mentor in copies}) == 5
    for mentor in copies:
        assert mentor.pk in with_words(mentor.user.display_name)
    assert client.get("/mentors/").context["found"].total == 7
    assert client.get(copies[0].get_absolute_url()).status_code == 200


def test_bookings_come_with_mentees_feedback_mail_and_calendars(models: list[Mentor], client: Client) -> None:
    said: list[int] = []
    bulk.fill(7, booked=400, now=NOW, booking=said.append)
    bookings = Booking.objects.order_by("starts_at")
    by_mentor = Counter(bookings.values_list("mentor", flat=True))
    by_mentee = Counter(bookings.values_list("mentee", flat=True))
    (busiest, most), (_second, next_most) = by_mentor.most_common(2)
    assert (len(bookings), said[-1], len(by_mentor), len(by_mentee)) == (400, 400, 7, 81)
    assert most >= next_most + 30
    assert by_mentee.most_common(1)[0][1] >= 40
    assert {row.status for row in bookings} == set(BookingStatus)
    assert 20 <= bookings.upcoming(at=NOW).count() <= 60
    assert all(row.expires_at and row.expires_at > NOW for row in bookings.requested())
    assert bookings.filter(meeting__state="ready").count() == bookings.confirmed().count()

    ended = bookings.held(at=NOW).filter(feedback_request__isnull=False)
    assert FeedbackRequest.objects.count() == ended.count() + NoShow.objects.filter(outcome="confirmed").count()
    assert Feedback.objects.public().exists()
    assert NoShow.objects.exists()
    assert Notice.objects.count() == Job.objects.count() > 500
    assert set(Notice.objects.values_list("state", flat=True)) == {"waiting", "sent", "failed"}
    assert Job.objects.unfinished().count() == Notice.objects.waiting().count()
    assert OutsideCalendar.objects.count() == 2
    assert BusyTime.objects.count() == 200
    assert WaitlistEntry.objects.count() == 4
    assert Application.objects.count() == 3

    client.force_login(Mentor.objects.get(pk=busiest).user)
    own = bookings.filter(mentor=busiest)[0].get_absolute_url()
    assert [client.get(page).status_code for page in ("/bookings/", "/bookings/?show=past", own)] == [200] * 3


def test_bookings_that_do_not_fit_are_refused(models: list[Mentor]) -> None:
    with pytest.raises(ValueError, match="more mentors"):
        bulk.fill(1, booked=10, now=NOW)


def test_nobody_to_copy_is_said(db: None) -> None:
    with pytest.raises(ValueError, match="nobody to copy"):
        bulk.fill(3, now=NOW)


@pytest.mark.parametrize(("environment", "number"), [("production", 3), ("test", 0), ("test", -1)])
def test_command_refuses_production_and_nonsense(settings: Settings, environment: str, number: int) -> None:
    settings.ENVIRONMENT = environment
    with pytest.raises(CommandError):
        call_command("fill", mentors=number)
