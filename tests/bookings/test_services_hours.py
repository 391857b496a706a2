from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.contrib.postgres.search import SearchQuery
from pytest_django.fixtures import Settings

from bookings import services
from bookings.models import BookingRules, DateOverride, OverrideSpan, SessionType, WeeklyHours
from bookings.openings import openings_for
from meetings.models import MeetingPreference
from meetings.services import PlaceRefused
from mentors.errors import NotYourDesk
from mentors.models import Mentor, SearchDocument
from mentors.models.profiles import MentorQuerySet, MentorStatus
from outbox.models import Job
from tests.factories import BookingFactory, MentorFactory, SessionTypeFactory, UserFactory
from tests.factories.mentors import SOMEONE
from tests.races import Meeting, all_at_once

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
RULES = services.hours.Rules(30, 24, 42, 0, None, None)
MONDAY = [(0, time(9), time(12))]


def hours_of(mentor: Mentor) -> list[tuple[int, time, time]]:
    return list(WeeklyHours.objects.filter(mentor=mentor).values_list("weekday", "starts", "ends"))


@pytest.mark.django_db
def test_hours_are_replaced_as_a_whole() -> None:
    mentor = MentorFactory(bookable=True)
    rules = services.hours.Rules(15, 48, 30, 10, 2, 5)
    services.hours.save_hours(mentor=mentor, by=mentor.user, weekly=MONDAY, rules=rules, now=NOW)
    row = BookingRules.objects.get(mentor=mentor)
    assert hours_of(mentor) == MONDAY
    assert (row.step_minutes, row.notice_hours, row.horizon_days, row.buffer_minutes) == (15, 48, 30, 10)
    assert (row.daily_limit, row.weekly_limit) == (2, 5)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("weekly", "rules", "message"),
    [
        ([(0, time(9), time(12)), (0, time(11), time(13))], RULES, "overlap"),
        ([(3, time(hour), time(hour, 30)) for hour in range(9)], RULES, "Up to 8 times a day"),
        ([(1, time(20), time(2)), (1, time(23), time(23, 30))], RULES, "overlap"),
        ([(1, time(9), time(9)), (1, time(15), time(16))], RULES, "overlap"),
        (
            MONDAY,
            services.hours.Rules(30, 49, 2, 0, None, None),
            "The minimum notice has to be shorter than how far ahead people",
        ),
    ],
)
def test_invalid_hours_change_nothing(weekly: list, rules: services.hours.Rules, message: str) -> None:
    mentor = MentorFactory(bookable=True)
    before = hours_of(mentor)
    with pytest.raises(services.hours.HoursRefused, match=message):
        services.hours.save_hours(mentor=mentor, by=mentor.user, weekly=weekly, rules=rules, now=NOW)
    assert hours_of(mentor) == before


@pytest.mark.django_db
def test_times_that_touch_are_fine() -> None:
    mentor = MentorFactory(bookable=True)
    weekly = [(0, time(9), time(12)), (0, time(12), time(13)), (0, time(22), time(1))]
    services.hours.save_hours(mentor=mentor, by=mentor.user, weekly=weekly, rules=RULES, now=NOW)
    assert hours_of(mentor) == weekly


@pytest.mark.django_db
def test_no_one_else_sets_up_a_desk() -> None:
    mentor, other = MentorFactory(bookable=True), UserFactory()
    today = date(2026, 12, 1)
    for attempt in (
        lambda: services.hours.save_hours(mentor=mentor, by=other, weekly=MONDAY, rules=RULES, now=NOW),
        lambda: services.hours.set_dates(mentor=mentor, by=other, first=today, last=today, spans=[], now=NOW),
        lambda: services.hours.clear_dates(mentor=mentor, by=other, first=today, last=today, now=NOW),
        lambda: services.hours.save_meeting_place(mentor=mentor, by=other, place="own", url="https://e.org", now=NOW),
        lambda: services.hours.save_offers(
            mentor=mentor, by=other, offers=[services.hours.Offer(None, "X", 30, False, True)], now=NOW
        ),
    ):
        with pytest.raises(NotYourDesk, match="another mentor’s desk"):
            attempt()
    for change in (services.status.pause, services.status.resume):
        with pytest.raises(NotYourDesk, match="another mentor’s desk"):
            change(mentor=mentor, by=other, now=NOW)


@pytest.mark.django_db
def test_new_mentor_is_listed_as_soon_as_hours_and_place_are_there() -> None:
    mentor = MentorFactory(hidden=True)
    services.hours.save_hours(mentor=mentor, by=mentor.user, weekly=MONDAY, rules=RULES, now=NOW)
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.HIDDEN
    assert [kind.minutes for kind in mentor.session_types.all()] == [30]
    services.hours.save_meeting_place(mentor=mentor, by=mentor.user, place="own", url="https://e.org/r", now=NOW)
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.LISTED


