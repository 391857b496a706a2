"""Whether a mentor is new, still with the club, or leaves: probation, the yearly question, and thanks."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from bookings.services import renewing, status
from bookings.services.probation import end_probations, kept_sessions
from core.dates import formatted
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from notifications.services import build
from tests.bookings.moments import NOW
from tests.factories import BookingFactory, FeedbackFactory, MentorFactory, NoShowFactory, ReportFactory, UserFactory
from tests.factories.mentors import SOMEONE
from tests.pages import signed_in
from tests.races import WAIT_SECONDS, all_at_once

DAY, WEEK, YEAR = timedelta(days=1), timedelta(weeks=1), timedelta(days=365)
DESK, RENEW = reverse("bookings:desk"), reverse("bookings:renew")
ASKED = {"renewal_asked_at": NOW - 6 * WEEK, "renewal_reminded_at": NOW - 3 * WEEK}


def new() -> Mentor:
    return MentorFactory(bookable=True, approved_at=NOW - 30 * DAY, probation_ended_at=None)


def held(mentor: Mentor, days_ago: int) -> Any:
    starts_at = NOW - days_ago * DAY
    return BookingFactory(mentor=mentor, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30))


def listed(**more: Any) -> Mentor:
    return MentorFactory(bookable=True, photo=SOMEONE, approved_at=NOW - YEAR, **more)


def told(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"probation_ended_at": NOW - YEAR - DAY},
        {"renewal_reminded_at": NOW},
        {"renewal_asked_at": NOW, "renewal_reminded_at": NOW},
        ASKED | {"lapsed_at": NOW},
        ASKED | {"status": "paused", "lapsed_at": NOW - 4 * WEEK},
        {"status": "paused", "lapsed_at": NOW},
    ],
)
def test_database_keeps_the_order_of_things(change: dict[str, Any]) -> None:
    mentor = listed()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mentor.objects.filter(pk=mentor.pk).update(**change)


@pytest.mark.django_db
@pytest.mark.usefixtures("fixed_clock")
def test_probation_ends_with_the_third_session_that_was_kept() -> None:
    mentor = new()
    for days_ago in (9, 8):
        held(mentor, days_ago)
    BookingFactory(mentor=mentor, starts_at=NOW + DAY)
    assert (kept_sessions(mentor, now=NOW), end_probations(now=NOW)) == (2, 0)
    assert "2 of your first three sessions held" in signed_in(mentor.user).get(DESK).content.decode()
    last = held(mentor, 1)
    assert end_probations(now=last.ends_at - timedelta(seconds=1)) == 0
    assert (end_probations(now=last.ends_at), end_probations(now=NOW)) == (1, 0)
    mentor.refresh_from_db()
    assert mentor.probation_ended_at == last.ends_at
    assert "first three sessions" not in signed_in(mentor.user).get(DESK).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["", "confirmed", "dismissed"])
def test_session_that_the_mentor_missed_begins_it_anew(outcome: str) -> None:
    mentor = new()
    rows = [held(mentor, days_ago) for days_ago in (9, 8, 7, 6)]
    settled = {"settled_at": NOW} if outcome else {}
    NoShowFactory(booking=rows[1], absent="mentor", outcome=outcome, reported_at=rows[1].ends_at, **settled)
    kept = 3 if outcome == "dismissed" else 2
    assert (kept_sessions(mentor, now=NOW), end_probations(now=NOW)) == (kept, kept == 3)


@pytest.mark.django_db
@pytest.mark.usefixtures("no_second_factor")
def test_report_begins_it_anew_and_the_team_sees_who_is_new_with_their_feedback() -> None:
    mentor, old = new(), listed()
    for days_ago in (9, 8, 7):
        held(mentor, days_ago)
    ReportFactory(about=mentor.user, made_at=NOW - 8 * DAY)
    assert (kept_sessions(mentor, now=NOW), end_probations(now=NOW)) == (1, 0)
    for each in (mentor, old):
        FeedbackFactory(request__booking__mentor=each)
    team = signed_in(UserFactory(staff=True))
    listed_of = reverse("admin:mentors_mentor_changelist") + "?probation=yes"
    assert list(team.get(listed_of).context["cl"].result_list) == [mentor]
    said_of = reverse("admin:feedback_feedback_changelist") + "?probation=yes"
    assert [row.given_to for row in team.get(said_of).context["cl"].result_list] == [mentor]


@pytest.mark.django_db
def test_mentor_is_asked_once_a_year_and_one_button_answers(client: Client) -> None:
    mentor = listed()
    assert renewing.ask_mentors(now=NOW - timedelta(seconds=1)) == 0
    assert (renewing.ask_mentors(now=NOW), renewing.ask_mentors(now=NOW)) == (1, 0)
    letter = build(Notice.objects.get(kind="renewal_asked"), now=NOW)
    assert formatted(NOW + 6 * WEEK, "DATE_FORMAT") in letter.lines[1]
    client.force_login(mentor.user)
    assert client.get(RENEW).status_code == 405
    assert "Still with us?" in client.get(DESK).content.decode()
    client.post(RENEW)
    mentor.refresh_from_db()
    assert (mentor.renewal_asked_at, mentor.status) == (None, MentorStatus.LISTED)
    assert mentor.renewed_at is not None
    assert "Still with us?" not in client.get(DESK).content.decode()
    assert renewing.ask_mentors(now=mentor.renewed_at + YEAR - DAY) == 0
    assert renewing.ask_mentors(now=mentor.renewed_at + YEAR) == 1


@pytest.mark.django_db
def test_who_is_away_or_has_come_back_is_not_asked() -> None:
    listed(back_since=NOW - DAY)
    MentorFactory(paused=True, approved_at=NOW - YEAR)
    listed(user__is_active=False)
    assert renewing.ask_mentors(now=NOW) == 0


@pytest.mark.django_db
def test_without_an_answer_the_profile_is_paused_and_one_button_brings_it_back(client: Client) -> None:
    mentor = listed(renewal_asked_at=NOW)

    def run(at: datetime) -> tuple[int, int, str]:
        renewing.remind_or_pause(now=at)
        mentor.refresh_from_db()
        return told("renewal_reminder"), told("renewal_lapsed"), mentor.status

    assert run(NOW + 3 * WEEK - timedelta(seconds=1)) == (0, 0, "listed")
    assert run(NOW + 3 * WEEK) == (1, 0, "listed")
    assert run(NOW + 6 * WEEK - timedelta(seconds=1)) == (1, 0, "listed")
    assert run(NOW + 6 * WEEK) == run(NOW + 7 * WEEK) == (1, 1, "paused")
    client.force_login(mentor.user)
    assert "We’ve paused your profile" in client.get(DESK).content.decode()
    client.post(RENEW)
    mentor.refresh_from_db()
    assert (mentor.status, mentor.lapsed_at, mentor.renewal_reminded_at) == ("listed", None, None)
    client.post(RENEW)
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.LISTED


@pytest.mark.django_db
def test_asking_and_ending_make_as_many_queries_for_those_who_are_not_due(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        held(new(), 3)
        with django_assert_num_queries(3):
            renewing.ask_mentors(now=NOW)
            renewing.remind_or_pause(now=NOW)
            end_probations(now=NOW)


@pytest.mark.django_db(transaction=True)
def test_answer_and_pause_at_once_leave_the_profile_public() -> None:
    mentor = listed(**ASKED)
    all_at_once(
        lambda: renewing.remind_or_pause(now=NOW), lambda: renewing.renew(mentor=mentor, by=mentor.user, now=NOW)
    )
    mentor.refresh_from_db()
    assert (mentor.status, mentor.lapsed_at, mentor.renewed_at) == (MentorStatus.LISTED, None, NOW)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_an_answer_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the pause has read the row before the answer is written."""
    mentor = listed(**ASKED)
    read, answered, original = threading.Event(), threading.Event(), status.lapse

    def lapse(row: Mentor, *, now: datetime) -> None:
        read.set()
        assert answered.wait(WAIT_SECONDS)
        original(row, now=now)

    def answer() -> None:
        assert read.wait(WAIT_SECONDS)
        renewing.renew(mentor=mentor, by=mentor.user, now=NOW)
        answered.set()

    monkeypatch.setattr(renewing, "lapse", lapse)
    monkeypatch.setattr(type(Mentor.objects.all()), "for_update", lambda rows: rows.select_related("user"))
    all_at_once(lambda: renewing.remind_or_pause(now=NOW), answer)
    mentor.refresh_from_db()
    assert mentor.status == MentorStatus.PAUSED


@pytest.mark.django_db
def test_who_leaves_is_thanked_with_hours_and_the_words_that_may_be_shown() -> None:
    mentor = listed()
    for days_ago in (9, 8):
        held(mentor, days_ago)
    public = {"may_publish": True, "published_at": NOW, "language": "en"}
    FeedbackFactory(request__booking=held(mentor, 7), helped="You asked the right question.", **public)
    FeedbackFactory(request__booking=held(mentor, 6), helped="Between us.")
    status.leave(mentor=mentor, by=mentor.user, message="", now=NOW)
    letter = build(Notice.objects.get(kind="mentor_left"), now=NOW)
    assert "You gave 2 hours to 4 people." in letter.lines
    assert [quote.text for quote in letter.quotes] == ["You asked the right question."]
