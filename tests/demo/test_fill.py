"""The demo club is filled once, with content that the club's own rules would have let in."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from accounts.models import User
from bookings import services
from bookings.fairness import week_of
from bookings.models import Booking, BookingStatus, FreeTime, MoveProposal, SessionType, WeeklyHours
from bookings.openings import openings_to_move
from demo import fill
from demo.fill.members import MENTEE
from feedback.models import Feedback, FeedbackRequest
from mentors.models import Application, ApplicationState, Category, Mentor, Topic
from notifications.models import Notice

pytestmark = pytest.mark.django_db  # else pytest-django makes no database, and this would be the one in use
NOW = datetime(2026, 10, 21, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))  # the clocks change four days later


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module", autouse=True)
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker, media: Path) -> Iterator[None]:
    """One filled club for the whole module: it takes seconds. It is rolled back at the end."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=str(media)), transaction.atomic():
        assert fill.fill_once(say=lambda line: None, now=NOW)
        yield
        transaction.set_rollback(True)


def test_fill_makes_a_club_of_the_promised_size_and_keeps_it(media: Path) -> None:
    mentors = Mentor.objects.select_related("user")
    assert (Category.objects.count(), Topic.objects.count(), len(mentors)) == (13, 52, 120)
    assert Counter(mentor.status for mentor in mentors) == {"listed": 110, "paused": 4, "hidden": 6}
    assert services.status.list_ready_mentors(now=NOW) == 0
    assert len({str(mentor.country) for mentor in mentors}) >= 20
    assert len({mentor.user.time_zone for mentor in mentors}) >= 12
    assert not mentors.filter(search_document__isnull=True).exists()
    assert not mentors.annotate(n=Count("topics")).filter(n=0).exists()
    for model in (Category, Topic):
        assert not model.objects.exclude(~Q(synonyms=""), i18n__has_key="synonyms_de").exists()
    minutes = 0
    for row in WeeklyHours.objects.filter(mentor__status="listed"):
        starts, ends = row.starts.hour * 60 + row.starts.minute, row.ends.hour * 60 + row.ends.minute
        minutes += (ends - starts) % (24 * 60)
    assert minutes > 300 * 60
    assert len(list(media.glob("mentors/*.webp"))) == 3 * Mentor.objects.exclude(photo="").count() > 0
    assert FreeTime.objects.exclude(starts=[]).count() > 100

    before = (User.objects.count(), Booking.objects.count())
    said: list[str] = []
    assert not fill.fill_once(say=said.append, now=NOW)
    assert (User.objects.count(), Booking.objects.count()) == before
    assert said == ["The club is filled already; its data stays."]


def test_fill_writes_bookings_that_the_rules_allow() -> None:
    bookings = list(Booking.objects.select_related("mentee", "mentor__user", "mentor__rules", "session_type"))
    coming = [row for row in bookings if row.starts_at > NOW]
    assert {row.status for row in bookings} == set(BookingStatus)
    assert {row.mentor.status for row in coming} == {"listed"}
    assert all(row.created_at <= min(NOW, row.starts_at) for row in bookings)
    assert all(row.expires_at is not None and row.expires_at > NOW for row in bookings if row.is_requested)
    assert all(row.minutes == row.session_type.minutes for row in bookings)
    assert 1.3 < len(bookings) / (9 * 110) < 2.5
    held = Counter(row.mentee_id for row in coming if row.holds_time)
    assert max(held.values()) <= settings.MAX_COMING_BOOKINGS
    together = Counter((row.mentee_id, row.mentor_id) for row in coming if row.holds_time)
    assert max(together.values()) <= settings.MAX_COMING_WITH_ONE_MENTOR
    weeks = Counter((row.mentee_id, week_of(row.starts_at, row.mentee)) for row in bookings if row.holds_time)
    assert max(weeks.values()) <= settings.MAX_BOOKINGS_A_WEEK
    for row in coming:
        zone = ZoneInfo(row.mentor.user.time_zone)
        last = row.created_at.astimezone(zone).date() + timedelta(days=row.mentor.rules.horizon_days)
        assert row.starts_at.astimezone(zone).date() <= last
        assert row.starts_at - row.created_at >= timedelta(hours=row.mentor.rules.notice_hours)


def test_demo_mentee_has_saved_two_mentors_whom_they_have_not_met() -> None:
    star = User.objects.get(email=MENTEE)
    saved = Mentor.objects.listed().filter(saved_by__member=star)
    assert (len(saved), saved.filter(bookings__mentee=star).count()) == (2, 0)


def test_session_types_have_words() -> None:
    kinds = SessionType.objects.all()
    assert not kinds.filter(description="").exists()
    assert min(kinds.exclude(question="").count(), kinds.exclude(to_bring="").count()) > 60


