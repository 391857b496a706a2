import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from accounts.models import User
from bookings import free_time, services
from bookings.errors import BookingRefused, NotHeld, TimeTaken
from bookings.models import HELD_FOR, Booking, FreeTime, Hold
from bookings.openings import is_opening, openings_for, openings_to_move
from bookings.services import holds as module
from mentors.models import Mentor
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import MentorFactory, SessionTypeFactory, UserFactory
from tests.races import all_at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def hold(mentor: Mentor, **changes: Any) -> Hold:
    """Hold Wednesday at ten for a visitor, unless `changes` say otherwise."""
    wishes: dict[str, Any] = {
        "session_type": mentor.session_types.first(),
        "starts_at": WEDNESDAY,
        "topic": TOPIC,
        "holder": uuid.uuid4(),
        "now": NOW,
    }
    return services.holds.take(mentor=mentor, **(wishes | changes))


def is_free(mentor: Mentor, **changes: Any) -> bool:
    wishes: dict[str, Any] = {"viewer": None, "now": NOW} | changes
    return is_opening(mentor, mentor.session_types.all()[0], WEDNESDAY, **wishes)


def test_held_time_is_busy_for_all_but_its_holder_until_it_ends(mentor: Mentor, mentee: User) -> None:
    held = hold(mentor)
    assert held.expires_at == NOW + timedelta(minutes=10)
    assert not is_free(mentor)
    assert not is_free(mentor, viewer=mentee)
    assert not is_free(mentor, holder=uuid.uuid4())
    assert is_free(mentor, holder=held.holder)
    assert not is_free(mentor, now=held.expires_at - timedelta(microseconds=1))
    assert is_free(mentor, now=held.expires_at)


def test_others_cannot_get_a_held_time_in_any_way(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, mentee, starts_at=WEDNESDAY + 2 * HOUR)
    hold(mentor)
    with pytest.raises(BookingRefused, match="no longer free"):
        book(mentor, UserFactory())
    with pytest.raises(TimeTaken):
        hold(mentor)
    for proposed in (True, False):
        starts = openings_to_move(booking, after=WEDNESDAY, before=WEDNESDAY + HOUR, proposed=proposed, now=NOW)
        assert WEDNESDAY not in starts
    with pytest.raises(BookingRefused):
        services.moving.move(booking=booking, by=mentee, starts_at=WEDNESDAY, now=NOW)


def test_times_overlapping_a_held_time_are_busy_too(mentor: Mentor) -> None:
    hour = SessionTypeFactory(mentor=mentor, minutes=60)
    hold(mentor, starts_at=WEDNESDAY + timedelta(minutes=30))
    end = WEDNESDAY + 2 * HOUR
    assert openings_for(mentor, hour, after=WEDNESDAY, before=end, viewer=None, now=NOW) == [
        WEDNESDAY + HOUR,
        WEDNESDAY + timedelta(minutes=90),
    ]


@pytest.mark.parametrize("limit", ["daily_limit", "weekly_limit"])
def test_held_time_counts_for_the_mentors_limits(mentor: Mentor, limit: str) -> None:
    setattr(mentor.rules, limit, 1)
    mentor.rules.save()
    held = hold(mentor, starts_at=WEDNESDAY + 3 * HOUR)
    assert not is_free(mentor)
    assert is_free(mentor, holder=held.holder)
    with pytest.raises(TimeTaken):
        hold(mentor)


def test_holder_books_the_held_time_and_the_hold_is_gone(mentor: Mentor, mentee: User) -> None:
    held = hold(mentor)
    booking = book(mentor, mentee, holder=held.holder, form_key=held.uuid)
    assert (booking.starts_at, booking.topic) == (held.starts_at, held.topic)
    assert not Hold.objects.exists()
    assert book(mentor, mentee, holder=held.holder, form_key=held.uuid) == booking


