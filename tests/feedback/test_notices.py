"""The mails about feedback as they arrive."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from core import tokens
from feedback import services
from mentors.models import MentorStatus
from notifications.models import Notice, NoticeState
from outbox.services import drain
from tests.factories import BookingFactory, FeedbackFactory, FeedbackRequestFactory, UserFactory

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
