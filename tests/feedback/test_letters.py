"""Who gets the monthly letter, when, and once."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import User
from bookings.models import BookingStatus, NoShowOutcome
from core import clock
from data_protection.services import retaining
from feedback import letters, tasks
from feedback.models import Feedback, MonthlyLetter
from mentors.models import Mentor, MentorStatus
from notifications.mail_content import kinds
from notifications.models import Notice
from outbox.lanes import Lane
from outbox.models import Job
from tests.factories import (
    BookingFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    MentorFactory,
    NoShowFactory,
    UserFactory,
)
from tests.races import Meeting, all_at_once

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
MORNING = datetime(2026, 11, 1, 8, tzinfo=UTC)  # nine in Berlin, a week after its clocks went back
SESSION = datetime(2026, 10, 14, 10, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Both changes of Berlin's clocks are in these months, and the zones are up to a day apart.
MONTHS = [(zone, date(2026, month, 1)) for zone in (
    "Europe/Berlin", "America/New_York", "Pacific/Pago_Pago", "Pacific/Auckland",
) for month in (3, 10, 12)]  # fmt: skip


def mentors_with_sessions(number: int) -> list[Mentor]:
    return [BookingFactory(starts_at=SESSION).mentor for _ in range(number)]


def told() -> list[User]:
    return [row.recipient for row in Notice.objects.filter(kind="month_given").order_by("due_at")]


def where(zone: str, day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def test_mentor_who_gave_time_gets_a_letter_in_the_lane_for_mail() -> None:
    mentor = BookingFactory(starts_at=SESSION).mentor
    assert letters.write(now=MORNING) == 1
    letter, notice, job = MonthlyLetter.objects.get(), Notice.objects.get(), Job.objects.get()
    assert (letter.mentor, letter.month, letter.created_at) == (mentor, OCTOBER, MORNING)
    assert (notice.kind, notice.recipient, notice.about) == ("month_given", mentor.user, letter)
    assert (job.kind, job.lane, job.payload) == ("notifications.deliver", Lane.MAIL, {"notice": str(notice.uuid)})
    assert notice.due_at == job.due_at == MORNING


@pytest.mark.parametrize("status", MentorStatus)
def test_listed_and_paused_mentors_get_it_and_no_one_else(status: MentorStatus) -> None:
    BookingFactory(starts_at=SESSION, mentor__status=status)
    assert letters.write(now=MORNING) == (status in (MentorStatus.LISTED, MentorStatus.PAUSED))


@pytest.mark.parametrize("change", [{"is_active": False}, {"muted_notices": ["month_given"]}])
def test_closed_account_and_who_has_switched_it_off_get_none(change: dict) -> None:
    User.objects.filter(pk=BookingFactory(starts_at=SESSION).mentor.user_id).update(**change)
    assert letters.write(now=MORNING) == 0
    User.objects.update(is_active=True, muted_notices=["feedback_received"])
    assert letters.write(now=MORNING) == 1


@pytest.mark.parametrize("status", BookingStatus)
def test_only_sessions_that_were_held_are_thanked_for(status: BookingStatus) -> None:
    MentorFactory()
    dates = {"cancelled_at": SESSION} if status == BookingStatus.CANCELLED else {}
    BookingFactory(starts_at=SESSION, status=status, expires_at=SESSION, **dates)
    assert letters.write(now=MORNING) == (status == BookingStatus.CONFIRMED)


@pytest.mark.parametrize("outcome", NoShowOutcome)
def test_session_that_may_not_have_taken_place_is_not_thanked_for(outcome: NoShowOutcome) -> None:
    settled = {"settled_at": MORNING} if outcome in (NoShowOutcome.CONFIRMED, NoShowOutcome.DISMISSED) else {}
    answered = {"answered_at": MORNING} if outcome == NoShowOutcome.DISPUTED else {}
    NoShowFactory(booking=BookingFactory(starts_at=SESSION), outcome=outcome, **settled, **answered)
    assert letters.write(now=MORNING) == (outcome == NoShowOutcome.DISMISSED)


@pytest.mark.parametrize(("zone", "first"), MONTHS)
def test_month_begins_and_ends_on_the_mentors_clock(zone: str, first: date) -> None:
    mentor = MentorFactory(bookable=True, user__time_zone=zone)
    after = month_after(first)
    begins, ends = (where(zone, day, 0) for day in (first, after))
    now = where(zone, after, 9)

    def hold(starts_at: datetime, said_at: datetime) -> None:
        booking = BookingFactory(mentor=mentor, starts_at=starts_at, ends_at=starts_at + MINUTE * 15)
        FeedbackFactory(request=FeedbackRequestFactory(booking=booking), created_at=said_at)

    hold(begins - MINUTE * 15, begins - MINUTE)
    hold(ends, ends)
    assert letters.write(now=now) == 0
    hold(begins, begins)
    hold(ends - MINUTE * 15, ends - MINUTE)
    assert letters.write(now=now) == 1
    assert MonthlyLetter.objects.get().month == first
    found = letters.given(mentor, first, now=now)
    assert (found.time, found.sessions, found.people, found.answers) == (MINUTE * 30, 2, 2, 2)


@pytest.mark.parametrize(("zone", "first"), MONTHS)
def test_letters_are_written_in_the_first_three_mornings_on_the_mentors_clock(zone: str, first: date) -> None:
    after = month_after(first)
    BookingFactory(starts_at=where(zone, first + DAY * 9, 12), mentor__user__time_zone=zone)
    BookingFactory(starts_at=where(zone, after, 0), mentor__user__time_zone=zone)  # not over
    wrong = [
        where(zone, after - DAY, 9), where(zone, after, 7, 59), where(zone, after, 12),
        where(zone, after + DAY * 2, 12), where(zone, after + DAY * 3, 9),
    ]  # fmt: skip
    assert [letters.write(now=now) for now in wrong] == [0] * len(wrong)
    for now in (where(zone, after, 8), where(zone, after, 11, 59), where(zone, after + DAY * 2, 8)):
        assert letters.write(now=now) == 1
        MonthlyLetter.objects.all().delete()


def test_one_round_looks_at_each_part_of_the_world_with_its_own_borders() -> None:
    """At 22:00 UTC October had begun in all three, at 21:00 not yet in Berlin."""
    for starts_at in (where("UTC", OCTOBER - DAY, 22), where("UTC", OCTOBER - DAY, 21)):
        for zone in ("Europe/Berlin", "Europe/Athens", "Africa/Nairobi"):
            BookingFactory(starts_at=starts_at, mentor__user__time_zone=zone)
    assert letters.write(now=MORNING) == 5
    zones = [letter.mentor.user.time_zone for letter in MonthlyLetter.objects.all()]
    assert Counter(zones) == {"Europe/Berlin": 1, "Europe/Athens": 2, "Africa/Nairobi": 2}


@pytest.mark.parametrize("again", [MORNING, MORNING + MINUTE * 10, MORNING + DAY])
def test_no_one_gets_it_twice(again: datetime) -> None:
    mentor = BookingFactory(starts_at=SESSION).mentor
    assert (letters.write(now=MORNING), letters.write(now=again)) == (1, 0)
    User.objects.filter(pk=mentor.user_id).update(time_zone="Africa/Nairobi")  # where it is a morning, too
    assert letters.write(now=again) == 0
    assert told() == [mentor.user]


def test_each_month_has_its_own_letter() -> None:
    booking = BookingFactory(starts_at=SESSION)
    BookingFactory(mentor=booking.mentor, starts_at=SESSION + DAY * 31)
    assert letters.write(now=MORNING) == 1
    assert letters.write(now=datetime(2026, 12, 1, 8, tzinfo=UTC)) == 1
    assert letters.write(now=datetime(2027, 1, 1, 8, tzinfo=UTC)) == 0
    assert [row.month for row in MonthlyLetter.objects.order_by("month")] == [OCTOBER, date(2026, 11, 1)]


def test_database_takes_one_letter_for_each_month_and_knows_what_a_month_is() -> None:
    mentors_with_sessions(2)
    letters.write(now=MORNING)
    one, other = MonthlyLetter.objects.all()
    with pytest.raises(IntegrityError, match="monthly_letter_once"):
        MonthlyLetter.objects.filter(pk=one.pk).update(mentor=other.mentor)


def test_letter_is_about_a_month_from_its_first_day() -> None:
    mentors_with_sessions(1)
    letters.write(now=MORNING)
    with pytest.raises(IntegrityError, match="monthly_letter_names_a_month"):
        MonthlyLetter.objects.update(month=OCTOBER + DAY)


@pytest.fixture
def at_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Two rounds which have both found the same mentors before either writes."""
    looked, write = Meeting(), letters._write

    def wait_and_write(mentors: list[Mentor], first: date, *, now: datetime) -> int:
        if mentors:
            looked.wait()
        return write(mentors, first, now=now)

    monkeypatch.setattr(letters, "_write", wait_and_write)
    return lambda: all_at_once(*[lambda: letters.write(now=MORNING)] * 2)


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_write_each_letter_once(at_the_same_moment: Callable[[], list[int]]) -> None:
    mentors = mentors_with_sessions(3)
    assert sum(at_the_same_moment()) == 3
    assert sorted(user.pk for user in told()) == [mentor.user_id for mentor in mentors]
    assert Job.objects.count() == 3