def test_fill_lets_people_talk_in_waking_hours_of_both() -> None:
    for row in Booking.objects.select_related("mentee", "mentor__user"):
        for user in (row.mentee, row.mentor.user):
            starts, ends = (at.astimezone(ZoneInfo(user.time_zone)) for at in (row.starts_at, row.ends_at))
            assert starts.date() == ends.date()
            assert time(8) <= starts.time() < ends.time() <= time(22)
        assert (row.starts_at.minute % 15, row.starts_at.second) == (0, 0)


def test_fill_lets_people_talk_in_a_language_of_both_about_what_the_mentor_helps_with() -> None:
    languages = Counter()  # type: ignore[var-annotated]
    for row in Booking.objects.select_related("mentee", "mentor__user").prefetch_related("mentor__topics"):
        language = row.mentee.language
        assert language in row.mentor.languages
        texts = import_module(f"demo.texts.{language}.bookings")
        assert row.topic in {text for topic in row.mentor.topics.all() for text in texts.SUBJECTS[topic.slug]}
        assert row.answer in {"", *texts.ANSWERS, *texts.DECLINES}
        by_mentor = row.cancelled_by == row.mentor.user
        assert row.cancel_message in {"", *(texts.MENTOR_CANCELS if by_mentor else texts.CANCELS)}
        languages[language] += 1
    assert languages["en"] > languages["de"] > 200


def test_fill_lets_feedback_fit_the_field() -> None:
    given = Feedback.objects.exclude(helped="").select_related("request__booking__mentee")
    in_field = 0
    for row in given.prefetch_related("request__booking__mentor__topics__category"):
        booking = row.request.booking
        texts = import_module(f"demo.texts.{booking.mentee.language}.feedback")
        fields = {topic.category.slug for topic in booking.mentor.topics.all()}
        of_fields = {text for field in fields for text in texts.HELPED_IN[field]}
        assert row.helped in {*texts.HELPED, *of_fields}
        in_field += row.helped in of_fields
    assert in_field > 100


def test_fill_gives_the_demo_logins_something_to_see() -> None:
    for _, address in fill.LOGINS:
        user = User.objects.get(email=address)
        assert user.check_password(fill.PASSWORD)
        assert user.emailaddress_set.filter(verified=True, primary=True).exists()
    desk = Booking.objects.filter(mentor__user__email="mentor@example.org")
    assert desk.requested().count() == 2
    assert desk.confirmed().filter(starts_at__gt=NOW, starts_at__lt=NOW + timedelta(days=7)).count() >= 2
    assert Feedback.objects.filter(request__booking__in=desk).count() >= 3
    own = Booking.objects.filter(mentee__email="mentee@example.org")
    assert own.upcoming(at=NOW).count() == 3
    assert own.filter(starts_at__gt=NOW, starts_at__lt=NOW + timedelta(days=2)).count() == 1
    assert own.past(at=NOW).count() == 5
    waiting = FeedbackRequest.objects.filter(booking__in=own, feedback=None, expires_at__gt=NOW)
    assert own.past(at=NOW).latest("ends_at") in [request.booking for request in waiting]
    assert Application.objects.waiting().count() >= 5


def test_demo_mentee_is_asked_to_move_a_booking() -> None:
    proposal = MoveProposal.objects.open(at=NOW).get(booking__mentee__email=fill.LOGINS[0][1])
    people = (proposal.booking.mentee, proposal.booking.mentor.user)
    free = openings_to_move(proposal.booking, after=NOW, before=NOW + timedelta(days=90), proposed=True, now=NOW)
    assert len(proposal.starts) == 3
    assert all(8 <= at.astimezone(ZoneInfo(user.time_zone)).hour < 22 for at in proposal.starts for user in people)
    assert set(proposal.starts) <= set(free)


def test_fill_asks_for_feedback_once_and_sends_few_emails() -> None:
    ended = Booking.objects.confirmed().filter(ends_at__lte=NOW)
    assert FeedbackRequest.objects.count() == ended.count()
    assert Feedback.objects.public().count() > 50
    assert Feedback.objects.exclude(platform_message="").filter(reply="").exists()
    assert Feedback.objects.exclude(reply="").exists()
    assert 1 <= Notice.objects.count() <= 6


def test_fill_queues_applications_in_every_state() -> None:
    rows = Application.objects.all()
    assert {row.state for row in rows} == set(ApplicationState)
    assert len(rows) == 24
    longest = min(row.waiting_since for row in rows.waiting() if row.waiting_since)
    assert NOW - longest >= timedelta(days=6)
    for row in rows.exclude(state=ApplicationState.DRAFT):
        steps = list(row.steps.all())
        assert steps[-1].to_state == row.state
        assert [step.from_state for step in steps[1:]] == [step.to_state for step in steps[:-1]]
