from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bookings import services
from bookings.errors import BookingRefused
from bookings.fairness import pause_of, week_of
from bookings.forms.bookings import format_instant
from bookings.models import Booking, MoveProposal, NoShow, NoShowOutcome, Role
from mentors.models import Mentor
from tests.bookings.moments import NOW, TOPIC, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, NoShowFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
NEXT_WEEK = WEDNESDAY + 7 * DAY


def with_booking(mentee: User, starts_at: datetime, **more: Any) -> Booking:
    return BookingFactory(mentee=mentee, starts_at=starts_at, **more)


def strike(mentee: User, missed_at: datetime, *, settled_at: datetime | None = None) -> NoShow:
    """The mentee missed a conversation, and it was settled a day later."""
    at = settled_at or missed_at + DAY
    return NoShowFactory(booking=with_booking(mentee, missed_at), confirmed=True, settled_at=at)


@pytest.mark.parametrize(
    ("zone", "at", "first", "last"),
    [
        ("Europe/Berlin", "2026-03-29T10:00", "2026-03-22T23:00", "2026-03-29T22:00"),  # this week is an hour shorter
        ("Europe/Berlin", "2026-10-25T10:00", "2026-10-18T22:00", "2026-10-25T23:00"),  # and this one longer
        ("America/New_York", "2026-03-09T03:59", "2026-03-02T05:00", "2026-03-09T04:00"),
        ("America/New_York", "2026-03-09T04:00", "2026-03-09T04:00", "2026-03-16T04:00"),
        ("Pacific/Pago_Pago", "2026-11-30T10:59", "2026-11-23T11:00", "2026-11-30T11:00"),
        ("Pacific/Auckland", "2026-11-29T11:00", "2026-11-29T11:00", "2026-12-06T11:00"),
        ("Europe/Berlin", "2026-12-31T12:00", "2026-12-27T23:00", "2027-01-03T23:00"),
    ],
)
def test_week_is_the_iso_week_in_the_members_zone(zone: str, at: str, first: str, last: str) -> None:
    start, end = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, last))
    week = week_of(datetime.fromisoformat(at).replace(tzinfo=UTC), UserFactory.build(time_zone=zone))
    assert week == (start, end - timedelta(microseconds=1))


def test_bookings_of_one_week_are_limited_in_the_mentees_zone(settings: Any) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 1
    monday = datetime(2026, 11, 30, 8, tzinfo=UTC)  # 9 in Berlin, still Sunday in Pago Pago
    in_pago, in_berlin = UserFactory(time_zone="Pacific/Pago_Pago"), UserFactory()
    for mentee in (in_pago, in_berlin):
        with_booking(mentee, WEDNESDAY + HOUR)
    book(MentorFactory(bookable=True), in_berlin, starts_at=monday)
    with pytest.raises(BookingRefused, match="You already have 1 booking in that week"):
        book(MentorFactory(bookable=True), in_pago, starts_at=monday)


def test_week_counts_only_upcoming_and_past_bookings_as_a_mentee(settings: Any, mentor: Mentor, mentee: User) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 2
    with_booking(mentee, NOW - HOUR)  # this morning
    with_booking(mentee, WEDNESDAY + HOUR, cancelled=True)
    BookingFactory(mentor=MentorFactory(user=mentee, bookable=True), starts_at=WEDNESDAY + 2 * HOUR)
    book(mentor, mentee)
    with pytest.raises(BookingRefused, match="You already have 2 bookings in that week"):
        book(mentor, mentee, starts_at=WEDNESDAY + DAY)
    assert book(mentor, mentee, starts_at=NEXT_WEEK).starts_at == NEXT_WEEK


def test_upcoming_bookings_with_one_mentor_are_limited(settings: Any, mentor: Mentor, mentee: User) -> None:
    settings.MAX_COMING_WITH_ONE_MENTOR = 2
    BookingFactory(mentor=mentor, mentee=mentee, starts_at=NOW - 2 * HOUR)  # over
    book(mentor, mentee)
    book(mentor, mentee, starts_at=WEDNESDAY + DAY)
    with pytest.raises(BookingRefused, match="You have 2 upcoming bookings with Amara Njeri"):
        book(mentor, mentee, starts_at=NEXT_WEEK)
    assert book(MentorFactory(bookable=True), mentee, starts_at=NEXT_WEEK)
    assert book(mentor, UserFactory(), starts_at=NEXT_WEEK)


