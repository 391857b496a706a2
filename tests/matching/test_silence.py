"""Mentors who answer nothing: a word of warning after two requests, out of the directory after three."""

import pytest

from accounts.models import User
from bookings.services import answering, status
from matching.services import relaying
from mentors.models import Mentor, MentorStatus
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import AskFactory, BookingFactory, MentorFactory, UserFactory
from tests.matching.relays import DAY, MINUTE, WEEK, accept, ask_back, decline, reply, send, states, told
from tests.matching.test_notices import mails, words

pytestmark = pytest.mark.django_db


def run_out(mentor: Mentor, *days: int) -> str:
    """Let requests run out, one on each of these days. Returns the mentor's status afterwards."""
    for day in days:
        AskFactory(mentor=mentor, sent_at=NOW + day * DAY - WEEK, due_at=NOW + day * DAY)
        relaying.expire(now=NOW + day * DAY)
    mentor.refresh_from_db()
    return mentor.status


def test_mentor_is_warned_after_two_and_inactive_after_three(mentor: Mentor) -> None:
    assert run_out(mentor, 1) == MentorStatus.LISTED
    [first] = [mail for mail in mails(mentor.user, now=NOW + DAY) if "any more" in mail.subject]
    assert "No harm done" in words(first)
    assert run_out(mentor, 2) == MentorStatus.LISTED
    [second] = [mail for mail in mails(mentor.user, now=NOW + 2 * DAY) if "any more" in mail.subject]
    assert "It’s the second in a row without a word from you." in words(second)
    assert "After a third, we’ll take you out of the directory" in words(second)
    assert run_out(mentor, 3) == MentorStatus.INACTIVE
    third = [mail.subject for mail in mails(mentor.user, now=NOW + 3 * DAY)]
    assert "Your profile is inactive for now" in third
    assert not [subject for subject in third if "any more" in subject], "one email is enough"


def test_requests_that_run_out_together_are_no_reason_before_the_warning_could_be_read(mentor: Mentor) -> None:
    assert run_out(mentor, 1, 1, 1, 1) == MentorStatus.LISTED
    assert run_out(mentor, 2) == MentorStatus.INACTIVE


@pytest.mark.parametrize("answer", ["accept", "decline", "ask_back", "booking"])
def test_any_answer_starts_the_count_again(mentor: Mentor, answer: str) -> None:
    run_out(mentor, 1, 2)
    at = NOW + 2 * DAY + MINUTE
    if answer == "booking":
        booking = BookingFactory(
            mentor=mentor, starts_at=WEDNESDAY + 14 * DAY, status="requested", expires_at=NOW + 9 * DAY
        )
        answering.answer(booking=booking, by=mentor.user, accept=False, message="", now=at)
    else:
        request = AskFactory(mentor=mentor, sent_at=NOW + 2 * DAY, due_at=NOW + 9 * DAY).request
        {"accept": accept, "decline": decline, "ask_back": ask_back}[answer](request, mentor, now=at)
    assert run_out(mentor, 3, 4) == MentorStatus.LISTED
    assert run_out(mentor, 5) == MentorStatus.INACTIVE


def test_request_about_which_the_mentor_asked_something_is_not_unanswered(mentor: Mentor) -> None:
    request = AskFactory(mentor=mentor, sent_at=NOW, due_at=NOW + WEEK).request
    ask_back(request, mentor, now=NOW)
    reply(request, mentor, now=NOW)
    assert run_out(mentor, 8, 9) == MentorStatus.LISTED
    assert states(request)[1] == "expired"
    assert run_out(mentor, 10) == MentorStatus.INACTIVE


def test_count_starts_again_after_coming_back(mentor: Mentor) -> None:
    assert run_out(mentor, 1, 2, 3) == MentorStatus.INACTIVE
    status.resume(mentor=mentor, by=mentor.user, now=NOW + 3 * DAY + MINUTE)
    assert run_out(mentor, 4, 5) == MentorStatus.LISTED
    assert run_out(mentor, 6) == MentorStatus.INACTIVE


def test_other_requests_of_an_inactive_mentor_go_on_at_once(mentor: Mentor, mentee: User) -> None:
    other = MentorFactory(bookable=True)
    request = send(mentee, mentor, other, now=NOW + 2 * DAY)
    run_out(mentor, 1, 2, 3)
    relaying.pass_on(now=NOW + 3 * DAY)
    assert states(request) == ["live", "away", "sent"]
    assert told(other.user) == ["request_asked"]


def test_other_mentors_requests_and_bookings_do_not_count(mentor: Mentor) -> None:
    run_out(MentorFactory(bookable=True), 1, 2)
    book(mentor, UserFactory())
    assert run_out(mentor, 3, 4) == MentorStatus.LISTED
