"""Standing by for an hour that the mentee has not reconfirmed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.models import Booking, BookingStatus, StandbyOffer, WaitlistEntry
from bookings.openings import is_opening
from bookings.services import standby
from bookings.standby_queue import next_in_line
from core import clock
from mentors.models import Mentor
from notifications.models import Notice
from outbox.services import drain
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, StandbyOfferFactory, UserFactory, WaitlistEntryFactory
from tests.races import all_at_once

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = WEDNESDAY + 7 * DAY
WARNED, LATER = START - 12 * HOUR, START - 6 * HOUR


@pytest.fixture
def booking(mentor: Mentor, mentee: User) -> Booking:
    """Agreed nine days ahead; the mentee has not reconfirmed."""
    return book(mentor, mentee, starts_at=START)


def wait_for(mentor: Mentor, number: int, **wish: Any) -> list[User]:
    entries = [
        WaitlistEntryFactory(mentor=mentor, asked_at=NOW + timedelta(minutes=place), **wish) for place in range(number)
    ]
    return [entry.member for entry in entries]


def stand_by(member: User, at: Any = WARNED + HOUR) -> StandbyOffer:
    offer = StandbyOffer.objects.get(member=member)
    return standby.accept(offer=offer, by=member, topic=TOPIC, now=at)


def at_that_time(mentor: Mentor) -> list[User]:
    return [row.mentee for row in Booking.objects.confirmed().filter(mentor=mentor, starts_at=START)]


def test_released_hour_goes_to_the_first_member_on_standby(booking: Booking, mentor: Mentor, mentee: User) -> None:
    one, two, three, four = wait_for(mentor, 4)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    assert list(StandbyOffer.objects.order_by("pk").values_list("member", flat=True)) == [one.pk, two.pk, three.pk]
    drain(now=WARNED)
    told = [m for m in mail.outbox if m.subject == "An hour with Amara Njeri may become free"]
    assert {m.to[0] for m in told} == {one.email, two.email, three.email}
    [message] = [m for m in told if m.to == [one.email]]
    assert StandbyOffer.objects.get(member=one).get_absolute_url() in message.body
    assert "Kofi" not in message.body  # the reader must not learn who has it
    assert four.email not in {m.to[0] for m in told}
    stand_by(two)
    stand_by(one, at=WARNED + 2 * HOUR)
    assert at_that_time(mentor) == [mentee]
    assert not is_opening(mentor, booking.session_type, START, viewer=one, now=LATER)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=LATER)
    mail.outbox = []
    drain(now=LATER)
    assert at_that_time(mentor) == [two]
    booked = Booking.objects.get(mentee=two)
    assert (booked.topic, booked.status) == (TOPIC, BookingStatus.CONFIRMED)
    subjects = {m.to[0]: m.subject for m in mail.outbox}
    assert subjects[two.email].startswith("Booked:")
    over = [m.to for m in mail.outbox if m.subject.startswith("Hour taken: ")]
    assert over == [[one.email]]  # the other three never accepted
    assert not WaitlistEntry.objects.filter(member=two).exists()
    assert WaitlistEntry.objects.filter(member=one).exists()


def test_moving_the_booking_releases_the_hour_too(
    booking: Booking, mentor: Mentor, mentee: User, settings: LazySettings
) -> None:
    settings.MOVE_HOURS = 1
    [one] = wait_for(mentor, 1)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    stand_by(one)
    services.moving.move(booking=booking, by=mentee, starts_at=START + 5 * DAY, now=LATER)
    drain(now=LATER)
    assert at_that_time(mentor) == [one]


def test_hour_cancelled_by_the_mentor_is_not_given_away(booking: Booking, mentor: Mentor) -> None:
    one, two = wait_for(mentor, 2)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    stand_by(one)
    services.cancelling.cancel(booking=booking, by=mentor.user, message="", now=LATER)
    drain(now=LATER)
    assert at_that_time(mentor) == []
    with pytest.raises(BookingRefused, match="no longer available"):
        stand_by(two, at=LATER)


def test_reconfirming_ends_the_standby(booking: Booking, mentor: Mentor, mentee: User) -> None:
    one, two = wait_for(mentor, 2)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    stand_by(one)
    services.reconfirming.reconfirm(booking=booking, by=mentee, now=LATER)
    assert [row.recipient for row in Notice.objects.filter(kind="standby_over")] == [one]
    with pytest.raises(BookingRefused, match="is coming"):
        stand_by(two, at=LATER)
    assert at_that_time(mentor) == [mentee]


def test_accepting_after_the_release_books_at_once(booking: Booking, mentor: Mentor, mentee: User) -> None:
    [one] = wait_for(mentor, 1)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=LATER)
    drain(now=LATER)
    assert at_that_time(mentor) == []
    stand_by(one, at=LATER + HOUR)
    drain(now=LATER + HOUR)
    assert at_that_time(mentor) == [one]


def test_next_in_line_gets_the_hour_if_the_first_cannot_book(booking: Booking, mentor: Mentor, mentee: User) -> None:
    one, two = wait_for(mentor, 2)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    stand_by(one)
    stand_by(two, at=WARNED + 2 * HOUR)
    book(MentorFactory(bookable=True), one, starts_at=START, now=WARNED - 40 * HOUR)  # meanwhile elsewhere
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=LATER)
    drain(now=LATER)
    assert at_that_time(mentor) == [two]


def test_only_members_who_want_the_time_and_may_book_are_asked(
    booking: Booking, mentor: Mentor, settings: LazySettings
) -> None:
    settings.MAX_COMING_BOOKINGS = 2
    wait_for(mentor, 1, weekday=0)  # the hour is on a Wednesday
    [full] = wait_for(mentor, 1)
    for day in (1, 2):
        BookingFactory(mentee=full, starts_at=START + day * DAY)
    WaitlistEntryFactory(mentor=mentor, member=booking.mentee)  # has it, and may book more
    WaitlistEntryFactory(mentor=mentor, member__is_active=False)
    WaitlistEntryFactory()  # waits for someone else
    [asked] = wait_for(mentor, 1)
    StandbyOfferFactory(booking=booking, member=asked)
    [suited] = wait_for(mentor, 1, weekday=2)
    assert next_in_line(booking, now=WARNED) == [suited]
    StandbyOffer.objects.update(starts_at=START - DAY)  # asked before the booking moved here
    assert next_in_line(booking, now=WARNED) == [asked, suited]


def test_closed_account_does_not_stand_by(booking: Booking, mentor: Mentor, mentee: User) -> None:
    [one] = wait_for(mentor, 1)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    offer = stand_by(one)
    assert list(StandbyOffer.objects.ready()) == [offer]
    User.objects.filter(pk=one.pk).update(is_active=False)
    assert list(StandbyOffer.objects.ready()) == []
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=LATER)
    drain(now=LATER)
    assert at_that_time(mentor) == []


def test_no_one_gets_the_hour_after_everyone_has_declined(booking: Booking, mentor: Mentor, mentee: User) -> None:
    [one] = wait_for(mentor, 1)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    standby.decline(offer=stand_by(one), by=one)
    services.cancelling.cancel(booking=booking, by=mentee, message="", now=LATER)
    drain(now=LATER)
    assert at_that_time(mentor) == []


def test_refusals(booking: Booking, mentor: Mentor) -> None:
    [one] = wait_for(mentor, 1)
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    offer = StandbyOffer.objects.get()
    with pytest.raises(BookingRefused, match="for someone else"):
        standby.accept(offer=offer, by=UserFactory(), topic=TOPIC, now=LATER)
    with pytest.raises(BookingRefused, match="has passed"):
        standby.accept(offer=offer, by=one, topic=TOPIC, now=START)
    with pytest.raises(BookingRefused, match="20 to 1,000"):
        standby.accept(offer=offer, by=one, topic=" short ", now=LATER)
    assert StandbyOffer.objects.get().accepted_at is None


@pytest.mark.django_db
def test_standby_offers_are_forgotten_when_their_time_has_passed() -> None:
    StandbyOfferFactory(booking__starts_at=START)
    assert standby.forget(now=START + DAY) == 0
    assert standby.forget(now=START + DAY + timedelta(seconds=1)) == 1


@pytest.mark.django_db
def test_database_refuses_impossible_rows() -> None:
    offer = StandbyOfferFactory()
    with pytest.raises(IntegrityError, match="standby_offer_once"), transaction.atomic():
        StandbyOfferFactory(booking=offer.booking, member=offer.member)
    with pytest.raises(IntegrityError, match="standby_offer_says_what_for"), transaction.atomic():
        StandbyOfferFactory(accepted_at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_workers_fill_an_hour_once() -> None:
    for _round in range(3):
        mentor = MentorFactory(bookable=True)
        booking = BookingFactory(mentor=mentor, starts_at=START, cancelled=True)
        for _number in range(3):
            StandbyOfferFactory(booking=booking, ready=True)
        all_at_once(*[lambda row=booking: standby.fill(row, START, now=LATER)] * 3)
        assert len(at_that_time(mentor)) == 1


@pytest.mark.usefixtures("fixed_clock")
def test_page_asks_for_the_topic_and_shows_no_ones_name(
    client: Client, booking: Booking, mentor: Mentor, mentee: User
) -> None:
    [one] = wait_for(mentor, 1)
    mentor.session_types.update(question="Which page is it about?")
    services.reconfirming.warn_of_unconfirmed(now=WARNED)
    clock.move_to(LATER)
    way = StandbyOffer.objects.get().get_absolute_url()
    client.force_login(one)
    content = client.get(way).content.decode()
    assert "This session with Amara Njeri may become free." in content
    assert re.search(r"Amara asks: <span >Which page is it about\?</span>", content)
    assert "Kofi" not in content
    assert client.post(way, {"topic": "short"}).status_code == 400
    content = client.post(way, {"topic": TOPIC}, follow=True).content.decode()
    assert "Thank you. If the time becomes yours, we’ll email you at once." in content
    assert TOPIC in client.get(way).content.decode()
    assert "You’re no longer standing by." in client.post(way, {"answer": "no"}, follow=True).content.decode()
    assert StandbyOffer.objects.get().accepted_at is None
    client.force_login(mentee)
    assert client.get(way).status_code == 404
    assert client.post(way, {"topic": TOPIC}).status_code == 404
    client.force_login(one)
    clock.move_to(START)
    assert "This time has passed." in client.get(way, follow=True).content.decode()
