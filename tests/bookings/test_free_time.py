from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from bookings import free_time
from bookings.models import FreeTime
from bookings.openings import openings_for
from mentors.models import Mentor, Status
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import MentorFactory, SessionTypeFactory


def rows(mentor: Mentor) -> list[tuple]:
    return list(FreeTime.objects.filter(mentor=mentor).values_list("starts_at", "bookable_until"))


def test_rebuild_writes_the_openings_of_the_shortest_type(mentor: Mentor) -> None:
    short = SessionTypeFactory(mentor=mentor, minutes=15)
    SessionTypeFactory(mentor=mentor, minutes=10, is_active=False)
    count = free_time.rebuild(mentor, now=NOW)
    end = NOW + timedelta(days=60)
    expected = openings_for(mentor, short, after=NOW, before=end, viewer=None, now=NOW)
    assert rows(mentor) == [(start, start - timedelta(hours=24)) for start in expected]
    assert count == len(expected) > 400


def test_rebuild_keeps_rows_that_are_right_and_changes_the_others(mentor: Mentor, mentee: User) -> None:
    free_time.rebuild(mentor, now=NOW)
    before = dict(FreeTime.objects.values_list("starts_at", "pk"))
    book(mentor, mentee)
    free_time.rebuild(mentor, now=NOW)
    after = dict(FreeTime.objects.values_list("starts_at", "pk"))
    assert before.items() - after.items() == {(WEDNESDAY, before[WEDNESDAY])}
    assert after.items() <= before.items()


def test_rebuild_follows_the_notice(mentor: Mentor) -> None:
    free_time.rebuild(mentor, now=NOW)
    mentor.rules.notice_hours = 48
    mentor.rules.save()
    free_time.rebuild(Mentor.objects.get(), now=NOW)
    assert {start - until for start, until in rows(mentor)} == {timedelta(hours=48)}


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.PAUSED, Status.LEFT])
def test_mentor_who_is_not_listed_has_no_free_time(mentor: Mentor, status: Status) -> None:
    free_time.rebuild(mentor, now=NOW)
    Mentor.objects.update(status=status)
    assert free_time.rebuild(mentor, now=NOW) == 0
    assert rows(mentor) == []


def test_mentor_with_a_closed_account_has_no_free_time(mentor: Mentor) -> None:
    free_time.rebuild(mentor, now=NOW)
    User.objects.update(is_active=False)
    free_time.rebuild(mentor, now=NOW)
    assert rows(mentor) == []


def test_finest_grid_around_the_clock_stays_small(mentor: Mentor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(free_time, "MOST_ROWS", 10)
    assert free_time.rebuild(mentor, now=NOW) == 10
    assert rows(mentor)[0][0] == NOW.replace(hour=9, minute=0) + timedelta(days=1)


def test_refresh_later_is_one_job_that_rebuilds(mentor: Mentor) -> None:
    with transaction.atomic():
        for _ in range(3):
            free_time.refresh_later(mentor, now=NOW)
    assert [job.key for job in Job.objects.all()] == [f"free-time:{mentor.pk}"]
    drain(now=NOW)
    assert Job.objects.get().done_at == NOW
    assert rows(mentor) != []


def test_refresh_of_a_mentor_who_is_gone_is_done(mentor: Mentor) -> None:
    free_time.refresh_later(mentor, now=NOW)
    mentor.delete()
    drain(now=NOW)
    assert (Job.objects.get().done_at, Job.objects.get().error) == (NOW, "")


def test_stale_are_the_listed_and_those_who_still_have_rows(mentor: Mentor) -> None:
    left = MentorFactory(bookable=True)
    MentorFactory(hidden=True)
    free_time.rebuild_all(now=NOW)
    Mentor.objects.filter(pk=left.pk).update(status=Status.LEFT)
    assert free_time.refresh_stale(now=NOW) == 2
    drain(now=NOW)
    assert (rows(left), len(rows(mentor)) > 0) == ([], True)
