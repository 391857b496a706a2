from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.models import User
from bookings import free_time, services
from bookings.models import FreeTime, next_start
from bookings.openings import openings_for
from mentors.models import Mentor, MentorStatus
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import MentorFactory, SessionTypeFactory, UserFactory


def starts(mentor: Mentor) -> list[datetime]:
    return FreeTime.objects.get(mentor=mentor).starts


def first(mentor: Mentor, *, at: datetime) -> datetime | None:
    """The next start, as the database finds it."""
    return FreeTime.objects.values_list(next_start(at=at), flat=True).get(mentor=mentor)  # type: ignore[no-any-return]


def test_rebuild_writes_the_openings_of_the_shortest_type(mentor: Mentor) -> None:
    short = SessionTypeFactory(mentor=mentor, minutes=15)
    SessionTypeFactory(mentor=mentor, minutes=10, is_active=False)
    count = free_time.rebuild(mentor, now=NOW)
    end = NOW + timedelta(days=60)
    expected = openings_for(mentor, short, after=NOW, before=end, viewer=None, now=NOW)
    assert starts(mentor) == expected
    assert count == len(expected) > 400


def test_rebuild_removes_booked_times(mentor: Mentor, mentee: User) -> None:
    free_time.rebuild(mentor, now=NOW)
    before = starts(mentor)
    book(mentor, mentee)
    free_time.rebuild(mentor, now=NOW)
    assert set(before) - set(starts(mentor)) == {WEDNESDAY}
    assert FreeTime.objects.count() == 1


def test_next_start_is_the_first_that_the_notice_allows(mentor: Mentor) -> None:
    free_time.rebuild(mentor, now=NOW)
    row = FreeTime.objects.get()
    last_call = row.starts[0] - row.notice
    minute = timedelta(minutes=1)
    assert first(mentor, at=last_call - timedelta(days=9)) == row.starts[0]
    assert first(mentor, at=last_call) == row.starts[0]
    assert first(mentor, at=last_call + minute) == row.starts[1]
    assert first(mentor, at=row.starts[-1] - row.notice) == row.starts[-1]
    assert first(mentor, at=row.starts[-1] - row.notice + minute) is None


def test_next_start_agrees_with_the_list_at_every_quarter_of_an_hour(mentor: Mentor) -> None:
    free_time.rebuild(mentor, now=NOW)
    row = FreeTime.objects.get()
    for quarter in range(0, 24 * 4 * 3, 7):
        at = NOW + timedelta(minutes=15) * quarter
        assert first(mentor, at=at) == next((start for start in row.starts if start >= at + row.notice), None)


def test_rebuild_follows_the_notice(mentor: Mentor) -> None:
    free_time.rebuild(mentor, now=NOW)
    mentor.rules.notice_hours = 48
    mentor.rules.save()
    free_time.rebuild(Mentor.objects.get(), now=NOW)
    assert FreeTime.objects.get().notice == timedelta(hours=48)
    assert starts(mentor)[0] >= NOW + timedelta(hours=48)


@pytest.mark.parametrize("status", [MentorStatus.HIDDEN, MentorStatus.PAUSED, MentorStatus.LEFT])
def test_mentor_who_is_not_listed_has_no_free_time(mentor: Mentor, status: MentorStatus) -> None:
    free_time.rebuild(mentor, now=NOW)
    Mentor.objects.update(status=status)
    assert free_time.rebuild(mentor, now=NOW) == 0
    assert starts(mentor) == []


def test_mentor_with_a_closed_account_has_no_free_time(mentor: Mentor) -> None:
    free_time.rebuild(mentor, now=NOW)
    User.objects.update(is_active=False)
    free_time.rebuild(mentor, now=NOW)
    assert starts(mentor) == []


def test_finest_grid_around_the_clock_stays_small(mentor: Mentor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_time, "MOST_STARTS", 10)
    assert free_time.rebuild(mentor, now=NOW) == 10
    assert starts(mentor)[0] == NOW.replace(hour=9, minute=0) + timedelta(days=1)