def test_expired_hold_reserves_nothing_but_its_time_may_still_be_free(mentor: Mentor, mentee: User) -> None:
    held = hold(mentor)
    later = held.expires_at
    other = hold(mentor, now=later)
    with pytest.raises(BookingRefused, match="no longer free"):
        book(mentor, mentee, holder=held.holder, now=later)
    services.holds.release(holder=other.holder, now=later)
    assert book(mentor, mentee, holder=held.holder, now=later)


def test_visitor_has_one_hold_and_holding_another_time_releases_the_first(mentor: Mentor) -> None:
    first = hold(mentor)
    other = MentorFactory(bookable=True)
    second = hold(other, holder=first.holder)
    assert list(Hold.objects.all()) == [second]
    assert is_free(mentor)


def test_holding_the_same_time_again_updates_the_topic_and_not_the_expiry(mentor: Mentor) -> None:
    first = hold(mentor)
    again = hold(mentor, holder=first.holder, topic=f"{TOPIC} Again.", now=NOW + timedelta(minutes=9))
    assert (again.pk, again.expires_at, again.topic) == (first.pk, first.expires_at, f"{TOPIC} Again.")


def test_time_that_cannot_be_held_leaves_the_first_hold(mentor: Mentor, mentee: User) -> None:
    first = hold(mentor, starts_at=WEDNESDAY + HOUR)
    book(mentor, mentee)
    with pytest.raises(TimeTaken):
        hold(mentor, holder=first.holder)
    assert Hold.objects.get() == first


def test_visitors_can_hold_two_times_on_a_mentors_day(mentor: Mentor) -> None:
    hold(mentor)
    hold(mentor, starts_at=WEDNESDAY + HOUR)
    with pytest.raises(NotHeld):
        hold(mentor, starts_at=WEDNESDAY + 2 * HOUR)
    assert hold(mentor, starts_at=WEDNESDAY + timedelta(days=1))
    assert hold(mentor, starts_at=WEDNESDAY + 2 * HOUR, now=NOW + HELD_FOR)


def test_address_has_one_hold_its_newest(mentor: Mentor) -> None:
    first, second = hold(mentor), hold(mentor, starts_at=WEDNESDAY + HOUR)
    services.holds.note_address(holder=first.holder, address="Ann@example.org", now=NOW)
    services.holds.note_address(holder=first.holder, address="Ann@example.org", now=NOW)
    assert Hold.objects.count() == 2
    services.holds.note_address(holder=uuid.uuid4(), address="ann@example.org", now=NOW)
    assert Hold.objects.count() == 2  # someone without a hold changes nothing
    services.holds.note_address(holder=second.holder, address="ann@example.org", now=NOW)
    assert list(Hold.objects.values_list("holder", "address")) == [(second.holder, "ann@example.org")]


def test_released_time_is_free_again(mentor: Mentor) -> None:
    held = hold(mentor)
    services.holds.release(holder=held.holder, now=NOW)
    assert is_free(mentor)
    assert not Hold.objects.exists()


def test_sweeping_deletes_only_expired_holds(mentor: Mentor) -> None:
    old = hold(mentor)
    new = hold(mentor, starts_at=WEDNESDAY + HOUR, now=NOW + timedelta(minutes=1))
    assert services.holds.sweep(now=old.expires_at) == 1
    assert Hold.objects.get() == new
    assert services.holds.sweep(now=old.expires_at) == 0


