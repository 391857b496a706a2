"""Reports, answers and limits at the same moment. Each race has a twin with the protection off."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from bookings import fairness, services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, NoShow, NoShowOutcome
from bookings.models.bookings import BookingQuerySet
from bookings.services import booking as module
from bookings.services import moving, no_shows
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, NoShowFactory, UserFactory
from tests.races import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LATER = WEDNESDAY + HOUR


def summary(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner in (module, moving):
        monkeypatch.setattr(owner, "advisory_lock", lambda *rows: None)
    monkeypatch.setattr(BookingQuerySet, "for_update", lambda rows, **_options: rows.with_people())


def report(booking: Booking, *, by_mentor: bool) -> NoShow:
    by = booking.mentor.user if by_mentor else booking.mentee
    return services.no_shows.report(booking=booking, by=by, message="", now=LATER)


def test_of_two_who_report_each_other_at_once_one_answers() -> None:
    booking = BookingFactory(starts_at=WEDNESDAY)
    results = all_at_once(lambda: report(booking, by_mentor=True), lambda: report(booking, by_mentor=False))
    assert summary(results) == {"NoShow": 1, "BookingRefused": 1}
    assert Notice.objects.count() == 1


def test_without_the_lock_the_constraint_still_takes_one_side(without_locks: None, together: Any) -> None:
    booking = BookingFactory(starts_at=WEDNESDAY)
    together(no_shows, "refusal_to_report")  # by then each has looked for the other's report
    results = all_at_once(lambda: report(booking, by_mentor=True), lambda: report(booking, by_mentor=False))
    assert summary(results) == {"NoShow": 1, "BookingRefused": 1}
    assert "weren’t there" in next(each.message for each in results if isinstance(each, BookingRefused))


def test_report_sent_five_times_at_once_is_saved_once() -> None:
    booking = BookingFactory(starts_at=WEDNESDAY)
    results = all_at_once(*[lambda: report(booking, by_mentor=True)] * 5)
    assert summary(results) == {"NoShow": 1, "BookingRefused": 4}
    assert Notice.objects.count() == 1


def test_without_the_lock_the_constraint_still_takes_one_report(without_locks: None, together: Any) -> None:
    booking = BookingFactory(starts_at=WEDNESDAY)
    together(no_shows, "refusal_to_report")
    results = all_at_once(*[lambda: report(booking, by_mentor=True)] * 2)
    assert summary(results) == {"NoShow": 1, "BookingRefused": 1}


def agree_and_report_back(no_show: NoShow) -> list[Any]:
    return all_at_once(
        lambda: services.no_shows.answer(no_show=no_show, by=no_show.absentee, agree=True, message="", now=LATER),
        lambda: report(no_show.booking, by_mentor=False),
    )


def test_agreeing_and_reporting_back_at_once_end_in_one_consistent_state() -> None:
    for _round in range(4):
        no_show = NoShowFactory(booking__starts_at=WEDNESDAY)
        results = agree_and_report_back(no_show)
        assert summary(results) == {"NoShow": 1, "BookingRefused": 1}
        outcomes = Counter(no_show.booking.no_shows.values_list("outcome", flat=True))
        assert outcomes == {NoShowOutcome.CONFIRMED: 1}


def test_answering_and_settling_at_once_end_in_one_consistent_state() -> None:
    for _round in range(4):
        no_show = NoShowFactory(booking__starts_at=WEDNESDAY)
        end = no_show.answer_by
        answered, first, second = all_at_once(
            lambda row=no_show, at=end - HOUR: services.no_shows.answer(
                no_show=row, by=row.absentee, agree=False, message="I was there.", now=at
            ),
            lambda at=end: services.no_shows.settle(now=at),
            lambda at=end: services.no_shows.settle(now=at),
        )
        no_show.refresh_from_db()
        if isinstance(answered, BookingRefused):
            assert (no_show.outcome, first + second) == (NoShowOutcome.CONFIRMED, 1)
        else:
            assert (no_show.outcome, first + second) == (NoShowOutcome.DISPUTED, 0)


def test_without_the_lock_the_answer_overwrites_the_settled_report(
    without_locks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_show = NoShowFactory(booking__starts_at=WEDNESDAY)
    end, original = no_show.answer_by, no_shows.refusal_to_answer

    def look(row: NoShow, **kwargs: Any) -> str:
        said = original(row, **kwargs)
        services.no_shows.settle(now=end)
        return said

    monkeypatch.setattr(no_shows, "refusal_to_answer", look)
    with pytest.raises(IntegrityError, match="no_show_settled_is_dated"):
        services.no_shows.answer(
            no_show=no_show, by=no_show.absentee, agree=False, message="I was there.", now=end - HOUR
        )


@pytest.mark.parametrize(
    ("booking", "change", "sweep"),
    [
        (
            {"requested": True},
            lambda: Booking.objects.update(status=BookingStatus.DECLINED),
            services.expiring.expire_requests,
        ),
        ({}, lambda: Booking.objects.update(reconfirmed_at=NOW), services.reconfirming.warn_of_unconfirmed),
        ({}, lambda: NoShow.objects.update(outcome="disputed", answered_at=LATER), services.no_shows.settle),
    ],
)
def test_sweep_checks_again_under_the_lock(
    monkeypatch: pytest.MonkeyPatch, booking: dict[str, Any], change: Callable[[], int], sweep: Callable[..., int]
) -> None:
    """The answer arrives after the sweep has found the row, and before it has locked it."""
    row = BookingFactory(starts_at=WEDNESDAY, **booking)
    NoShowFactory(booking=row, reported_at=WEDNESDAY - 2 * WEEK)
    at, original = WEDNESDAY - HOUR, BookingQuerySet.for_update

    def for_update(rows: BookingQuerySet, **options: Any) -> BookingQuerySet:
        change()
        return original(rows, **options)

    monkeypatch.setattr(BookingQuerySet, "for_update", for_update)
    assert sweep(now=at) == 0
    assert not Notice.objects.exists()
    monkeypatch.undo()
    Booking.objects.update(status="requested" if booking else "confirmed", reconfirmed_at=None)
    NoShow.objects.update(outcome="", answered_at=None)
    assert sweep(now=at) == 1  # had no one answered


def test_limit_of_a_week_holds_at_the_same_moment(settings: Any) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 2
    mentors, mentee = MentorFactory.create_batch(4, bookable=True), UserFactory()
    times = [WEDNESDAY + timedelta(hours=hour) for hour in range(4)]
    pairs = zip(mentors, times, strict=True)
    results = all_at_once(*(lambda m=m, at=at: book(m, mentee, starts_at=at) for m, at in pairs))
    assert summary(results) == {"Booking": 2, "BookingRefused": 2}


def test_without_the_lock_the_limit_of_a_week_breaks(settings: Any, without_locks: None, together: Any) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 1
    together(module, "refusal_to_book")
    (one, two), mentee = MentorFactory.create_batch(2, bookable=True), UserFactory()
    results = all_at_once(lambda: book(one, mentee), lambda: book(two, mentee, starts_at=LATER))
    assert summary(results) == {"Booking": 2}


def test_limit_with_one_mentor_holds_at_the_same_moment(settings: Any) -> None:
    settings.MAX_COMING_WITH_ONE_MENTOR = 1
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    times = [WEDNESDAY + timedelta(hours=hour) for hour in range(4)]
    results = all_at_once(*(lambda at=at: book(mentor, mentee, starts_at=at) for at in times))
    assert summary(results) == {"Booking": 1, "BookingRefused": 3}


def test_without_the_lock_the_limit_with_one_mentor_breaks(settings: Any, without_locks: None, together: Any) -> None:
    settings.MAX_COMING_WITH_ONE_MENTOR = 1
    together(module, "refusal_to_book")
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    results = all_at_once(lambda: book(mentor, mentee), lambda: book(mentor, mentee, starts_at=LATER))
    assert summary(results) == {"Booking": 2}


def two_moves_into_one_week() -> list[Any]:
    mentee = UserFactory()
    rows = [
        BookingFactory(mentor__bookable=True, mentee=mentee, starts_at=WEDNESDAY + hours) for hours in (HOUR, 2 * HOUR)
    ]
    return all_at_once(
        *(
            lambda row=row: services.moving.move(booking=row, by=mentee, starts_at=row.starts_at + WEEK, now=NOW)
            for row in rows
        )
    )


def test_limit_of_a_week_holds_for_two_moves_at_the_same_moment(settings: Any) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 1
    assert summary(two_moves_into_one_week()) == {"Booking": 1, "BookingRefused": 1}


def test_without_the_lock_two_moves_break_the_limit_of_a_week(
    settings: Any, without_locks: None, together: Any
) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 1
    together(fairness, "refusal_to_move")
    assert summary(two_moves_into_one_week()) == {"Booking": 2}


def test_last_two_requests_expiring_at_once_make_the_mentor_inactive() -> None:
    mentor = MentorFactory(bookable=True)
    for hour in range(3):
        BookingFactory(
            mentor=mentor, starts_at=WEDNESDAY + timedelta(hours=hour), status="requested", expires_at=NOW + HOUR
        )
    results = all_at_once(*[lambda: services.expiring.expire_requests(now=NOW + HOUR)] * 3)
    assert sum(results) == 3
    assert Mentor.objects.get(pk=mentor.pk).status == MentorStatus.INACTIVE
    assert Notice.objects.filter(kind="mentor_inactive").count() == 1