def test_refresh_later_is_one_job_that_rebuilds(mentor: Mentor) -> None:
    with transaction.atomic():
        for _ in range(3):
            free_time.refresh_later(mentor, now=NOW)
    assert [job.key for job in Job.objects.all()] == [f"free-time:{mentor.pk}"]
    drain(now=NOW)
    assert Job.objects.get().done_at == NOW
    assert starts(mentor) != []


@pytest.mark.parametrize("change", ["book", "accept", "decline", "cancel", "move", "expire", "pause", "resume"])
def test_index_follows_whatever_takes_or_frees_time(mentor: Mentor, mentee: User, change: str) -> None:
    request = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))
    booking = book(mentor, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=1))
    Mentor.objects.update(status=MentorStatus.PAUSED if change == "resume" else MentorStatus.LISTED)
    Job.objects.all().delete()
    mine = {"by": mentor.user, "now": NOW}
    match change:
        case "book":
            book(mentor, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=2))
        case "accept" | "decline":
            services.answering.answer(booking=request, accept=change == "accept", message="", **mine)
        case "cancel":
            services.cancelling.cancel(booking=booking, message="", **mine)
        case "move":
            later = WEDNESDAY + timedelta(hours=3)
            services.moving.move(booking=booking, by=booking.mentee, starts_at=later, now=NOW)
        case "expire":
            services.expiring.expire_requests(now=WEDNESDAY)
        case "pause":
            services.status.pause(mentor=mentor, **mine)
        case "resume":
            services.status.resume(mentor=mentor, **mine)
    assert Job.objects.filter(key=f"free-time:{mentor.pk}").exists()


def test_index_of_a_mentee_who_is_a_mentor_follows_too(mentor: Mentor) -> None:
    other = MentorFactory(bookable=True)
    book(mentor, other.user)
    keys = Job.objects.filter(kind=free_time.REFRESH).values_list("key", flat=True)
    assert set(keys) == {f"free-time:{mentor.pk}", f"free-time:{other.pk}"}


def test_refresh_of_a_deleted_mentor_succeeds(mentor: Mentor) -> None:
    free_time.refresh_later(mentor, now=NOW)
    mentor.delete()
    drain(now=NOW)
    assert (Job.objects.get().done_at, Job.objects.get().error) == (NOW, "")


def test_stale_rows_are_old_missing_or_of_mentors_who_left(mentor: Mentor) -> None:
    worn, left = mentor, MentorFactory(bookable=True)
    MentorFactory(hidden=True)
    free_time.rebuild_all(now=NOW)
    Mentor.objects.filter(pk=left.pk).update(status=MentorStatus.LEFT)
    missing, later = MentorFactory(bookable=True), NOW + free_time.FRESH
    MentorFactory(hidden=True)  # has never had a row, and needs none
    assert free_time.refresh_stale(now=later - timedelta(minutes=1)) == 2
    assert free_time.refresh_stale(now=later) == 3
    assert Job.objects.unfinished().filter(due_at__gt=later).exists(), "they are not spread over the round"
    drain(now=later + free_time.ROUND)
    assert starts(left) == []
    assert min(len(starts(worn)), len(starts(missing))) > 0
    assert free_time.refresh_stale(now=later) == 0


def test_round_queues_as_many_rows_as_the_club_needs(monkeypatch: pytest.MonkeyPatch, mentor: Mentor) -> None:
    """Twice the share of a round for any number of mentors, so no row gets older than `FRESH` and a few rounds."""
    MentorFactory()
    monkeypatch.setattr(free_time, "AT_LEAST", 1)
    monkeypatch.setattr(free_time, "FRESH", 4 * free_time.ROUND)
    assert free_time.refresh_stale(now=NOW) == 1
    monkeypatch.setattr(free_time, "FRESH", 2 * free_time.ROUND)
    assert free_time.refresh_stale(now=NOW) == 2


def test_oldest_row_counts_listed_mentors_only(mentor: Mentor) -> None:
    assert free_time.oldest(now=NOW) == 0
    free_time.rebuild(MentorFactory(hidden=True), now=NOW - timedelta(days=9))
    free_time.rebuild(mentor, now=NOW - timedelta(hours=2))
    assert free_time.oldest(now=NOW) == 7200