def test_next_free_time_in_the_directory_follows_holds(mentor: Mentor) -> None:
    def starts(now: Any) -> list[Any]:
        Job.objects.update(due_at=now)
        drain(now=now)
        return FreeTime.objects.get(mentor=mentor).starts

    free_time.rebuild(mentor, now=NOW)
    held = hold(mentor)
    assert WEDNESDAY not in starts(NOW)
    services.holds.sweep(now=held.expires_at)
    assert WEDNESDAY in starts(held.expires_at)
    held = hold(mentor, now=held.expires_at)
    assert WEDNESDAY not in starts(held.held_at)
    services.holds.release(holder=held.holder, now=held.held_at)
    assert WEDNESDAY in starts(held.held_at)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends_at": WEDNESDAY}, "hold_ends_after_start"),
        ({"expires_at": NOW}, "hold_is_short"),
        ({"expires_at": NOW + HELD_FOR + timedelta(seconds=1)}, "hold_is_short"),
        ({"starts_at": WEDNESDAY + HOUR + timedelta(minutes=15)}, "hold_mentor_no_overlap"),
        ({"address": "ann@example.org"}, "hold_one_for_an_address"),
        ({"holder": uuid.UUID(int=1)}, "bookings_hold_holder_key"),
    ],
)
def test_database_refuses(mentor: Mentor, change: dict[str, Any], constraint: str) -> None:
    other = hold(mentor, starts_at=WEDNESDAY + HOUR, holder=uuid.UUID(int=1))
    services.holds.note_address(holder=other.holder, address="ann@example.org", now=NOW)
    held = hold(mentor)
    if constraint == "hold_mentor_no_overlap":
        change = change | {"ends_at": WEDNESDAY + 2 * HOUR}
    with pytest.raises(IntegrityError, match=constraint):
        Hold.objects.filter(pk=held.pk).update(**change)


def names(results: list[Any]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


@pytest.mark.django_db(transaction=True)
def test_two_visitors_who_want_one_time_at_once_make_one_hold() -> None:
    mentor = MentorFactory(bookable=True)
    assert names(all_at_once(*[lambda: hold(mentor)] * 6)) == ["Hold", *["TimeTaken"] * 5]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_constraint_refuses_the_second_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: without the check of the openings and without the lock, the table still refuses the second."""
    monkeypatch.setattr(module, "advisory_lock", lambda *rows: None)
    monkeypatch.setattr(module, "is_opening", lambda *args, **kwargs: True)
    mentor = MentorFactory(bookable=True)
    results = all_at_once(*[lambda: hold(mentor)] * 2)
    assert names(results) == ["Hold", "TimeTaken"]
    assert [result.message for result in results if isinstance(result, TimeTaken)] == [
        "Someone has just taken this time. Please pick another."
    ]


@pytest.mark.django_db(transaction=True)
def test_hold_and_booking_of_one_time_at_once_are_one_of_the_two() -> None:
    mentor, member = MentorFactory(bookable=True), UserFactory()
    results = all_at_once(lambda: hold(mentor), lambda: book(mentor, member))
    assert names(results) in (["BookingRefused", "Hold"], ["Booking", "TimeTaken"])
    assert Hold.objects.count() + Booking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_time_is_held_and_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the booking is written between the hold's check and its insert."""
    mentor, member = MentorFactory(bookable=True), UserFactory()
    original = module._held_that_day

    def book_meanwhile(*args: Any, **kwargs: Any) -> int:
        all_at_once(lambda: book(mentor, member))
        return original(*args, **kwargs)

    monkeypatch.setattr(module, "advisory_lock", lambda *rows: None)
    monkeypatch.setattr(module, "_held_that_day", book_meanwhile)
    hold(mentor)
    assert Hold.objects.count() + Booking.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_end_of_a_hold_and_bookings_at_once_make_one_booking() -> None:
    mentor, holder, other = MentorFactory(bookable=True), UserFactory(), UserFactory()
    held = hold(mentor)
    at = held.expires_at
    results = all_at_once(
        lambda: services.holds.sweep(now=at),
        lambda: book(mentor, holder, holder=held.holder, now=at),
        lambda: book(mentor, other, now=at),
    )
    assert Booking.objects.count() == 1
    assert not Hold.objects.exists()
    assert sorted(type(result).__name__ for result in results[1:]) in (
        ["Booking", "BookingRefused"],
        ["Booking", "TimeTaken"],
    )


@pytest.mark.django_db(transaction=True)
def test_before_its_end_only_the_holder_books() -> None:
    mentor, holder, other = MentorFactory(bookable=True), UserFactory(), UserFactory()
    held = hold(mentor)
    booking, refused = all_at_once(
        lambda: book(mentor, holder, holder=held.holder),
        lambda: book(mentor, other),
    )
    assert (booking.mentee, type(refused).__name__ in ("BookingRefused", "TimeTaken")) == (holder, True)
