"""Concurrent requests in real threads; each race has a twin with the protection off: ASVS 5.0, clause 2.3.4."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, SessionType
from bookings.models.bookings import BookingQuerySet
from bookings.services import booking as module
from bookings.services import cancelling, hours, moving, status
from mentors.models import Mentor
from notifications.models import Notice
from outbox.models import Job
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import MentorFactory, SessionTypeFactory, UserFactory
from tests.races import WAIT_SECONDS, all_at_once, meet_after

pytestmark = pytest.mark.django_db(transaction=True)


def summary(results: list[Any]) -> Counter[str]:
    return Counter(
        "BookingRefused" if isinstance(result, BookingRefused) else type(result).__name__ for result in results
    )


@pytest.fixture
def unprotected(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The service without locks, and the table without overlap constraints."""
    monkeypatch.setattr(module, "advisory_lock", lambda *rows: None)
    constraints = [c for c in Booking._meta.constraints if c.name.endswith("no_overlap")]
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.remove_constraint(Booking, constraint)
    yield
    Notice.objects.all().delete()
    Booking.objects.all().delete()
    with connection.schema_editor() as editor:
        for constraint in constraints:
            editor.add_constraint(Booking, constraint)


def test_twenty_on_one_slot_make_one_booking_and_nineteen_friendly_answers() -> None:
    """Peer failure 1: parallel posts for one slot make exactly one booking."""
    mentor = MentorFactory(bookable=True)
    people = UserFactory.create_batch(20)
    results = all_at_once(*(lambda person=person: book(mentor, person) for person in people))
    assert summary(results) == {"Booking": 1, "BookingRefused": 19}
    assert {result.message for result in results if isinstance(result, BookingRefused)} == {
        "This time is no longer free. Please pick another."
    }
    assert Booking.objects.count() == 1
    assert Notice.objects.filter(kind="booking_confirmed").count() == 2
    assert Job.objects.filter(key=f"free-time:{mentor.pk}").count() == 1


