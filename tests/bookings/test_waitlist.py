"""The waiting list: who is told of new openings, in which order, and how often."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.services import close
from bookings import free_time, services
from bookings.models import WAITS, Booking, WaitlistEntry, WeeklyHours
from bookings.openings import openings_for
from bookings.services import waitlist
from bookings.services.waitlist import PreferredTimes
from core.errors import Refused
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice, NoticeState
from outbox.models import Job
from outbox.services import drain
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import BookingFactory, MentorFactory, NoShowFactory, UserFactory, WaitlistEntryFactory
from tests.races import all_at_once

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ANY = PreferredTimes()
HEAD_START = 6 * HOUR


@pytest.fixture
def full(mentor: Mentor) -> Mentor:
    """Amara without hours, so without openings."""
    mentor.weekly_hours.all().delete()
    free_time.rebuild(mentor, now=NOW)
    return mentor


def give_hours(mentor: Mentor, *weekdays: int, at: datetime = NOW) -> None:
    """Add hours from nine to five on these days, and rebuild the index."""
    for weekday in weekdays:
        WeeklyHours.objects.get_or_create(mentor=mentor, weekday=weekday, starts=time(9), ends=time(17))
    free_time.rebuild(mentor, now=at)


def ask(mentor: Mentor, *members: User, preferred: PreferredTimes = ANY, at: datetime = NOW) -> None:
    for number, member in enumerate(members):
        waitlist.join(mentor=mentor, by=member, preferred=preferred, now=at + timedelta(minutes=number))


def told() -> list[User]:
    """Everyone told so far, in order."""
    rows = Notice.objects.filter(kind="waiting_openings").select_related("recipient").order_by("created_at", "pk")
    return [row.recipient for row in rows if row.recipient]


def tell(mentor: Mentor, at: datetime) -> int:
    return waitlist.tell(mentor, now=at)


def test_first_to_join_is_told_first_a_few_at_a_time(full: Mentor) -> None:
    people = UserFactory.create_batch(7)
    ask(full, *people)
    later = NOW + HOUR
    assert tell(full, later) == 0  # nothing is new
    give_hours(full, 3)
    assert tell(full, later) == 3
    assert set(told()) == set(people[:3])
    assert tell(full, later + HEAD_START - timedelta(seconds=1)) == 0
    assert tell(full, later + HEAD_START) == 3
    assert set(told()) == set(people[:6])
    assert tell(full, later + 2 * HEAD_START) == 1
    assert tell(full, later + 3 * HEAD_START) == 0
    assert len(told()) == len(set(told())) == 7


def test_next_wave_starts_by_itself(full: Mentor) -> None:
    ask(full, *UserFactory.create_batch(4))
    give_hours(full, 3)
    tell(full, NOW + HOUR)
    job = Job.objects.unfinished().get(kind=waitlist.TELL)
    assert job.due_at == NOW + HOUR + HEAD_START
    drain(now=job.due_at)
    assert len(told()) == 4


def test_members_without_a_session_with_the_mentor_come_first(full: Mentor) -> None:
    regular, newcomer = UserFactory(), UserFactory()
    BookingFactory(mentor=full, mentee=regular, starts_at=NOW - 9 * DAY)
    BookingFactory(mentor=full, mentee=newcomer, starts_at=NOW - 9 * DAY, cancelled=True)  # never took place
    BookingFactory(mentee=newcomer, starts_at=NOW - 8 * DAY)  # with someone else
    missed = BookingFactory(mentor=full, mentee=newcomer, starts_at=NOW - 7 * DAY)
    NoShowFactory(booking=missed, confirmed=True, settled_at=NOW)
    ask(full, regular, newcomer)
    assert [entry.member for entry in WaitlistEntry.objects.in_order()] == [newcomer, regular]


@pytest.mark.parametrize(("later", "had_one"), [(timedelta(0), False), (timedelta(microseconds=1), True)])
@pytest.mark.django_db
def test_session_counts_if_it_began_before_joining(later: timedelta, had_one: bool) -> None:
    entry = WaitlistEntryFactory()
    BookingFactory(mentor=entry.mentor, mentee=entry.member, starts_at=entry.asked_at)
    WaitlistEntry.objects.update(asked_at=entry.asked_at + later)
    assert WaitlistEntry.objects.in_order().get().had_one is had_one  # type: ignore[attr-defined]


def test_existing_openings_are_not_new(mentor: Mentor, mentee: User) -> None:
    free_time.rebuild(mentor, now=NOW)
    ask(mentor, mentee)
    assert tell(mentor, NOW + HOUR) == 0
    give_hours(mentor, 5)
    assert tell(mentor, NOW + HOUR) == 1
    [notice] = Notice.objects.filter(kind="waiting_openings")
    saturdays = [datetime.fromisoformat(text) for text in notice.data["starts"]]
    assert len(saturdays) == 5
    assert {start.weekday() for start in saturdays} == {5}


def test_time_that_is_free_again_is_new(mentor: Mentor, mentee: User) -> None:
    booking = book(mentor, UserFactory())
    free_time.rebuild(mentor, now=NOW)
    ask(mentor, mentee)
    services.cancelling.cancel(booking=booking, by=booking.mentee, message="", now=NOW + HOUR)
    drain(now=NOW + HOUR)
    [message] = [m for m in mail.outbox if m.to == [mentee.email]]
    assert message.subject == "Amara Njeri has time again"
    assert "Wednesday: 25 November, 04:00" in message.body  # in New York
    assert f"http://localhost:8000/mentors/{mentor.slug}/#calendar" in message.body
    assert f"http://localhost:8000/mentors/{mentor.slug}/wait/" in message.body


def test_preferred_times_are_in_the_members_zone(full: Mentor, mentee: User) -> None:
    ask(full, mentee, preferred=PreferredTimes(weekday=2, earliest=time(4), latest=time(5)))  # ten to eleven in Berlin
    give_hours(full, 1)
    assert tell(full, NOW + HOUR) == 0
    give_hours(full, 2)
    assert tell(full, NOW + HOUR) == 1
    starts = [datetime.fromisoformat(text) for text in Notice.objects.get().data["starts"]]
    half = timedelta(minutes=30)
    assert starts[:3] == [WEDNESDAY, WEDNESDAY + half, WEDNESDAY + HOUR]
    assert starts[3] == WEDNESDAY + 7 * DAY


@pytest.mark.parametrize(
    ("wish", "suits"),
    [
        ({}, True),
        ({"weekday": 2}, True),
        ({"weekday": 3}, False),
        ({"earliest": time(10)}, True),
        ({"earliest": time(10, 1)}, False),
        ({"latest": time(10)}, True),
        ({"latest": time(9, 59)}, False),
        ({"weekday": 2, "earliest": time(10), "latest": time(10)}, True),
        ({"weekday": 1, "earliest": time(10), "latest": time(10)}, False),
    ],
)
def test_preferred_times_include_their_first_and_last_minute(wish: dict[str, Any], suits: bool) -> None:
    """Wednesday at ten in Berlin."""
    entry = WaitlistEntry(member=User(time_zone="Europe/Berlin"), **wish)
    assert entry.suiting([WEDNESDAY]) == [WEDNESDAY] * suits


def test_member_is_told_once_a_week_at_most(full: Mentor, mentee: User) -> None:
    ask(full, mentee)
    give_hours(full, 3)
    assert tell(full, NOW + HOUR) == 1
    give_hours(full, 4)
    assert tell(full, NOW + 2 * DAY) == 0
    assert tell(full, NOW + HOUR + waitlist.REST) == 1


def test_members_who_cannot_book_are_not_told(full: Mentor, mentee: User) -> None:
    for days in (3, 4):
        missed = BookingFactory(mentee=mentee, starts_at=NOW - days * DAY)
        NoShowFactory(booking=missed, confirmed=True, settled_at=NOW - DAY)
    gone = UserFactory(is_active=False)
    ask(full, mentee, gone)
    give_hours(full, 3)
    assert tell(full, NOW + HOUR) == 0


def test_members_with_a_session_are_told_hours_after_those_without(full: Mentor) -> None:
    regular, other, newcomer = UserFactory.create_batch(3)
    for number, member in enumerate((regular, other)):
        BookingFactory(mentor=full, mentee=member, starts_at=NOW - (20 + number) * DAY)
    ask(full, regular, other, newcomer)
    give_hours(full, 3)
    assert tell(full, NOW + HOUR) == 1
    assert told() == [newcomer]
    assert tell(full, NOW + HOUR + HEAD_START - timedelta(seconds=1)) == 0
    assert tell(full, NOW + HOUR + HEAD_START) == 2


def test_members_at_their_limit_are_skipped(full: Mentor) -> None:
    """Two coming bookings with the mentor, three in each week of the openings, and a time that is taken otherwise."""
    sated, full_weeks, elsewhere, free = UserFactory.create_batch(4)
    for number in (7, 8):
        BookingFactory(mentor=full, mentee=sated, starts_at=WEDNESDAY + number * DAY)
    for hour in (2, 3, 4):
        BookingFactory(mentee=full_weeks, starts_at=WEDNESDAY + DAY + hour * HOUR)
    BookingFactory(mentee=elsewhere, starts_at=WEDNESDAY + DAY)
    ask(full, sated, full_weeks, elsewhere, free)
    full.rules.horizon_days = 4  # this week's alone
    full.rules.save(update_fields=["horizon_days"])
    WeeklyHours.objects.create(mentor=full, weekday=3, starts=time(10), ends=time(10, 30))
    free_time.rebuild(full, now=NOW)
    assert tell(full, NOW + HOUR) == 1
    assert told() == [free]


def test_paused_mentor_tells_no_one(full: Mentor, mentee: User) -> None:
    ask(full, mentee)
    give_hours(full, 3)
    Mentor.objects.update(status=MentorStatus.PAUSED)
    full.refresh_from_db()
    assert tell(full, NOW + HOUR) == 0


def test_mail_about_taken_times_is_dropped(full: Mentor, mentee: User) -> None:
    ask(full, mentee)
    give_hours(full, 3)
    tell(full, NOW + HOUR)
    full.weekly_hours.all().delete()
    drain(now=NOW + HOUR)
    assert [m for m in mail.outbox if m.to == [mentee.email]] == []
    assert Notice.objects.get(kind="waiting_openings").state == NoticeState.DROPPED


def test_mail_to_a_member_who_left_the_list_is_dropped(full: Mentor, mentee: User) -> None:
    ask(full, mentee)
    give_hours(full, 3)
    tell(full, NOW + HOUR)
    waitlist.leave(mentor=full, member=mentee)
    drain(now=NOW + HOUR)
    assert mail.outbox == []


def test_booking_removes_the_member_from_that_mentors_list_only(mentor: Mentor, mentee: User) -> None:
    others = [WaitlistEntryFactory(member=mentee), WaitlistEntryFactory(mentor=mentor)]
    ask(mentor, mentee)
    book(mentor, mentee)
    assert set(WaitlistEntry.objects.all()) == set(others)


def test_place_expires_after_sixty_days(full: Mentor, mentee: User) -> None:
    ask(full, mentee)
    give_hours(full, 3, at=NOW + WAITS)
    assert tell(full, NOW + WAITS) == 0
    assert waitlist.forget(now=NOW + WAITS - timedelta(seconds=1)) == 0
    assert waitlist.forget(now=NOW + WAITS) == 1


@pytest.mark.parametrize("closed", [False, True])
def test_list_of_a_mentor_who_leaves_or_closes_their_account_ends(full: Mentor, mentee: User, closed: bool) -> None:
    ask(full, mentee)
    if closed:
        close(user=full.user, by=UserFactory(staff=True), now=NOW)
    else:
        services.status.leave(mentor=full, by=full.user, message="", now=NOW)
    assert not WaitlistEntry.objects.exists()
    with pytest.raises(Refused, match="This mentor has left the club"):
        ask(full, mentee)


def test_joining_again_updates_the_times_and_keeps_the_place(full: Mentor, mentee: User) -> None:
    other = UserFactory()
    ask(full, mentee, other)
    waitlist.join(mentor=full, by=mentee, preferred=PreferredTimes(weekday=0), now=NOW + HOUR)
    assert [entry.member for entry in WaitlistEntry.objects.in_order()] == [mentee, other]
    assert WaitlistEntry.objects.get(member=mentee).weekday == 0


def test_joining_again_after_sixty_days_means_the_end_of_the_line(full: Mentor, mentee: User) -> None:
    ask(full, mentee)
    ask(full, UserFactory(), at=NOW + WAITS - DAY)
    ask(full, mentee, at=NOW + WAITS)
    assert WaitlistEntry.objects.in_order().last() == WaitlistEntry.objects.get(member=mentee)
    assert WaitlistEntry.objects.get(member=mentee).asked_at == NOW + WAITS


def test_member_can_be_on_ten_lists(mentor: Mentor, mentee: User) -> None:
    WaitlistEntryFactory.create_batch(10, member=mentee)
    with pytest.raises(Refused, match="10 waiting lists"):
        ask(mentor, mentee)
    ask(WaitlistEntry.objects.first().mentor, mentee)  # changing the times is still possible


@pytest.mark.parametrize(
    ("preferred", "reason"),
    [(PreferredTimes(earliest=time(12), latest=time(11)), "The latest start can’t be before the earliest")],
)
def test_impossible_times_are_refused(mentor: Mentor, mentee: User, preferred: PreferredTimes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        ask(mentor, mentee, preferred=preferred)


def test_own_list_and_lists_of_mentors_who_left_are_refused(mentor: Mentor, mentee: User) -> None:
    with pytest.raises(Refused, match="your own"):
        ask(mentor, mentor.user)
    services.status.leave(mentor=mentor, by=mentor.user, message="", now=NOW)
    with pytest.raises(Refused, match="This mentor has left the club"):
        ask(mentor, mentee)  # with the row as it was before


def test_told_times_can_be_booked(full: Mentor, mentee: User) -> None:
    ask(full, mentee)
    give_hours(full, 1, 2, 3)
    tell(full, NOW + HOUR)
    kind = full.session_types.get()
    free = openings_for(full, kind, after=NOW, before=NOW + 40 * DAY, viewer=mentee, now=NOW + HOUR)
    assert {datetime.fromisoformat(text) for text in Notice.objects.get().data["starts"]} <= set(free)


def test_club_sets_how_many_and_how_long(settings: LazySettings, full: Mentor) -> None:
    settings.WAITLIST_AT_ONCE, settings.WAITLIST_HEAD_START = 1, 1
    ask(full, *UserFactory.create_batch(2))
    give_hours(full, 3)
    assert [tell(full, NOW + hours * HOUR) for hours in (1, 1, 2)] == [1, 0, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("waitlist_weekday", {"weekday": 7}),
        ("waitlist_times_in_order", {"earliest": time(12), "latest": time(11)}),
        ("waitlist_seen_bounded", {"seen": [NOW] * 1001}),
    ],
)
def test_database_refuses_impossible_rows(name: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        WaitlistEntryFactory(**wrong)


def test_database_refuses_a_second_place_on_one_list(mentor: Mentor, mentee: User) -> None:
    ask(mentor, mentee)
    with pytest.raises(IntegrityError, match="waitlist_once"), transaction.atomic():
        WaitlistEntryFactory(mentor=mentor, member=mentee)


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_each_member_once() -> None:
    mentor = MentorFactory(bookable=True)
    for _number in range(3):
        WaitlistEntryFactory(mentor=mentor)
    free_time.rebuild(mentor, now=NOW)
    counts = all_at_once(*[lambda: tell(mentor, NOW)] * 4)
    assert sorted(counts) == [0, 0, 0, 3]
    assert Notice.objects.filter(kind="waiting_openings").count() == 3


@pytest.mark.django_db(transaction=True)
def test_joining_five_times_at_once_makes_one_place() -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    results = all_at_once(*[lambda: waitlist.join(mentor=mentor, by=mentee, preferred=ANY, now=NOW)] * 5)
    assert {type(result) for result in results} == {WaitlistEntry}
    assert WaitlistEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_mentor_who_leaves_while_someone_joins_leaves_no_list() -> None:
    for _round in range(5):
        mentor, mentee = MentorFactory(bookable=True), UserFactory()
        joined, left = all_at_once(
            lambda mentor=mentor, mentee=mentee: waitlist.join(mentor=mentor, by=mentee, preferred=ANY, now=NOW),
            lambda mentor=mentor: services.status.leave(mentor=mentor, by=mentor.user, message="", now=NOW),
        )
        assert left is None
        assert isinstance(joined, WaitlistEntry | Refused)
        assert not WaitlistEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_booking_while_being_told_leaves_the_list_without_an_error() -> None:
    for _round in range(3):
        mentor, mentee = MentorFactory(bookable=True), UserFactory()
        WaitlistEntryFactory(mentor=mentor, member=mentee)
        free_time.rebuild(mentor, now=NOW)
        booked, count = all_at_once(
            lambda mentor=mentor, mentee=mentee: book(mentor, mentee), lambda mentor=mentor: tell(mentor, NOW)
        )
        assert isinstance(booked, Booking)
        assert count in (0, 1)
        assert not WaitlistEntry.objects.filter(member=mentee).exists()