def test_mentee_can_move_within_a_full_week_but_not_into_one(settings: Any, mentor: Mentor, mentee: User) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 1
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)
    with_booking(mentee, WEDNESDAY + 2 * HOUR)  # more than allowed: made before the limit
    with_booking(mentee, NEXT_WEEK + HOUR)
    services.moving.move(booking=booking, by=mentee, starts_at=WEDNESDAY + DAY, now=NOW)
    with pytest.raises(BookingRefused, match="in that week"):
        services.moving.move(booking=booking, by=mentee, starts_at=NEXT_WEEK, now=NOW)
    booking.refresh_from_db()
    assert booking.starts_at == WEDNESDAY + DAY


def test_time_that_the_mentor_proposes_counts_against_no_limit(settings: Any, mentor: Mentor, mentee: User) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 1
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)
    with_booking(mentee, NEXT_WEEK + HOUR)
    for days in (30, 40):
        strike(mentee, NOW - days * DAY, settled_at=NOW - DAY)
    services.moving.propose(booking=booking, by=mentor.user, starts=[NEXT_WEEK], message="", now=NOW)
    proposal = MoveProposal.objects.get()
    assert services.moving.accept(proposal=proposal, by=mentee, starts_at=NEXT_WEEK, now=NOW).starts_at == NEXT_WEEK


def test_second_no_show_in_ninety_days_pauses_booking_for_thirty(mentor: Mentor, mentee: User) -> None:
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)
    strike(mentee, NOW - 60 * DAY)
    assert pause_of(mentee, now=NOW) is None
    second = strike(mentee, NOW - 3 * DAY, settled_at=NOW - DAY)
    pause = pause_of(mentee, now=NOW)
    assert pause is not None
    assert (pause.until, pause.no_show) == (NOW + 29 * DAY, second)
    with pytest.raises(BookingRefused, match="before Tue 22 Dec, 09:50 because you missed two sessions"):
        book(mentor, mentee, starts_at=NEXT_WEEK)
    with pytest.raises(BookingRefused, match="missed two sessions"):
        services.moving.move(booking=booking, by=mentee, starts_at=NEXT_WEEK, now=NOW)
    assert pause_of(mentee, now=NOW + 29 * DAY - SECOND) is not None
    assert pause_of(mentee, now=NOW + 29 * DAY) is None
    assert Booking.objects.get(pk=booking.pk).is_confirmed


@pytest.mark.parametrize(("apart", "paused"), [(timedelta(days=90) - SECOND, True), (timedelta(days=90), False)])
def test_strikes_expire_after_ninety_days(mentee: User, apart: timedelta, paused: bool) -> None:
    strike(mentee, NOW - apart, settled_at=NOW - 80 * DAY)
    strike(mentee, NOW - DAY, settled_at=NOW)
    assert bool(pause_of(mentee, now=NOW)) is paused


def test_no_show_decided_after_ninety_days_starts_no_pause(mentee: User) -> None:
    for days in (1, 2):
        strike(mentee, NOW - days * DAY)
    strike(mentee, NOW - 100 * DAY, settled_at=NOW + 31 * DAY)
    assert pause_of(mentee, now=NOW + 31 * DAY) is None


def test_third_no_show_starts_another_pause(mentee: User) -> None:
    for days in (80, 70):
        strike(mentee, NOW - days * DAY)
    assert pause_of(mentee, now=NOW) is None
    strike(mentee, NOW - 2 * DAY, settled_at=NOW)
    pause = pause_of(mentee, now=NOW)
    assert pause is not None
    assert pause.until == NOW + 30 * DAY


@pytest.mark.parametrize("outcome", [NoShowOutcome.OPEN, NoShowOutcome.DISPUTED, NoShowOutcome.DISMISSED])
def test_only_confirmed_no_shows_count(mentee: User, outcome: NoShowOutcome) -> None:
    strike(mentee, NOW - 10 * DAY)
    other = strike(mentee, NOW - 5 * DAY)
    settled_at = NOW if outcome == NoShowOutcome.DISMISSED else None
    NoShow.objects.filter(pk=other.pk).update(outcome=outcome, settled_at=settled_at)
    assert pause_of(mentee, now=NOW) is None