@pytest.mark.django_db
def test_no_one_is_listed_without_the_teams_approval() -> None:
    mentor = MentorFactory(hidden=True, approved_at=None, bookable=True)
    services.hours.save_hours(mentor=mentor, by=mentor.user, weekly=MONDAY, rules=RULES, now=NOW)
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.HIDDEN


@pytest.mark.django_db
def test_paused_mentor_keeps_bookings_and_takes_no_new_ones() -> None:
    mentor = MentorFactory(bookable=True, photo=SOMEONE)
    booking = BookingFactory(mentor=mentor, starts_at=NOW + timedelta(days=2))
    kind = mentor.session_types.get()
    window = {"after": NOW, "before": NOW + timedelta(days=14), "viewer": None, "now": NOW}
    assert openings_for(mentor, kind, **window)
    services.status.pause(mentor=mentor, by=mentor.user, now=NOW)
    mentor.refresh_from_db()
    assert openings_for(mentor, kind, **window) == []
    booking.refresh_from_db()
    assert booking.is_confirmed
    services.status.pause(mentor=mentor, by=mentor.user, now=NOW)  # repeating it has no effect
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.PAUSED
    services.status.resume(mentor=mentor, by=mentor.user, now=NOW)
    mentor.refresh_from_db()
    assert openings_for(mentor, kind, **window)
    with pytest.raises(services.status.StatusRefused):
        services.status.resume(mentor=mentor, by=mentor.user, now=NOW)


@pytest.mark.django_db
def test_dates_in_a_row_replace_what_was_set_before_and_no_other_date() -> None:
    mentor = MentorFactory(bookable=True)
    first, last, other = date(2026, 12, 24), date(2026, 12, 26), date(2026, 12, 31)
    spans = [(time(18), time(20))]
    services.hours.set_dates(mentor=mentor, by=mentor.user, first=other, last=other, spans=[], now=NOW)
    assert services.hours.set_dates(mentor=mentor, by=mentor.user, first=first, last=first, spans=spans, now=NOW) == 1
    assert services.hours.set_dates(mentor=mentor, by=mentor.user, first=first, last=last, spans=[], now=NOW) == 3
    assert (DateOverride.objects.count(), OverrideSpan.objects.count()) == (4, 0)
    services.hours.clear_dates(mentor=mentor, by=mentor.user, first=first, last=first, now=NOW)
    assert {row.date for row in DateOverride.objects.all()} == {date(2026, 12, 25), last, other}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("first", "last", "spans", "message"),
    [
        (date(2026, 11, 21), date(2026, 11, 21), [], "This date is in the past"),
        (date(2026, 12, 2), date(2026, 12, 1), [], "can’t be before"),
        (date(2026, 12, 1), date(2027, 3, 3), [], "more than 92 days"),
        (date(2028, 11, 24), date(2028, 11, 25), [], "too far off"),
        (date(2028, 11, 23), date(2028, 11, 24), [], "too far off"),
        (date(9999, 12, 31), date(9999, 12, 31), [], "too far off"),
        (date(2026, 12, 1), date(2026, 12, 1), [(time(9), time(12)), (time(11), time(12))], "overlap"),
    ],
)
def test_invalid_dates_change_nothing(first: date, last: date, spans: list, message: str) -> None:
    mentor = MentorFactory(bookable=True)
    with pytest.raises(services.hours.HoursRefused, match=message):
        services.hours.set_dates(mentor=mentor, by=mentor.user, first=first, last=last, spans=spans, now=NOW)
    assert not DateOverride.objects.exists()


@pytest.mark.django_db
def test_date_in_exactly_two_years_is_not_too_far() -> None:
    mentor, last = MentorFactory(bookable=True), NOW.date() + services.hours.FARTHEST_DATE
    services.hours.set_dates(mentor=mentor, by=mentor.user, first=last, last=last, spans=[], now=NOW)
    assert DateOverride.objects.get().date == last == date(2028, 11, 23)


@pytest.mark.django_db
def test_today_is_judged_in_the_mentors_zone() -> None:
    mentor = MentorFactory(bookable=True, user__time_zone="Pacific/Auckland")  # already Monday there
    with pytest.raises(services.hours.HoursRefused, match="This date is in the past"):
        services.hours.set_dates(
            mentor=mentor, by=mentor.user, first=date(2026, 11, 22), last=date(2026, 11, 22), spans=[], now=NOW
        )


OFFER = services.hours.Offer(None, "Portfolio", 60, on_request=True, is_active=True)
DAY = date(2026, 12, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("save", "what"),
    [
        (services.hours.save_hours, {"weekly": MONDAY, "rules": RULES}),
        (services.hours.set_dates, {"first": DAY, "last": DAY, "spans": []}),
        (services.hours.clear_dates, {"first": DAY, "last": DAY}),
        (services.hours.save_offers, {"offers": [OFFER] * services.hours.MOST_SESSION_TYPES}),
        (services.hours.save_meeting_place, {"place": "own", "url": "https://example.org/"}),
    ],
)
def test_each_setup_step_lists_a_ready_mentor_and_refreshes_the_index(
    save: Callable[..., object], what: dict[str, Any]
) -> None:
    mentor = MentorFactory(bookable=True, hidden=True)
    save(mentor=mentor, by=mentor.user, now=NOW, **what)
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.LISTED
    assert Job.objects.filter(key=f"free-time:{mentor.pk}").exists()


