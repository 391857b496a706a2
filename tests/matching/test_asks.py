"""Answering a request, asking back, and booking with an acceptance."""

from datetime import timedelta

import pytest

from accounts.models import User
from bookings.models import BookingStatus
from matching.errors import RequestRefused
from matching.models import Ask
from matching.services import asks
from mentors.models import Mentor
from notifications.models import Notice
from tests.bookings.moments import NOW, WEDNESDAY, book
from tests.factories import AskFactory, MentorFactory, SessionTypeFactory, UserFactory
from tests.matching.relays import (
    DAY,
    MINUTE,
    WEEK,
    accept,
    ask_back,
    ask_of,
    decline,
    reply,
    send,
    states,
    three,
    told,
)

pytestmark = pytest.mark.django_db


def test_accepting_ends_the_request_and_no_one_else_is_asked(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    ask = accept(request, ana, message=" Gladly. ")
    assert states(request) == ["matched", "accepted", "withdrawn"]
    assert (ask.message, ask.settled_at) == ("Gladly.", NOW + DAY)
    assert (told(mentee), told(bela.user)) == (["request_sent", "request_accepted"], [])


def test_declining_asks_the_next_at_once_and_tells_the_mentee(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    ask = decline(request, ana, reason="fit", message="All the best.")
    assert (ask.reason, ask.message) == ("fit", "All the best.")
    assert states(request) == ["live", "declined", "sent"]
    asked = ask_of(request, bela)
    assert (asked.sent_at, asked.due_at) == (NOW + DAY, NOW + 8 * DAY)
    assert (told(mentee), told(bela.user)) == (["request_sent", "request_relayed"], ["request_asked"])
    decline(request, bela, now=NOW + 2 * DAY)
    assert states(request) == ["exhausted", "declined", "declined"]
    assert told(mentee)[-1] == "request_exhausted"


def test_question_stops_the_clock_and_the_reply_starts_it_again(mentee: User) -> None:
    ana, _bela, _cem = three()
    request = send(mentee, ana)
    ask = ask_back(request, ana, now=NOW + 2 * DAY)
    assert (ask.state, ask.left, ask.due_at) == ("asked_back", 5 * DAY, NOW + 7 * DAY)
    assert told(mentee)[-1] == "request_question"
    reminder = Notice.objects.get(kind="request_question_reminder")
    assert (reminder.recipient, reminder.due_at) == (mentee, NOW + 5 * DAY)
    ask = reply(request, ana, now=NOW + 6 * DAY)
    assert (ask.state, ask.left, ask.due_at, ask.reply) == ("sent", None, NOW + 11 * DAY, "Four people.")
    assert told(ana.user) == ["request_asked", "request_replied"]
    reminders = Notice.objects.filter(recipient=ana.user, kind="request_last_reminder").order_by("due_at")
    assert [row.due_at for row in reminders] == [NOW + 6 * DAY, NOW + 10 * DAY]


def test_mentor_has_two_days_at_least_after_the_reply(mentee: User) -> None:
    ana, _bela, _cem = three()
    request = send(mentee, ana)
    ask_back(request, ana, now=NOW + WEEK - MINUTE)
    assert reply(request, ana, now=NOW + 8 * DAY).due_at == NOW + 10 * DAY


def test_mentor_asks_back_once_and_may_answer_while_the_question_is_open(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    with pytest.raises(RequestRefused, match="write your question"):
        ask_back(request, ana, question="  ")
    ask_back(request, ana)
    for _again in range(2):
        with pytest.raises(RequestRefused, match="already asked something"):
            ask_back(request, ana, question="And since when?")
        if ask_of(request, ana).state == "asked_back":
            reply(request, ana)
    decline(request, ana, now=NOW + 2 * DAY)
    assert states(request) == ["exhausted", "declined"]


def test_accepting_while_the_question_is_open_needs_no_reply(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    ask_back(request, ana)
    assert accept(request, ana, now=NOW + 2 * DAY).left is None
    with pytest.raises(RequestRefused, match="no question to answer"):
        reply(request, ana)


def test_only_the_mentor_answers_and_only_the_mentee_replies(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    for by in (mentee, bela.user, UserFactory()):
        with pytest.raises(RequestRefused, match="Only the mentor"):
            accept(request, ana, by=by)
    with pytest.raises(RequestRefused, match="already answered"):
        accept(request, bela)  # it isn't their turn yet, which no page lets them see
    ask_back(request, ana)
    with pytest.raises(RequestRefused, match="isn’t your request"):
        asks.reply(ask=ask_of(request, ana), by=ana.user, text="Four.", now=NOW + DAY)
    for text in (" ", "x" * 1501):
        with pytest.raises(RequestRefused, match="write your answer"):
            reply(request, ana, text=text)
    with pytest.raises(RequestRefused, match="time to answer has passed"):
        reply(request, ana, now=NOW + 6 * DAY)


def test_too_late_is_too_late_even_before_the_clock_has_moved_on(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    with pytest.raises(RequestRefused, match="time to answer has passed"):
        accept(request, ana, now=NOW + WEEK)
    with pytest.raises(RequestRefused, match="at most 1000"):
        accept(request, ana, message="x" * 1001)
    assert accept(request, ana, now=NOW + WEEK - MINUTE).state == "accepted"
    with pytest.raises(RequestRefused, match="already answered"):
        decline(request, ana)


def test_mentor_on_a_break_does_not_accept(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    Mentor.objects.filter(pk=ana.pk).update(status="paused")
    with pytest.raises(RequestRefused, match="taking a break"):
        accept(request, ana)


def test_mentor_accepts_three_until_a_time_is_booked(mentor: Mentor) -> None:
    first, *_others = [AskFactory(mentor=mentor, accepted=True, settled_at=NOW) for _number in range(3)]
    open_ask = AskFactory(mentor=mentor)
    with pytest.raises(RequestRefused, match="accepted 3 requests for which no time is booked"):
        accept(open_ask.request, mentor)
    book(mentor, first.request.mentee)
    assert accept(open_ask.request, mentor).state == "accepted"


def test_acceptance_of_a_month_ago_leaves_room_for_another(mentor: Mentor) -> None:
    for _number in range(3):
        AskFactory(mentor=mentor, accepted=True, settled_at=NOW - 29 * DAY)
    assert accept(AskFactory(mentor=mentor).request, mentor, now=NOW + DAY).state == "accepted"


@pytest.fixture
def on_request() -> Mentor:
    mentor = MentorFactory(bookable=True)
    mentor.session_types.update(on_request=True)
    return mentor


def test_accepted_mentee_books_a_time_that_is_confirmed_at_once(on_request: Mentor, mentee: User) -> None:
    request = send(mentee, on_request)
    accept(request, on_request, now=NOW)
    booking = book(on_request, mentee)
    assert booking.status == BookingStatus.CONFIRMED
    ask = ask_of(request, on_request)
    assert (ask.booking, ask.fulfilled_at) == (booking, NOW)
    assert set(told(on_request.user)) == {"request_asked", "booking_confirmed"}
    again = book(on_request, mentee, starts_at=WEDNESDAY + timedelta(hours=1))
    assert again.status == BookingStatus.REQUESTED  # the acceptance is used up


def test_acceptance_is_for_its_mentee_its_mentor_and_a_month(on_request: Mentor, mentee: User) -> None:
    accepted = AskFactory(mentor=on_request, request__mentee=mentee, accepted=True, settled_at=NOW - 30 * DAY)
    assert book(on_request, mentee).status == BookingStatus.REQUESTED
    Ask.objects.filter(pk=accepted.pk).update(settled_at=NOW)
    stranger = book(on_request, UserFactory(), starts_at=WEDNESDAY + timedelta(hours=1))
    assert stranger.status == BookingStatus.REQUESTED
    other = MentorFactory(bookable=True)
    SessionTypeFactory(mentor=other)
    other.session_types.update(on_request=True)
    assert book(other, mentee, starts_at=WEDNESDAY + timedelta(hours=2)).status == BookingStatus.REQUESTED
    accepted.refresh_from_db()
    assert accepted.fulfilled_at is None


def test_instant_booking_uses_the_acceptance_too(mentor: Mentor, mentee: User) -> None:
    request = send(mentee, mentor)
    accept(request, mentor, now=NOW)
    booking = book(mentor, mentee)
    assert ask_of(request, mentor).booking == booking