@pytest.fixture
def unprotected(transactional_db: None) -> Iterator[None]:
    once = next(each for each in MonthlyLetter._meta.constraints if each.name == "monthly_letter_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(MonthlyLetter, once)
    yield
    MonthlyLetter.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(MonthlyLetter, once)


@pytest.mark.django_db(transaction=True)
def test_without_the_constraint_two_rounds_write_it_twice(
    unprotected: None, at_the_same_moment: Callable[[], list[int]]
) -> None:
    mentors_with_sessions(3)
    assert sum(at_the_same_moment()) == 6


def test_batch_asks_the_database_as_often_for_many_as_for_one() -> None:
    def asked(number: int) -> int:
        mentors_with_sessions(number)
        with CaptureQueriesContext(connection) as queries:
            assert letters.write(now=MORNING) == number
        return len(queries)

    asked(1)  # from then on Django knows the content type
    assert asked(1) == asked(5)


def test_letter_whose_email_cannot_be_written_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    mentor = BookingFactory(starts_at=SESSION).mentor
    with monkeypatch.context() as without:
        without.delitem(kinds, letters.LETTER)
        with pytest.raises(LookupError):
            letters.write(now=MORNING)
    assert not MonthlyLetter.objects.exists()
    assert letters.write(now=MORNING + letters.ROUND) == 1
    assert told() == [mentor.user]


def test_round_works_in_batches_and_leaves_the_rest_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "AT_ONCE", 2)
    monkeypatch.setattr(letters, "MOST", 4)
    mentors = mentors_with_sessions(5)
    assert [letters.write(now=MORNING + letters.ROUND * number) for number in range(3)] == [4, 1, 0]
    assert sorted(user.pk for user in told()) == [mentor.user_id for mentor in mentors]