def test_only_missing_as_a_mentee_counts(mentee: User) -> None:
    strike(mentee, NOW - 10 * DAY)
    with_mentor = BookingFactory(mentor=MentorFactory(user=mentee, bookable=True), starts_at=NOW - 4 * DAY)
    NoShowFactory(booking=with_mentor, absent=Role.MENTOR, confirmed=True)
    NoShowFactory(booking=with_booking(mentee, NOW - 5 * DAY), absent=Role.MENTOR, confirmed=True)
    assert pause_of(mentee, now=NOW) is None


def test_lifted_strike_ends_the_pause(mentor: Mentor, mentee: User) -> None:
    strike(mentee, NOW - 10 * DAY)
    second = strike(mentee, NOW - 5 * DAY)
    assert pause_of(mentee, now=NOW)
    services.no_shows.decide(no_show=second, by=UserFactory(staff=True), counts=False, message="", now=NOW)
    assert book(mentor, mentee).is_confirmed


@pytest.mark.usefixtures("fixed_clock")
def test_pages_announce_a_pause_before_the_form_is_filled_in(client: Client, mentor: Mentor, mentee: User) -> None:
    strike(mentee, NOW - 10 * DAY)
    second = strike(mentee, NOW - 5 * DAY)
    booking = BookingFactory(mentor=mentor, mentee=mentee, starts_at=WEDNESDAY)
    client.force_login(mentee)
    kind = mentor.session_types.get()
    wanted = {"type": str(kind.uuid), "at": format_instant(NEXT_WEEK)}
    page = client.get(reverse("bookings:book", args=[mentor.slug]), wanted)
    said = "because you missed two sessions within 90 days"
    assert said in page.content.decode()
    assert "<textarea" not in page.content.decode()
    form = wanted | {"topic": TOPIC, "form_key": page.context["form"].initial["form_key"]}
    refused = client.post(reverse("bookings:book", args=[mentor.slug]), form)
    assert (refused.status_code, said in refused.content.decode()) == (409, True)
    assert said in client.get(reverse("bookings:move", args=[booking.uuid]), follow=True).content.decode()
    listed = client.get(reverse("bookings:list")).content.decode()
    assert said in listed
    assert second.get_absolute_url() in listed
    client.force_login(mentor.user)
    assert client.get(reverse("bookings:move", args=[booking.uuid])).status_code == 200


def test_help_names_every_limit(client: Client, settings: Any) -> None:
    settings.MAX_BOOKINGS_A_WEEK = 4
    settings.MAX_COMING_WITH_ONE_MENTOR = 1
    content = client.get(reverse("pages:help")).content.decode()
    for limit in (
        "5 upcoming bookings at a time",
        "4 in a week",
        "1 upcoming booking with the same mentor",
        "3 cancellations with the same mentor in 4 weeks",
    ):
        assert limit in content


def test_third_cancellation_with_one_mentor_in_four_weeks_blocks_booking(mentor: Mentor, mentee: User) -> None:
    """Each cancelled booking sends the mentor two emails with text by the mentee."""
    for days in (0, 1, 2):
        booking = book(mentor, mentee, now=NOW + days * SECOND)
        services.cancelling.cancel(booking=booking, by=mentee, message="", now=NOW + days * SECOND)
    with pytest.raises(BookingRefused, match="cancelled 3 bookings with"):
        book(mentor, mentee)
    assert book(MentorFactory(bookable=True), mentee).is_confirmed
    Booking.objects.filter(mentor=mentor).update(cancelled_at=NOW - timedelta(weeks=4))
    assert book(mentor, mentee, starts_at=WEDNESDAY + HOUR).is_confirmed


def test_cancellation_by_the_mentor_does_not_count_against_the_mentee(mentor: Mentor, mentee: User) -> None:
    for _ in range(3):
        services.cancelling.cancel(booking=book(mentor, mentee), by=mentor.user, message="", now=NOW)
    assert book(mentor, mentee).is_confirmed
