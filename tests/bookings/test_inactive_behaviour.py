from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking
from bookings.openings import openings_for
from core import clock
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice, NoticeState
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, SessionTypeFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def ask(mentor: Mentor, *, hours: int, **more: Any) -> Booking:
    """A request that has to be answered `hours` after NOW."""
    start = WEDNESDAY + timedelta(days=14, hours=hours)
    expires_at = NOW + timedelta(hours=hours)
    return BookingFactory(
        mentor=mentor, mentee=UserFactory(), starts_at=start, status="requested", expires_at=expires_at, **more
    )


def expire(mentor: Mentor, *hours: int) -> str:
    """Let requests expire one after the other. Returns the mentor's status afterwards."""
    for hour in hours:
        ask(mentor, hours=hour)
        services.expiring.expire_requests(now=NOW + timedelta(hours=hour))
    mentor.refresh_from_db()
    return mentor.status


@pytest.mark.usefixtures("fixed_clock")
def test_mentor_who_leaves_three_requests_unanswered_is_not_listed(
    client: Client, mentor: Mentor, django_capture_on_commit_callbacks: Any
) -> None:
    """Peer failure 30: silent mentors do not stay on top of the directory."""
    assert expire(mentor, 1, 2) == MentorStatus.LISTED
    assert mentor.get_absolute_url() in client.get(reverse("directory:list")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert expire(mentor, 3) == MentorStatus.INACTIVE
    before_the_inactive = client.get(reverse("directory:list")).content.decode().partition('id="inactive"')[0]
    assert mentor.get_absolute_url() not in before_the_inactive
    kind = mentor.session_types.get()
    assert not openings_for(mentor, kind, after=NOW, before=NOW + 14 * DAY, viewer=None, now=NOW)
    with pytest.raises(BookingRefused, match="This mentor isn’t taking bookings at the moment"):
        book(mentor, UserFactory())
    page = client.get(mentor.get_absolute_url())
    assert (page.status_code, "Taking a break" in page.content.decode()) == (200, True)


def test_bookings_stay_and_open_requests_can_still_be_answered(mentor: Mentor, mentee: User) -> None:
    agreed, asked = book(mentor, mentee), ask(mentor, hours=10)
    assert expire(mentor, 1, 2, 3) == MentorStatus.INACTIVE
    agreed.refresh_from_db()
    assert agreed.is_confirmed
    services.answering.answer(booking=asked, by=mentor.user, accept=True, message="", now=NOW + 4 * HOUR)
    services.moving.propose(booking=agreed, by=mentor.user, starts=[WEDNESDAY + DAY], message="", now=NOW)


def test_inactive_mentor_is_told_once_with_the_way_back(mentor: Mentor) -> None:
    expire(mentor, 1, 2, 3, 4)
    mail.outbox = []
    drain(now=NOW + 5 * HOUR)
    [sent] = [message for message in mail.outbox if "inactive" in message.subject]
    assert sent.to == ["amara@example.org"]
    assert "The last three requests expired without an answer from you. It" in " ".join(sent.body.split())
    assert reverse("bookings:desk") in sent.body


def test_mail_to_a_mentor_who_has_resumed_is_dropped(mentor: Mentor) -> None:
    expire(mentor, 1, 2, 3)
    services.status.resume(mentor=mentor, by=mentor.user, now=NOW + 4 * HOUR)
    drain(now=NOW + 5 * HOUR)
    assert Notice.objects.get(kind="mentor_inactive").state == NoticeState.DROPPED


@pytest.mark.parametrize("accept", [True, False])
def test_answer_resets_the_count(mentor: Mentor, accept: bool) -> None:
    expire(mentor, 1, 2)
    answered = ask(mentor, hours=30)
    services.answering.answer(booking=answered, by=mentor.user, accept=accept, message="", now=NOW + 3 * HOUR)
    assert expire(mentor, 4, 5) == MentorStatus.LISTED
    assert expire(mentor, 6) == MentorStatus.INACTIVE


def test_withdrawn_request_neither_counts_nor_resets_the_count(mentor: Mentor) -> None:
    expire(mentor, 1, 2)
    asked = ask(mentor, hours=30)
    services.cancelling.cancel(booking=asked, by=asked.mentee, message="", now=NOW + 3 * HOUR)
    assert expire(mentor, 4) == MentorStatus.INACTIVE


def test_requests_to_other_mentors_do_not_count(mentor: Mentor) -> None:
    other = BookingFactory(starts_at=WEDNESDAY).mentor
    expire(other, 1, 2)
    assert expire(mentor, 3) == MentorStatus.LISTED


@pytest.mark.parametrize("status", [MentorStatus.PAUSED, MentorStatus.HIDDEN])
def test_mentor_who_is_not_listed_does_not_become_inactive(mentor: Mentor, status: MentorStatus) -> None:
    Mentor.objects.update(status=status)
    assert expire(mentor, 1, 2, 3) == status


@pytest.mark.usefixtures("fixed_clock")
def test_inactive_mentor_resumes_with_one_button_and_a_new_count(client: Client, mentor: Mentor) -> None:
    expire(mentor, 1, 2, 3)
    asked = ask(mentor, hours=30)
    clock.move_to(NOW + 4 * HOUR)
    client.force_login(mentor.user)
    content = client.get(reverse("bookings:desk")).content.decode()
    assert "Your profile is inactive" in content
    response = client.post(reverse("bookings:pause"), {"back": "yes"}, follow=True)
    assert "Welcome back." in response.content.decode()
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.LISTED
    services.expiring.expire_requests(now=NOW + 30 * HOUR)
    asked.refresh_from_db()
    assert asked.status == "expired"
    assert expire(mentor, 31) == MentorStatus.LISTED
    assert expire(mentor, 32) == MentorStatus.INACTIVE


def test_inactive_mentor_whose_hours_are_gone_is_hidden_on_resuming(mentor: Mentor) -> None:
    expire(mentor, 1, 2, 3)
    mentor.weekly_hours.all().delete()
    assert not services.status.resume(mentor=mentor, by=mentor.user, now=NOW)
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.HIDDEN


def test_instant_booking_does_not_count_as_unanswered(mentor: Mentor, mentee: User) -> None:
    SessionTypeFactory(mentor=mentor, on_request=True)
    expire(mentor, 1, 2)
    book(mentor, mentee)
    assert expire(mentor, 3) == MentorStatus.INACTIVE
