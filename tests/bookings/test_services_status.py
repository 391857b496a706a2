from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from bookings import services, tasks
from bookings.models import Booking, BookingStatus, WeeklyHours
from core import clock
from meetings.models import MeetingPreference
from mentors.errors import NotYourDesk
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from tests.factories import BookingFactory, MentorFactory, UserFactory

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


def leave(mentor: Mentor, *, message: str = "Thank you all.") -> None:
    services.status.leave(mentor=mentor, by=mentor.user, message=message, now=NOW)


@pytest.mark.django_db
def test_mentor_who_leaves_cancels_upcoming_bookings_and_everyone_is_told() -> None:
    mentor = MentorFactory(bookable=True)
    agreed = BookingFactory(mentor=mentor, starts_at=TOMORROW)
    asked = BookingFactory(mentor=mentor, starts_at=TOMORROW + timedelta(hours=1), requested=True, created_at=NOW)
    leave(mentor)
    mentor.refresh_from_db()
    agreed.refresh_from_db()
    asked.refresh_from_db()
    assert (mentor.status, mentor.changed_at) == (MentorStatus.LEFT, NOW)
    assert (agreed.status, agreed.cancelled_by, agreed.cancel_message) == (
        BookingStatus.CANCELLED,
        mentor.user,
        "Thank you all.",
    )
    assert (asked.status, asked.answer) == (BookingStatus.DECLINED, "Thank you all.")
    assert set(Notice.objects.values_list("kind", "recipient")) == {
        ("booking_cancelled", mentor.user_id),
        ("booking_cancelled", agreed.mentee_id),
        ("booking_declined", asked.mentee_id),
        ("mentor_left", mentor.user_id),
    }


@pytest.mark.django_db
def test_mentor_who_leaves_touches_nothing_else() -> None:
    mentor = MentorFactory(bookable=True)
    BookingFactory(mentor=mentor, starts_at=NOW - timedelta(days=1))
    BookingFactory(mentor=mentor, starts_at=NOW - timedelta(minutes=10))
    BookingFactory(mentor=mentor, starts_at=TOMORROW, cancelled=True)
    overdue = NOW - timedelta(hours=49)
    BookingFactory(mentor=mentor, starts_at=TOMORROW, requested=True, created_at=overdue)
    BookingFactory(starts_at=TOMORROW)
    BookingFactory(mentee=mentor.user, starts_at=TOMORROW)
    before = list(Booking.objects.order_by("pk").values())
    leave(mentor)
    assert list(Booking.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_leaving_twice_has_no_further_effect() -> None:
    mentor = MentorFactory(bookable=True)
    BookingFactory(mentor=mentor, starts_at=TOMORROW)
    leave(mentor)
    notices = Notice.objects.count()
    services.status.leave(mentor=mentor, by=mentor.user, message="", now=TOMORROW)
    mentor.refresh_from_db()
    assert (Notice.objects.count(), mentor.changed_at) == (notices, NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [MentorStatus.HIDDEN, MentorStatus.INACTIVE, MentorStatus.LEFT])
def test_only_a_listed_mentor_can_pause(status: MentorStatus) -> None:
    mentor = MentorFactory(status=status)
    with pytest.raises(services.status.StatusRefused):
        services.status.pause(mentor=mentor, by=mentor.user, now=NOW)
    assert Mentor.objects.get().status == status


@pytest.mark.django_db
def test_no_one_else_leaves_for_a_mentor() -> None:
    mentor = MentorFactory(bookable=True)
    booking = BookingFactory(mentor=mentor, starts_at=TOMORROW)
    with pytest.raises(NotYourDesk, match="another mentor’s desk"):
        services.status.leave(mentor=mentor, by=UserFactory(), message="", now=NOW)
    booking.refresh_from_db()
    assert booking.is_confirmed


@pytest.mark.django_db
def test_resuming_lists_only_mentors_who_are_ready() -> None:
    complete, without = MentorFactory.create_batch(2, bookable=True, paused=True)
    WeeklyHours.objects.filter(mentor=without).delete()
    assert services.status.resume(mentor=complete, by=complete.user, now=NOW) is True
    assert services.status.resume(mentor=without, by=without.user, now=NOW) is False
    assert set(Mentor.objects.values_list("pk", "status")) == {
        (complete.pk, MentorStatus.LISTED),
        (without.pk, MentorStatus.HIDDEN),
    }


@pytest.mark.django_db
def test_jitsi_is_a_place_only_while_the_operator_has_it(settings: Settings) -> None:
    mentor = MentorFactory(bookable=True)
    MeetingPreference.objects.update(place="jitsi", url="")
    for url, done in (("https://jitsi.example.org", True), ("", False)):
        settings.JITSI_URL = url
        steps = {step.url_name: step.done for step in services.status.steps(Mentor.objects.get(pk=mentor.pk))}
        assert steps["bookings:meeting_place"] is done


@pytest.mark.django_db
def test_sweep_lists_ready_mentors(tmp_path: Path, settings: Settings) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    clock.move_to(NOW)
    back_again = MentorFactory(bookable=True, hidden=True)
    MentorFactory(hidden=True)
    MentorFactory(bookable=True, hidden=True, approved_at=None)
    MentorFactory(bookable=True, hidden=True, user__is_active=False)
    MentorFactory(bookable=True, paused=True)
    MentorFactory(bookable=True, status=MentorStatus.LEFT)
    before = dict(Mentor.objects.values_list("pk", "status"))
    tasks.refresh_free_time()
    assert dict(Mentor.objects.values_list("pk", "status")) == before | {back_again.pk: MentorStatus.LISTED}