@pytest.mark.django_db
def test_offer_that_someone_booked_is_kept_but_not_offered() -> None:
    mentor = MentorFactory(bookable=True)
    booked = mentor.session_types.get()
    BookingFactory(mentor=mentor)
    unused = SessionTypeFactory(mentor=mentor)
    offers = [services.hours.Offer(None, "Portfolio", 60, True, True)]
    services.hours.save_offers(mentor=mentor, by=mentor.user, offers=offers, now=NOW)
    booked.refresh_from_db()
    assert booked.is_active is False
    assert not SessionType.objects.filter(pk=unused.pk).exists()
    new = mentor.session_types.offered().get()
    assert (new.name, new.minutes, new.on_request) == ("Portfolio", 60, True)


@pytest.mark.django_db
def test_search_knows_what_a_mentor_offers_and_forgets_what_they_no_longer_do() -> None:
    mentor = MentorFactory()

    def found(words: str) -> bool:
        return SearchDocument.objects.filter(words=SearchQuery(words, config="english")).exists()

    services.hours.save_hours(mentor=mentor, by=mentor.user, weekly=MONDAY, rules=RULES, now=NOW)
    assert found("sessions")
    offers = [services.hours.Offer(None, "Portfolio review", 60, True, True)]
    services.hours.save_offers(mentor=mentor, by=mentor.user, offers=offers, now=NOW)
    assert (found("reviewing portfolios"), found("session")) == (True, False)


@pytest.mark.django_db
def test_foreign_duplicate_or_missing_offers_are_refused() -> None:
    mentor = MentorFactory(bookable=True)
    own, theirs = mentor.session_types.get(), SessionTypeFactory()
    for offers in (
        [services.hours.Offer(theirs.uuid, "Mine now", 30, False, True)],
        [services.hours.Offer(own.uuid, "One", 30, False, True)] * 2,
        [services.hours.Offer(own.uuid, "Off", 30, False, False)],
        [services.hours.Offer(None, f"Type {number}", 30, False, True) for number in range(11)],
        [],
    ):
        with pytest.raises(services.hours.HoursRefused):
            services.hours.save_offers(mentor=mentor, by=mentor.user, offers=offers, now=NOW)
    theirs.refresh_from_db()
    assert theirs.name == "A session"
    assert list(mentor.session_types.values_list("name", "is_active")) == [("A session", True)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "url"), [("own", ""), ("jitsi", ""), ("", "https://e.org"), ("pub", "https://e.org")]
)
def test_invalid_place_is_refused(settings: Settings, place: str, url: str) -> None:
    settings.JITSI_URL = ""
    mentor = MentorFactory(bookable=True)
    with pytest.raises(PlaceRefused):
        services.hours.save_meeting_place(mentor=mentor, by=mentor.user, place=place, url=url, now=NOW)
    assert MeetingPreference.objects.get(mentor=mentor).url == "https://meet.example.org/mine"


WEEKS = [[(day, time(8 + week), time(12)) for day in range(7)] for week in range(4)]


def save_at_once(mentor: Mentor) -> None:
    """Save each of WEEKS, all at once."""

    def save(weekly: list[tuple[int, time, time]]) -> None:
        services.hours.save_hours(mentor=mentor, by=mentor.user, weekly=weekly, rules=RULES, now=NOW)

    assert all_at_once(*(lambda week=week: save(week) for week in WEEKS)) == [None] * len(WEEKS)


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_leave_one_of_the_two_weeks() -> None:
    mentor = MentorFactory(bookable=True)
    save_at_once(mentor)
    assert hours_of(mentor) in WEEKS


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_saves_mix_their_weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The race that locking the mentor's row prevents."""
    mentor = MentorFactory(bookable=True)
    WeeklyHours.objects.filter(mentor=mentor).delete()  # no rows whose locks would serialise the saves
    deleted, create = Meeting(len(WEEKS)), WeeklyHours.objects.bulk_create

    def create_together(rows: Iterable[WeeklyHours]) -> list[WeeklyHours]:
        deleted.wait()  # before that, a week saved early would be deleted by the others
        return create(rows)

    monkeypatch.setattr(MentorQuerySet, "for_update", lambda rows: rows.select_related("user"))
    monkeypatch.setattr(WeeklyHours.objects, "bulk_create", create_together)
    save_at_once(mentor)
    assert sorted(hours_of(mentor)) == sorted(row for week in WEEKS for row in week)
