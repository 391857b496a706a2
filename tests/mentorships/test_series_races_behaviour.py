"""Several meetings booked at once, while others book, too. Each race has a twin with the protection off."""

import uuid
from typing import Any

import pytest

from bookings.models import Booking
from bookings.openings import is_opening
from bookings.services import booking
from mentorships.models import Mentorship
from mentorships.models.mentorships import MentorshipQuerySet
from mentorships.services import series
from notifications.models import Notice
from tests.bookings.moments import TOPIC, WEDNESDAY, book
from tests.bookings.test_races_behaviour import unprotected
from tests.factories import UserFactory
from tests.mentorships.test_series_behaviour import WEEK, booked, pair
from tests.races import Meeting, all_at_once, meet_after

__all__ = ["unprotected"]
pytestmark = pytest.mark.django_db(transaction=True)
STARTS = [WEDNESDAY, WEDNESDAY + WEEK, WEDNESDAY + 2 * WEEK]


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (booking, series):
        monkeypatch.setattr(module, "advisory_lock", lambda *rows: None)
    monkeypatch.setattr(MentorshipQuerySet, "for_update", lambda rows, **how: rows.with_people())


def someone_takes_the_second(row: Mentorship) -> list[Any]:
    other = UserFactory()
    return all_at_once(lambda: booked(row, STARTS), lambda: book(row.mentor, other, starts_at=STARTS[1]))


def test_a_date_that_goes_meanwhile_costs_only_that_date() -> None:
    row = pair()
    done, _single = someone_takes_the_second(row)
    assert Booking.objects.filter(starts_at=STARTS[1]).count() == 1
    assert Booking.objects.filter(mentee=row.mentee).exclude(starts_at=STARTS[1]).count() == 2
    assert len(done.bookings) + len(done.refused) == 3


def test_without_lock_and_constraint_two_have_the_date(unprotected: None, monkeypatch: pytest.MonkeyPatch) -> None:
    row = pair()
    without_locks(monkeypatch)
    met = Meeting()

    def look(mentor: Any, session_type: Any, starts_at: Any, **how: Any) -> bool:
        found = is_opening(mentor, session_type, starts_at, **how)
        if starts_at == STARTS[1]:
            met.wait()
        return found

    monkeypatch.setattr(booking, "is_opening", look)
    someone_takes_the_second(row)
    assert Booking.objects.filter(starts_at=STARTS[1]).count() == 2


def sent_twice(row: Mentorship) -> list[Any]:
    key = uuid.uuid4()
    return all_at_once(*[lambda: booked(row, STARTS, form_key=key, topic=TOPIC)] * 2)


def times_told() -> int:
    return Notice.objects.filter(kind="mentorship_series").count()


def test_sent_twice_at_once_it_is_booked_and_told_once() -> None:
    results = sent_twice(pair())
    assert [len(each.bookings) for each in results] == [3, 3]
    assert (Booking.objects.count(), times_told()) == (3, 2)


def test_without_the_locks_it_is_told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    row = pair()
    without_locks(monkeypatch)
    meet_after(monkeypatch, series, "_sent_before")
    sent_twice(row)
    assert (Booking.objects.count(), times_told()) == (3, 4)
