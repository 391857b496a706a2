"""The figures of a small invented club, counted by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from bookings.models import Booking, BookingStatus
from core.db import violates
from insights.counts import happened, offered
from insights.models import PARTS, Week
from insights.periods import WEEK
from insights.services import counting
from insights.tasks import count_weeks
from mentors.models import ApplicationState
from tests.directory.conftest import NOW
from tests.factories import (
    ApplicationFactory,
    BookingFactory,
    FeedbackFactory,
    MentorFactory,
    NoShowFactory,
    UserFactory,
    WeekFactory,
    WeeklyHoursFactory,
)

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 16)
MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def session(day: float, **fields: object) -> Booking:
    return BookingFactory(starts_at=MONDAY + day * DAY + 10 * HOUR, **fields)


def test_sessions_of_a_week_and_their_hours() -> None:
    mentee = UserFactory()
    before = session(-3, mentee=mentee)
    rows = [session(day) for day in range(5)]
    session(5, ends_at=MONDAY + 5 * DAY + 12 * HOUR, mentee=mentee)
    NoShowFactory(booking=rows[0], confirmed=True)
    NoShowFactory(booking=rows[1])  # no one has confirmed it
    session(2, cancelled=True)
    session(2, requested=True)
    session(7)
    found = happened(LAST)
    assert (found["booked"], found["booked_minutes"]) == (6, 5 * 30 + 120)
    assert (found["held"], found["held_minutes"]) == (5, 4 * 30 + 120)
    assert (found["mentees"], found["new_mentees"]) == (5, 4)
    NoShowFactory(booking=before, confirmed=True)  # then this week's was their first
    assert happened(LAST)["new_mentees"] == 5


def test_week_is_from_monday_to_sunday_in_utc() -> None:
    for starts_at in (MONDAY - HOUR / 2, MONDAY, MONDAY + 7 * DAY - HOUR / 2, MONDAY + 7 * DAY):
        BookingFactory(starts_at=starts_at)
    assert happened(LAST)["booked"] == 2
    assert sum(happened(LAST + number * WEEK)["booked"] for number in (-1, 0, 1)) == 4


def test_requests_and_how_long_their_answers_took() -> None:
    asked = MONDAY - 2 * DAY
    expired = {"status": BookingStatus.EXPIRED, "expires_at": asked + 2 * DAY}
    session(1, created_at=asked, answered_at=asked + 5 * HOUR)
    session(2, created_at=asked, answered_at=asked + 10 * HOUR, status=BookingStatus.DECLINED)
    session(3, created_at=asked, **expired)
    session(3)  # booked at once
    session(4, created_at=asked, requested=True)  # still open
    found = happened(LAST)
    assert (found["settled"], found["answered"], found["answer_minutes"]) == (3, 2, 15 * 60)


def test_feedback_by_the_week_it_was_given_in() -> None:
    for usefulness in (5, 4, 3):
        FeedbackFactory(usefulness=usefulness, created_at=MONDAY + DAY)
    FeedbackFactory(created_at=MONDAY + 7 * DAY)
    found = happened(LAST)
    assert (found["feedback"], found["useful"]) == (3, 2)


def test_applications_and_their_days_until_a_decision() -> None:
    sent = {"submitted": True, "submitted_at": MONDAY + DAY}
    ApplicationFactory(**sent)
    for days in (8, 10, 12):
        decided = {"state": ApplicationState.APPROVED, "decided_at": MONDAY + DAY}
        ApplicationFactory(**(sent | decided | {"submitted_at": MONDAY + (1 - days) * DAY}))
    ApplicationFactory()  # a draft
    found = happened(LAST)
    assert (found["submitted"], found["decided"], found["in_time"]) == (1, 3, 2)
    assert found["decision_hours"] == (8 + 10 + 12) * 24


def test_hours_are_those_of_mentors_who_were_approved_by_then() -> None:
    mentor = MentorFactory(approved_at=MONDAY - DAY)
    WeeklyHoursFactory(mentor=mentor, weekday=0)  # eight hours
    WeeklyHoursFactory(mentor=mentor, weekday=1, starts="22:00", ends="01:00")
    WeeklyHoursFactory(mentor=MentorFactory(approved_at=MONDAY + 8 * DAY))
    WeeklyHoursFactory(mentor=MentorFactory(paused=True))
    assert offered(at=MONDAY) == {"offering": 1, "offered_minutes": 11 * 60}


def test_each_week_since_the_first_is_counted_once_the_latest_first() -> None:
    session(-7 * 30)
    session(0)
    session(8)  # in a week that isn't over
    assert counting.count(now=NOW, most=20) == 20
    assert Week.objects.earliest("starts_on").starts_on == LAST - 19 * WEEK
    assert [counting.count(now=NOW, most=20) for _call in range(2)] == [11, 0]
    assert [Week.objects.get(pk=LAST - number * WEEK).booked for number in (0, 15, 30)] == [1, 0, 1]


def test_counting_again_changes_nothing_but_what_came_in_late() -> None:
    row = session(0)
    session(-7 * 20)
    while counting.count(now=NOW):
        pass
    before = list(Week.objects.values())
    assert counting.count(now=NOW + DAY) == 10  # the last, and nine weeks before it
    NoShowFactory(booking=row, confirmed=True)
    while counting.count(now=NOW + 2 * DAY):
        pass
    after = list(Week.objects.values())
    changed = {name for name, value in after[0].items() if (name, value) not in before[0].items()}
    assert changed == {"counted_at", "standing", "held", "held_minutes", "mentees", "new_mentees"}
    assert after[10:] == before[10:]
    assert len(after) == 21


def test_old_weeks_and_what_was_on_offer_stay_when_their_rows_are_gone() -> None:
    mentor = MentorFactory(bookable=True)
    old, late = session(-7 * 12, mentor=mentor), session(0, mentor=mentor)
    while counting.count(now=NOW):
        pass
    mentor.weekly_hours.all().delete()
    Booking.objects.filter(pk__in=(old.pk, late.pk)).update(status=BookingStatus.CANCELLED, cancelled_at=NOW)
    while counting.count(now=NOW + 8 * DAY):
        pass
    weeks = {week.starts_on: week for week in Week.objects.all()}
    assert (weeks[LAST - 12 * WEEK].booked, weeks[LAST].booked) == (1, 0)
    assert (weeks[LAST].offering, weeks[LAST + WEEK].offering) == (1, 0)
    assert weeks[LAST].standing is not None
    assert weeks[LAST - WEEK].standing is None


@pytest.mark.usefixtures("fixed_clock")
def test_beat_counts_all_that_is_due() -> None:
    session(-7 * 40)
    count_weeks()
    assert Week.objects.count() == 41
    assert Week.objects.latest("starts_on").starts_on == LAST


@pytest.mark.parametrize("many", [1, 3])
def test_counting_takes_as_many_queries_for_three_as_for_one(
    many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        FeedbackFactory(request__booking=session(number), created_at=MONDAY + DAY)
        ApplicationFactory(submitted=True, submitted_at=MONDAY)
    with django_assert_num_queries(8):
        happened(LAST)
    with django_assert_num_queries(26):
        counting.count_week(LAST, now=NOW)


def test_part_is_never_more_than_its_whole() -> None:
    WeekFactory()
    names = (
        "week_held_within_booked",
        "week_answered_within_settled",
        "week_useful_within_feedback",
        "week_in_time_within_decided",
        "week_new_mentees_within_mentees",
    )
    for (whole, part), name in zip(PARTS, names, strict=True):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            Week.objects.update(**{whole: 3, part: 4})
        assert violates(caught.value, name)


def test_week_begins_on_a_monday() -> None:
    WeekFactory()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Week.objects.update(starts_on=LAST + DAY)
    assert violates(caught.value, "week_starts_on_a_monday")
