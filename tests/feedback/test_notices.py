"""The mails about feedback as they arrive."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import tokens
from feedback import letters, services
from feedback.models import Feedback, MonthlyLetter
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice, NoticeState
from outbox.services import drain
from tests.factories import (
    BookingFactory,
    FeedbackFactory,
    FeedbackRequestFactory,
    MentorFactory,
    NoShowFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
ANSWER = {"usefulness": 4, "helped": "One question.", "better": "", "platform_message": "", "may_publish": True}


def delivered(now: datetime = NOW) -> dict[str, mail.EmailMultiAlternatives]:
    """The mails that are due, by whom they go to."""
    mail.outbox = []
    drain(now=now)
    return {message.to[0]: message for message in mail.outbox}


def test_mentee_is_asked_in_the_mentors_name_with_a_link_that_opens() -> None:
    booking = BookingFactory(starts_at=NOW - timedelta(hours=1), mentor__user__display_name="Amara Njeri")
    services.ask(now=NOW)
    message = delivered()[booking.mentee.email]
    assert message.subject == "How was your session with Amara Njeri?"
    [token] = set(re.findall(r"http://localhost:8000/feedback/([\w-]+)/", str(message.body)))
    opened = services.open_link(token, now=NOW)
    assert (opened.request.booking, opened.proven) == (booking, True)


@pytest.mark.parametrize("late", [timedelta(0), services.OPEN_FOR])
def test_mentee_is_asked_for_nothing_that_was_given_or_is_too_late(late: timedelta) -> None:
    BookingFactory(starts_at=NOW - timedelta(hours=1))
    services.ask(now=NOW)
    asked = Notice.objects.get(kind="feedback_asked")
    if not late:
        services.give(request=asked.about, now=NOW, **ANSWER)
    delivered(NOW + late)
    asked.refresh_from_db()
    reason = "the request is out of date" if late else "feedback was given already"
    assert (asked.state, asked.reason) == (NoticeState.DROPPED, reason)


def test_mentee_is_asked_once_more_after_three_days_unless_they_have_answered() -> None:
    silent, done = (BookingFactory(starts_at=NOW - timedelta(hours=hours)) for hours in (1, 2))
    services.ask(now=NOW)
    delivered()
    services.give(request=done.feedback_request, now=NOW, **ANSWER)
    delivered()
    assert delivered(NOW + timedelta(days=3, seconds=-5)) == {}
    again = delivered(NOW + timedelta(days=3))
    assert list(again) == [silent.mentee.email]
    assert "We won’t ask again." in str(again[silent.mentee.email].body)
    assert delivered(NOW + timedelta(days=9)) == {}


def test_code_stands_in_the_mail_to_the_mentee_alone() -> None:
    request = FeedbackRequestFactory()
    code = tokens.derived_code("feedback", services.send_code(request, now=NOW))
    messages = delivered()
    assert list(messages) == [request.booking.mentee.email]
    assert code in str(messages[request.booking.mentee.email].body)


def test_mentor_hears_that_there_is_feedback_and_reads_it_at_the_desk() -> None:
    request = FeedbackRequestFactory()
    services.give(request=request, now=NOW, **(ANSWER | {"helped": "A secret between us."}))
    body = str(delivered()[request.booking.mentor.user.email].body)
    assert f"http://localhost:8000{reverse('feedback:received')}" in body
    assert "A secret between us." not in body


@pytest.mark.parametrize("listed", [True, False])
def test_thanks_lead_back_to_the_mentor_or_on_to_the_next(listed: bool) -> None:
    status = MentorStatus.LISTED if listed else MentorStatus.LEFT
    feedback = FeedbackFactory(request__booking__mentor__status=status)
    services.thank(feedback=feedback, by=feedback.given_to.user, text="You were brave.", now=NOW)
    body = str(delivered()[feedback.request.booking.mentee.email].body)
    assert "You were brave." in body
    assert (feedback.given_to.get_absolute_url() in body) is listed
    assert f"http://localhost:8000{reverse('directory:list')}" in body


def test_word_to_the_club_reaches_the_team_and_its_answer_the_mentee() -> None:
    request = FeedbackRequestFactory()
    feedback = services.give(request=request, now=NOW, **(ANSWER | {"platform_message": "More topics!"}))
    to_team = str(delivered()["team@example.org"].body)
    assert "More topics!" in to_team
    assert reverse("admin:feedback_feedback_change", args=[feedback.pk]) in to_team
    services.reply(feedback=feedback, by=UserFactory(staff=True), text="Soon.", now=NOW)
    to_mentee = str(delivered()[request.booking.mentee.email].body)
    assert "More topics!" in to_mentee
    assert "> Soon." in to_mentee


NOVEMBER, MORNING = date(2026, 11, 1), datetime(2026, 12, 1, 8, tzinfo=UTC)  # nine in Berlin
SESSION = datetime(2026, 11, 11, 10, tzinfo=UTC)


@pytest.fixture
def giving() -> Mentor:
    """Ana, who had three sessions with two people in November."""
    mentor, ben = MentorFactory(bookable=True, user__display_name="Ana Silva"), UserFactory(display_name="Ben Okoro")
    for number, mentee in enumerate((ben, ben, UserFactory(display_name="Cleo Weiß", language="de"))):
        BookingFactory(mentor=mentor, mentee=mentee, starts_at=SESSION + timedelta(days=number))
    return mentor


def answer(mentor: Mentor, number: int, **more: object) -> Feedback:
    booking = mentor.bookings.order_by("starts_at")[number]
    created_at = booking.ends_at + timedelta(hours=1)
    return FeedbackFactory(request=FeedbackRequestFactory(booking=booking), created_at=created_at, **more)


def letter_to(mentor: Mentor) -> mail.EmailMultiAlternatives:
    assert letters.write(now=MORNING) == 1
    return delivered(MORNING)[mentor.user.email]


def test_letter_says_what_the_mentor_gave_and_leads_to_the_desk(giving: Mentor) -> None:
    message = letter_to(giving)
    assert message.subject == "Your November: 1 hour and 30 minutes for 2 people"
    body = str(message.body)
    assert body.startswith("Thank you, Ana\n")
    assert "In November you gave 1 hour and 30 minutes: 3 sessions with 2 people." in " ".join(body.split())
    assert f"Go to my desk:\nhttp://localhost:8000{reverse('bookings:desk')}\n" in body
    assert "pause" not in body
    assert reverse("feedback:received") not in body


def test_letter_to_who_is_on_pause_says_how_to_come_back(giving: Mentor) -> None:
    Mentor.objects.update(status=MentorStatus.PAUSED)
    assert "You’re on pause." in str(letter_to(giving).body)


def test_letter_quotes_what_mentees_agreed_to_and_nothing_else(giving: Mentor) -> None:
    answer(giving, 0, helped="You asked why.", better="More time.", may_publish=True)
    answer(giving, 1, helped="A secret between us.", better="Fewer questions.", platform_message="More topics!")
    answer(giving, 2, helped="Deine Ruhe.", language="de", may_publish=True)
    message = letter_to(giving)
    body, html = str(message.body), str(message.alternatives[0][0])
    assert "3 mentees told you how it was." in body
    assert "Cleo Weiß:\n> Deine Ruhe.\n\nBen Okoro:\n> You asked why.\n" in body
    assert f"Go to my feedback:\nhttp://localhost:8000{reverse('feedback:received')}\n" in body
    assert "choose what your profile shows" in body
    assert '<span lang="de">Deine Ruhe.</span>' in " ".join(html.split())
    for kept in ("secret", "More time", "Fewer questions", "More topics"):
        assert kept not in body + html


def test_letter_counts_answers_that_are_between_the_two(giving: Mentor) -> None:
    answer(giving, 0, helped="A secret between us.")
    body = str(letter_to(giving).body)
    assert "1 mentee told you how it was." in body
    assert "> " not in body


def test_letter_speaks_german_as_a_german_would(giving: Mentor) -> None:
    User.objects.filter(mentor=giving).update(language="de")
    answer(giving, 0, may_publish=True)
    message = letter_to(giving)
    assert message.subject == "Dein November: 1 Stunde und 30 Minuten für 2 Menschen"
    body = " ".join(str(message.body).split())
    assert body.startswith("Danke, Ana ")
    assert "Im November hast du 1 Stunde und 30 Minuten geschenkt: 3 Gespräche mit 2 Menschen." in body
    assert "1 Mentee hat dir gesagt, wie es war." in body
    assert "Zu meinem Feedback:" in body


def test_letter_is_about_the_month_on_the_mentors_clock() -> None:
    """Half past ten in the evening of 31 October in New York is November in UTC."""
    late = BookingFactory(starts_at=datetime(2026, 11, 1, 2, 30, tzinfo=UTC))
    User.objects.filter(mentor=late.mentor).update(time_zone="America/New_York")
    morning = datetime(2026, 11, 1, 14, tzinfo=UTC)
    assert letters.write(now=morning) == 1
    assert delivered(morning)[late.mentor.user.email].subject == "Your October: 30 minutes for 1 person"


def test_letter_can_be_stopped_with_one_click_and_is_not_written_again(giving: Mentor) -> None:
    message = letter_to(giving)
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert "/mail/stop/month_given/" in url
    assert Client().post(url).status_code == 200
    MonthlyLetter.objects.all().delete()
    assert letters.write(now=MORNING) == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda mentor: Mentor.objects.update(status=MentorStatus.LEFT), "the mentor is no longer there"),
        (lambda mentor: Mentor.objects.update(status=MentorStatus.HIDDEN), "the mentor is no longer there"),
        (lambda mentor: User.objects.filter(mentor=mentor).update(is_active=False), "the account is closed"),
        (
            lambda mentor: User.objects.filter(mentor=mentor).update(muted_notices=["month_given"]),
            "switched off by the reader",
        ),
        (
            lambda mentor: [NoShowFactory(booking=booking) for booking in mentor.bookings.all()],
            "no session took place after all",
        ),
    ],
)
def test_letter_that_waits_is_dropped_when_it_makes_no_sense_any_more(
    giving: Mentor, change: Callable[[Mentor], object], reason: str
) -> None:
    letters.write(now=MORNING)
    change(giving)
    assert delivered(MORNING) == {}
    row = Notice.objects.get()
    assert (row.state, row.reason) == (NoticeState.DROPPED, reason)