def test_letters_of_a_batch_are_due_one_after_the_other() -> None:
    mentors_with_sessions(5)
    letters.write(now=MORNING)
    due = [MORNING + MINUTE * number for number in (0, 2, 4, 6, 8)]
    assert list(Notice.objects.order_by("due_at").values_list("due_at", flat=True)) == due
    assert list(Job.objects.order_by("due_at").values_list("due_at", flat=True)) == due


def test_all_mentors_of_a_large_club_in_one_zone_have_their_letter_on_the_third_day() -> None:
    rounds = letters.LAST_DAY * len(letters.MORNING) * (HOUR // letters.ROUND)
    assert rounds * letters.MOST > 100_000


def given_to(mentor: Mentor, created_at: datetime, **more: object) -> Feedback:
    asked = FeedbackRequestFactory(booking=BookingFactory(mentor=mentor, starts_at=created_at - HOUR))
    return FeedbackFactory(request=asked, created_at=created_at, **more)


def test_words_are_the_latest_that_mentees_agreed_to_have_shown() -> None:
    mentor = MentorFactory(bookable=True)
    agreed = [given_to(mentor, SESSION + DAY * number, may_publish=True) for number in range(4)]
    given_to(mentor, SESSION + DAY * 5, helped="Between us.")
    given_to(mentor, SESSION + DAY * 6, helped="", better="More time.", may_publish=True)
    given_to(mentor, SESSION + DAY * 31, may_publish=True)
    FeedbackFactory(created_at=SESSION, may_publish=True)  # someone else's
    found = letters.given(mentor, OCTOBER, now=MORNING + DAY * 30)
    assert (found.answers, found.words) == (6, (agreed[3], agreed[2], agreed[1]))
    Feedback.objects.filter(pk=agreed[3].pk).update(may_publish=False, published_at=None)
    assert letters.given(mentor, OCTOBER, now=MORNING).words == (agreed[2], agreed[1], agreed[0])


def test_people_are_counted_once_and_time_is_added_up() -> None:
    mentor, mentee = MentorFactory(bookable=True), UserFactory()
    for number in range(3):
        starts_at = SESSION + DAY * number
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=starts_at, ends_at=starts_at + MINUTE * 45)
    BookingFactory(mentor=mentor, starts_at=SESSION + HOUR)
    BookingFactory(starts_at=SESSION)  # someone else's
    found = letters.given(mentor, OCTOBER, now=MORNING)
    assert (found.time, found.sessions, found.people) == (MINUTE * 165, 4, 2)


def test_letter_costs_three_queries(django_assert_num_queries: Callable) -> None:
    mentor = MentorFactory(bookable=True)
    for number in range(3):
        given_to(mentor, SESSION + DAY * number, may_publish=True)
    with django_assert_num_queries(3):
        found = letters.given(mentor, OCTOBER, now=MORNING)
        assert len({words.request.booking.mentee.display_name for words in found.words}) == 3


def test_what_says_who_got_a_letter_goes_after_half_a_year() -> None:
    mentors_with_sessions(1)
    letters.write(now=MORNING)
    for days, left in ((183, 1), (184, 0)):
        retaining.run(now=MORNING + days * DAY)
        assert MonthlyLetter.objects.count() == left


def test_beat_writes_letters_by_the_clubs_clock(settings: Settings, tmp_path: Path) -> None:
    settings.CLOCK_FILE = str(tmp_path / "clock")
    mentors_with_sessions(1)
    for now, count in ((MORNING - HOUR * 2, 0), (MORNING, 1)):
        clock.move_to(now)
        tasks.write_letters()
        assert MonthlyLetter.objects.count() == count
