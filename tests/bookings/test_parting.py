"""Two members of whom one has blocked the other: they don't book, wait for or stand by for each other."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.blocking import block
from accounts.models import Block, User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, StandbyOffer, WaitlistEntry
from bookings.openings import openings_for, openings_to_move
from bookings.services import booking as booking_service
from bookings.standby_queue import next_in_line
from mentors.models import Mentor
from notifications.models import Notice
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import (
    BookingFactory,
    MentorFactory,
    MoveProposalFactory,
    SessionTypeFactory,
    StandbyOfferFactory,
    UserFactory,
    WaitlistEntryFactory,
)
from tests.races import WAIT_SECONDS, all_at_once

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
GONE = "This time is no longer free"


@pytest.fixture(params=["mentee", "mentor"])
def apart(request: pytest.FixtureRequest, mentor: Mentor, mentee: User) -> Callable[[], Block]:
    """How one of the two blocks the other: it works both ways."""

    def do() -> Block:
        by, other = (mentee, mentor.user) if request.param == "mentee" else (mentor.user, mentee)
        row = block(member=other, by=by, now=NOW)
        mentee.refresh_from_db()
        mentor.user.refresh_from_db()
        return row

    return do


def starts(mentor: Mentor, viewer: User | None) -> list[Any]:
    kind = mentor.session_types.get()
    return openings_for(mentor, kind, after=NOW, before=NOW + WEEK, viewer=viewer, now=NOW)


def test_no_times_are_shown_and_others_see_them_all(apart: Callable[[], Block], mentor: Mentor, mentee: User) -> None:
    assert starts(mentor, mentee)
    apart()
    assert starts(mentor, mentee) == []
    assert starts(mentor, None)
    assert starts(mentor, UserFactory())


def test_booking_is_refused_as_a_time_that_is_taken(apart: Callable[[], Block], mentor: Mentor, mentee: User) -> None:
    stale = User.objects.get(pk=mentee.pk)
    apart()
    for by in (mentee, stale):  # a form that was open when the block was made
        with pytest.raises(BookingRefused, match=GONE):
            book(mentor, by)
    assert book(mentor, UserFactory())


def test_booking_between_them_can_be_kept_but_not_moved(
    apart: Callable[[], Block], mentor: Mentor, mentee: User
) -> None:
    booking = book(mentor, mentee)
    proposal = MoveProposalFactory(booking=booking, starts=[WEDNESDAY + HOUR])
    apart()
    booking = Booking.objects.with_people().get(pk=booking.pk)
    assert booking.is_confirmed
    assert openings_to_move(booking, after=NOW, before=NOW + WEEK, proposed=True, now=NOW) == []
    with pytest.raises(BookingRefused, match=GONE):
        services.moving.move(booking=booking, by=mentee, starts_at=WEDNESDAY + HOUR, now=NOW)
    with pytest.raises(BookingRefused, match=GONE):
        services.moving.accept(proposal=proposal, by=mentee, starts_at=WEDNESDAY + HOUR, now=NOW)
    with pytest.raises(BookingRefused, match="no longer free"):
        services.moving.propose(booking=booking, by=mentor.user, starts=[WEDNESDAY + HOUR], message="", now=NOW)


def test_waiting_list_and_standby_pass_the_other_over(apart: Callable[[], Block], mentor: Mentor, mentee: User) -> None:
    booking, other = book(mentor, UserFactory()), UserFactory()
    apart()
    for member in (mentee, other):
        WaitlistEntryFactory(mentor=mentor, member=member)
    assert next_in_line(booking, now=NOW) == [other]
    services.waitlist.tell(mentor, now=NOW)
    told = Notice.objects.filter(kind="waiting_openings").values_list("recipient", flat=True)
    assert mentee.pk not in told


def test_time_that_falls_free_goes_to_the_next_who_stands_by(
    apart: Callable[[], Block], mentor: Mentor, mentee: User
) -> None:
    booking, other = book(mentor, UserFactory()), UserFactory()
    for minutes, member in enumerate((mentee, other)):
        offer = StandbyOfferFactory(booking=booking, member=member, starts_at=WEDNESDAY)
        at = NOW + timedelta(minutes=minutes)
        topic = "How do I lead a team of ten?"
        StandbyOffer.objects.filter(pk=offer.pk).update(accepted_at=at, topic=topic)
    if apart().blocker == mentee:
        assert not StandbyOffer.objects.filter(member=mentee).exists()
    services.cancelling.cancel(booking=booking, by=booking.mentee, message="", now=NOW)
    filled = services.standby.fill(booking, WEDNESDAY, now=NOW)
    assert filled is not None
    assert filled.mentee == other


def test_whoever_blocks_gives_up_their_places_and_the_other_isn_t_told(mentor: Mentor, mentee: User) -> None:
    WaitlistEntryFactory(mentor=mentor, member=mentee)
    block(member=mentee, by=mentor.user, now=NOW)
    assert WaitlistEntry.objects.filter(member=mentee).exists()  # one that vanished would tell them
    block(member=mentor.user, by=mentee, now=NOW)
    assert not WaitlistEntry.objects.filter(member=mentee).exists()
    assert not Notice.objects.exists()


def test_what_is_ahead_is_called_off_when_asked_for(mentor: Mentor, mentee: User) -> None:
    coming = book(mentor, mentee)
    on_request = SessionTypeFactory(mentor=mentor, on_request=True)
    request = book(mentor, mentee, session_type=on_request, starts_at=WEDNESDAY + DAY)
    past = BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - DAY)
    others = book(mentor, UserFactory(), starts_at=WEDNESDAY + 2 * HOUR)
    block(member=mentee, by=mentor.user, now=NOW)
    assert services.parting.call_off(other=mentee, by=mentor.user, now=NOW) == 2
    assert services.parting.call_off(other=mentee, by=mentor.user, now=NOW) == 0
    states = dict(Booking.objects.values_list("pk", "status"))
    assert [states[row.pk] for row in (coming, request, past, others)] == [
        BookingStatus.CANCELLED,
        BookingStatus.DECLINED,
        BookingStatus.CONFIRMED,
        BookingStatus.CONFIRMED,
    ]
    assert set(Notice.objects.filter(about_id=str(coming.pk)).values_list("kind", flat=True)) >= {"booking_cancelled"}


def race(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """A block that is made while a booking has looked and not yet written: bookings that it saw, and all in the end."""
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    looked, is_made, original = threading.Event(), threading.Event(), booking_service.is_opening  # type: ignore[attr-defined]

    def look(*args: Any, **kwargs: Any) -> bool:
        is_free = original(*args, **kwargs)
        looked.set()
        is_made.wait(timeout=0.5)
        return bool(is_free)

    def part() -> int:
        looked.wait(timeout=WAIT_SECONDS)
        block(member=mentor.user, by=mentee, now=NOW)
        is_made.set()
        return Booking.objects.count()

    monkeypatch.setattr(booking_service, "is_opening", look)
    _booked, seen = all_at_once(lambda: book(mentor, mentee), part)
    return seen, Booking.objects.count()


@pytest.mark.django_db(transaction=True)
def test_block_knows_of_every_booking_that_comes_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_a_booking_comes_after_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(booking_service, "advisory_lock", lambda *rows: None)
    assert race(monkeypatch) == (0, 1)