def meet_after_looking(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """No one writes before `number` people have checked whether the time is free."""
    meet_after(monkeypatch, module, "is_opening", number)


def test_without_lock_and_constraint_one_slot_is_booked_more_than_once(
    unprotected: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentor = MentorFactory(bookable=True)
    people = UserFactory.create_batch(4)
    meet_after_looking(monkeypatch, 4)
    results = all_at_once(*(lambda person=person: book(mentor, person) for person in people))
    assert summary(results) == {"Booking": 4}


def test_without_lock_and_constraint_the_end_of_a_hold_is_booked_twice(
    unprotected: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin of `test_end_of_a_hold_and_bookings_at_once_make_one_booking` in test_holds.py."""
    mentor, holder, other, key = MentorFactory(bookable=True), UserFactory(), UserFactory(), uuid.uuid4()
    kind = mentor.session_types.get()
    held = services.holds.take(mentor=mentor, session_type=kind, starts_at=WEDNESDAY, topic=TOPIC, holder=key, now=NOW)
    meet_after_looking(monkeypatch, 2)
    at = held.expires_at
    results = all_at_once(
        lambda: services.holds.sweep(now=at),
        lambda: book(mentor, holder, holder=key, now=at),
        lambda: book(mentor, other, now=at),
    )
    assert summary(results[1:]) == {"Booking": 2}


def test_without_the_lock_the_constraint_still_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "advisory_lock", lambda *rows: None)
    mentor, other = MentorFactory.create_batch(2, bookable=True)
    first = book(mentor, UserFactory())
    # The others checked before the first wrote.
    monkeypatch.setattr(module, "_is_taken", lambda *args: False)
    monkeypatch.setattr(module, "is_opening", lambda *args, **kwargs: True)
    with pytest.raises(BookingRefused, match="Someone has just taken this time"):
        book(mentor, UserFactory())
    with pytest.raises(BookingRefused, match="You already have a booking at that time"):
        book(other, first.mentee)
    assert Booking.objects.get() == first


def test_overlapping_starts_with_different_lengths_make_one_booking() -> None:
    """Peer failure 1: overlapping starts with different lengths too."""
    mentor = MentorFactory(bookable=True)
    hour = SessionTypeFactory(mentor=mentor, minutes=60)
    half = mentor.session_types.order_by("minutes").first()
    wishes: list[tuple[SessionType, Any]] = [(hour, WEDNESDAY), (half, WEDNESDAY + timedelta(minutes=30))] * 4  # type: ignore[list-item]
    people = UserFactory.create_batch(len(wishes))
    results = all_at_once(
        *(
            lambda person=person, wish=wish: book(mentor, person, session_type=wish[0], starts_at=wish[1])
            for person, wish in zip(people, wishes, strict=True)
        )
    )
    assert summary(results) == {"Booking": 1, "BookingRefused": 7}


def test_request_holds_its_time_against_others_at_the_same_moment() -> None:
    """Peer failure 2: a request holds its time, also at the same moment."""
    mentor = MentorFactory(bookable=True)
    asked = SessionTypeFactory(mentor=mentor, on_request=True)
    people = UserFactory.create_batch(6)
    results = all_at_once(*(lambda person=person: book(mentor, person, session_type=asked) for person in people))
    assert summary(results) == {"Booking": 1, "BookingRefused": 5}


def test_two_mentors_and_one_mentee_make_one_booking() -> None:
    """Peer failure 1: nor is a mentee in two conversations."""
    mentors = MentorFactory.create_batch(4, bookable=True)
    mentee = UserFactory()
    results = all_at_once(*(lambda mentor=mentor: book(mentor, mentee) for mentor in mentors))
    assert summary(results) == {"Booking": 1, "BookingRefused": 3}


def test_two_moves_and_a_booking_meet_on_one_slot() -> None:
    mentor, slot = MentorFactory(bookable=True), WEDNESDAY + timedelta(hours=3)
    people = UserFactory.create_batch(3)
    bookings = [book(mentor, people[n], starts_at=WEDNESDAY + timedelta(hours=n)) for n in range(2)]
    results = all_at_once(
        *(lambda b=b: services.moving.move(booking=b, by=b.mentee, starts_at=slot, now=NOW) for b in bookings),
        lambda: book(mentor, people[2], starts_at=slot),
    )
    assert summary(results) == {"Booking": 1, "BookingRefused": 2}
    assert Booking.objects.filter(starts_at=slot).count() == 1


def test_without_the_lock_the_constraint_refuses_overlapping_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "advisory_lock", lambda *rows: None)
    meet_after(monkeypatch, moving, "_is_free")
    mentor, slot = MentorFactory(bookable=True), WEDNESDAY + timedelta(hours=3)
    bookings = [book(mentor, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=n)) for n in range(2)]
    results = all_at_once(
        *(lambda b=b: services.moving.move(booking=b, by=b.mentee, starts_at=slot, now=NOW) for b in bookings)
    )
    assert summary(results) == {"Booking": 1, "BookingRefused": 1}
    assert [result.message for result in results if isinstance(result, BookingRefused)] == [
        "Someone has just taken this time. Please pick another."
    ]


def test_move_against_cancel_ends_in_one_consistent_state() -> None:
    booking = book(MentorFactory(bookable=True), UserFactory())
    later = WEDNESDAY + timedelta(hours=1)
    results = all_at_once(
        lambda: services.moving.move(booking=booking, by=booking.mentee, starts_at=later, now=NOW),
        lambda: services.cancelling.cancel(booking=booking, by=booking.mentor.user, message="", now=NOW),
    )
    assert not [result for result in results if not isinstance(result, Booking | BookingRefused)]
    row = Booking.objects.get()
    assert row.status == BookingStatus.CANCELLED
    assert row.sequence == sum(isinstance(result, Booking) for result in results)


def test_two_mentors_who_book_each_other_make_one_booking() -> None:
    one, two = MentorFactory.create_batch(2, bookable=True)
    results = all_at_once(lambda: book(one, two.user), lambda: book(two, one.user))
    assert summary(results) == {"Booking": 1, "BookingRefused": 1}


def test_limit_of_upcoming_bookings_holds_at_the_same_moment(settings: Any) -> None:
    settings.MAX_COMING_BOOKINGS = 2
    mentors = MentorFactory.create_batch(5, bookable=True)
    mentee = UserFactory()
    times = [WEDNESDAY + timedelta(hours=n) for n in range(5)]
    results = all_at_once(
        *(lambda m=m, at=at: book(m, mentee, starts_at=at) for m, at in zip(mentors, times, strict=True))
    )
    assert summary(results) == {"Booking": 2, "BookingRefused": 3}


def test_without_the_lock_the_limit_of_upcoming_bookings_breaks(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MAX_COMING_BOOKINGS = 1
    monkeypatch.setattr(module, "advisory_lock", lambda *rows: None)
    meet_after_looking(monkeypatch, 2)  # both have counted by then
    one, two = MentorFactory.create_batch(2, bookable=True)
    mentee = UserFactory()
    later = WEDNESDAY + timedelta(hours=1)
    results = all_at_once(lambda: book(one, mentee), lambda: book(two, mentee, starts_at=later))
    assert summary(results) == {"Booking": 2}


def book_while(
    monkeypatch: pytest.MonkeyPatch, mentor: Mentor, change: Callable[[], None], *, wait: float
) -> list[Any]:
    """Change something after a booking is written and before it is committed; it waits at most `wait` seconds."""
    mentee = UserFactory()
    written, changed, original = threading.Event(), threading.Event(), module.times_changed  # type: ignore[attr-defined]

    def pause(*args: Any, **kwargs: Any) -> None:
        written.set()
        changed.wait(wait)
        original(*args, **kwargs)

    def then() -> None:
        written.wait(WAIT_SECONDS)
        change()
        changed.set()

    monkeypatch.setattr(module, "times_changed", pause)
    return all_at_once(lambda: book(mentor, mentee), then)


def offer_something_else(mentor: Mentor) -> None:
    offers = [services.hours.Offer(None, "You have another appointment when you meet", 30, False, True)]
    services.hours.save_offers(mentor=mentor, by=mentor.user, offers=offers, now=NOW)


def leave(mentor: Mentor) -> None:
    services.status.leave(mentor=mentor, by=mentor.user, message="", now=NOW)


def test_type_that_is_being_booked_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor = MentorFactory(bookable=True)
    kind = mentor.session_types.get()
    results = book_while(monkeypatch, mentor, lambda: offer_something_else(mentor), wait=0.5)
    assert summary(results) == {"Booking": 1, "NoneType": 1}
    kind.refresh_from_db()
    assert kind.is_active is False


def test_without_the_lock_a_type_being_booked_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hours, "advisory_lock", lambda *rows: None)
    mentor = MentorFactory(bookable=True)
    results = book_while(monkeypatch, mentor, lambda: offer_something_else(mentor), wait=WAIT_SECONDS)
    assert summary(results) == {"IntegrityError": 1, "NoneType": 1}


def test_booking_made_while_the_mentor_leaves_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor = MentorFactory(bookable=True)
    results = book_while(monkeypatch, mentor, lambda: leave(mentor), wait=0.5)
    assert summary(results) == {"Booking": 1, "NoneType": 1}
    assert Booking.objects.get().status == BookingStatus.CANCELLED


def test_without_the_lock_a_booking_remains_with_a_mentor_who_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "advisory_lock", lambda *rows: None)
    mentor = MentorFactory(bookable=True)
    results = book_while(monkeypatch, mentor, lambda: leave(mentor), wait=WAIT_SECONDS)
    assert summary(results) == {"Booking": 1, "NoneType": 1}
    assert Booking.objects.get().status == BookingStatus.CONFIRMED


def test_leaving_and_cancelling_at_once_cancel_each_booking_once() -> None:
    mentor = MentorFactory(bookable=True)
    bookings = [book(mentor, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=n)) for n in range(4)]
    left, *cancelled = all_at_once(
        lambda: leave(mentor),
        *(lambda b=b: services.cancelling.cancel(booking=b, by=b.mentee, message="", now=NOW) for b in bookings),
    )
    assert left is None
    assert set(summary(cancelled)) <= {"Booking", "BookingRefused"}
    assert set(Booking.objects.values_list("status", "sequence")) == {(BookingStatus.CANCELLED, 1)}
    assert Notice.objects.filter(kind="booking_cancelled").count() == 2 * len(bookings)


def test_form_sent_twice_at_the_same_moment_is_one_booking() -> None:
    mentor, mentee, key = MentorFactory(bookable=True), UserFactory(), uuid.uuid4()
    results = all_at_once(*(lambda: book(mentor, mentee, form_key=key) for _ in range(5)))
    assert summary(results) == {"Booking": 5}
    assert Booking.objects.count() == 1
    assert Notice.objects.filter(kind="booking_confirmed").count() == 2


def test_declining_and_withdrawing_at_once_end_in_one_state() -> None:
    mentor = MentorFactory(bookable=True)
    asked = SessionTypeFactory(mentor=mentor, on_request=True)
    ends = Counter[str]()
    for week in range(4):
        mentee = UserFactory()
        booking = book(mentor, mentee, session_type=asked, starts_at=WEDNESDAY + timedelta(days=7 * week))
        results = all_at_once(
            lambda booking=booking: services.answering.answer(
                booking=booking, by=mentor.user, accept=False, message="", now=NOW
            ),
            lambda booking=booking, mentee=mentee: services.cancelling.cancel(
                booking=booking, by=mentee, message="", now=NOW
            ),
        )
        booking.refresh_from_db()
        ends[booking.status] += 1
        assert summary(results) == {"Booking": 1, "BookingRefused": 1}
        kinds = Notice.objects.about(booking).filter(kind__in=["booking_declined", "booking_cancelled"])
        assert len(set(kinds.values_list("kind", flat=True))) == 1
    assert set(ends) <= {BookingStatus.DECLINED, BookingStatus.CANCELLED}


def test_without_the_lock_a_declined_request_is_withdrawn_too(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    booking = book(mentor, mentee, session_type=SessionTypeFactory(mentor=mentor, on_request=True))

    original = cancelling.refusal_to_cancel

    def look(row: Booking, **kwargs: Any) -> str:
        services.answering.answer(booking=booking, by=mentor.user, accept=False, message="", now=NOW)
        return original(row, **kwargs)

    monkeypatch.setattr(BookingQuerySet, "for_update", BookingQuerySet.with_people)
    monkeypatch.setattr(cancelling, "refusal_to_cancel", look)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW)
    told = set(Notice.objects.filter(recipient=mentee).values_list("kind", flat=True))
    assert told == {"booking_request_sent", "booking_declined", "booking_cancelled"}


def test_accepting_and_withdrawing_at_once_end_cancelled_whoever_was_first() -> None:
    mentor = MentorFactory(bookable=True)
    asked = SessionTypeFactory(mentor=mentor, on_request=True)
    for week in range(4):
        mentee = UserFactory()
        booking = book(mentor, mentee, session_type=asked, starts_at=WEDNESDAY + timedelta(days=7 * week))
        accepted, cancelled = all_at_once(
            lambda booking=booking: services.answering.answer(
                booking=booking, by=mentor.user, accept=True, message="", now=NOW
            ),
            lambda booking=booking, mentee=mentee: services.cancelling.cancel(
                booking=booking, by=mentee, message="", now=NOW
            ),
        )
        booking.refresh_from_db()
        was_accepted = isinstance(accepted, Booking)
        assert was_accepted or isinstance(accepted, BookingRefused)
        assert isinstance(cancelled, Booking)
        assert (booking.status, booking.sequence) == (BookingStatus.CANCELLED, 2 if was_accepted else 1)
        confirmed = Notice.objects.about(booking).filter(kind="booking_confirmed").count()
        assert confirmed == (2 if was_accepted else 0)


def test_expiring_and_accepting_at_once_end_in_one_state() -> None:
    mentor = MentorFactory(bookable=True)
    asked = SessionTypeFactory(mentor=mentor, on_request=True)
    booking = book(mentor, UserFactory(), session_type=asked)
    assert booking.expires_at is not None
    at = booking.expires_at
    results = all_at_once(
        lambda: services.expiring.expire_requests(now=at),
        lambda: services.expiring.expire_requests(now=at),
        lambda: (
            services.answering.answer(
                booking=booking, by=mentor.user, accept=True, message="", now=at - timedelta(seconds=1)
            ).status
        ),
    )
    booking.refresh_from_db()
    if booking.status == BookingStatus.CONFIRMED:
        assert results == [0, 0, BookingStatus.CONFIRMED]
    else:
        assert booking.status == BookingStatus.EXPIRED
        assert sorted(results[:2]) == [0, 1]
        assert isinstance(results[2], BookingRefused)
