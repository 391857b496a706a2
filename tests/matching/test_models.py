"""Constraints of requests and asks, each broken past the services."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from matching.models import Ask, AskState, Request, RequestState
from tests.factories import AskFactory, BookingFactory, MentorFactory, RequestFactory, UserFactory
from tests.factories.matching import ASKED

pytestmark = pytest.mark.django_db


def breaks(name: str, write: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write()


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("request_kind_known", {"kind": "horse"}),
        ("request_state_known", {"state": "lost", "ended_at": ASKED}),
        ("request_goal_of_some_length", {"goal": "x" * 149}),
        ("request_goal_not_too_long", {"goal": "x" * 1501}),
        ("request_tried_not_too_long", {"tried": "x" * 1001}),
        ("request_ended_is_dated", {"ended_at": ASKED}),
        ("request_ended_is_dated", {"state": RequestState.MATCHED}),
        ("request_with_team_is_dated", {"state": RequestState.WITH_TEAM}),
    ],
)
def test_request_keeps_its_rules(constraint: str, changes: dict[str, Any]) -> None:
    row = RequestFactory()
    breaks(constraint, lambda: Request.objects.filter(pk=row.pk).update(**changes))


@pytest.mark.parametrize("state", [RequestState.LIVE, RequestState.WITH_TEAM])
def test_mentee_has_one_unfinished_request(state: RequestState) -> None:
    mentee = UserFactory()
    RequestFactory(mentee=mentee, state=RequestState.MATCHED, ended_at=ASKED)
    RequestFactory(mentee=mentee, state=state, team_since=ASKED)
    breaks("request_one_at_a_time", lambda: RequestFactory(mentee=mentee))


WEEK = timedelta(days=7)
SENT: dict[str, Any] = {}
ANSWERED = {"question": "Why?", "asked_at": ASKED, "reply": "Because.", "replied_at": ASKED}
BACK, ACCEPTED, DECLINED = {"asked_back": True}, {"accepted": True}, {"declined": True}


@pytest.mark.parametrize(
    ("constraint", "traits", "changes"),
    [
        ("ask_few_mentors", SENT, {"position": 6}),
        ("ask_suggests_another", DECLINED, {"reason": "better", "suggests": F("mentor")}),
        ("ask_sent_is_dated", SENT, {"state": "lost", "settled_at": ASKED}),
        ("ask_reason_known", DECLINED, {"reason": "mood"}),
        ("ask_declined_has_reason", DECLINED, {"reason": ""}),
        ("ask_declined_has_reason", SENT, {"reason": "time"}),
        ("ask_sent_is_dated", SENT, {"sent_at": None}),
        ("ask_sent_is_dated", SENT, {"due_at": None}),
        ("ask_sent_is_dated", {"waiting": True}, {"sent_at": ASKED}),
        ("ask_sent_is_dated", SENT, {"state": "full", "settled_at": ASKED}),
        ("ask_sent_is_dated", {"waiting": True}, {"state": "undone", "settled_at": ASKED}),
        ("ask_words_not_too_long", SENT, {"words": "x" * 301}),
        ("ask_question_not_too_long", BACK, {"question": "x" * 1001}),
        ("ask_reply_not_too_long", ANSWERED, {"reply": "x" * 1501}),
        ("ask_message_not_too_long", ACCEPTED, {"message": "x" * 1001}),
        ("ask_settled_is_dated", SENT, {"settled_at": ASKED}),
        ("ask_settled_is_dated", ACCEPTED, {"settled_at": None}),
        ("ask_question_is_dated", SENT, {"question": "Why?"}),
        ("ask_reply_is_dated", SENT, {"reply": "Because."}),
        ("ask_reply_needs_question", SENT, {"reply": "Because.", "replied_at": ASKED}),
        ("ask_clock_stops_for_question", BACK, {"left": None}),
        ("ask_clock_stops_for_question", BACK, {"reply": "Four.", "replied_at": ASKED}),
        ("ask_clock_stops_for_question", BACK, {"question": "", "asked_at": None}),
        ("ask_clock_stops_for_question", SENT, {"left": WEEK}),
        ("ask_fulfilled_was_accepted", SENT, {"fulfilled_at": ASKED}),
    ],
)
def test_ask_keeps_its_rules(constraint: str, traits: dict[str, Any], changes: dict[str, Any]) -> None:
    row = AskFactory(**traits)
    breaks(constraint, lambda: Ask.objects.filter(pk=row.pk).update(**changes))


def test_only_who_says_that_someone_fits_better_suggests_them() -> None:
    row, other = AskFactory(declined=True), MentorFactory()
    breaks("ask_suggests_who_fits_better", lambda: Ask.objects.filter(pk=row.pk).update(suggests=other))


def test_booking_of_an_acceptance_fulfils_it() -> None:
    row = AskFactory(accepted=True)
    booking = BookingFactory(mentor=row.mentor, mentee=row.request.mentee)
    breaks("ask_booking_fulfils", lambda: Ask.objects.filter(pk=row.pk).update(booking=booking))


def test_each_mentor_and_each_place_comes_once_in_a_request() -> None:
    first = AskFactory()
    breaks("ask_one_a_place", lambda: AskFactory(request=first.request, waiting=True, position=0))
    breaks("ask_mentor_once", lambda: AskFactory(request=first.request, mentor=first.mentor, waiting=True))


@pytest.mark.parametrize("state", [{}, {"asked_back": True}])
def test_one_mentor_of_a_request_is_asked_at_a_time(state: dict[str, Any]) -> None:
    first = AskFactory(**state)
    breaks("ask_one_at_a_time", lambda: AskFactory(request=first.request, position=1))


def test_one_mentor_of_a_request_accepts() -> None:
    first = AskFactory(accepted=True)
    breaks("ask_accepted_once", lambda: AskFactory(request=first.request, position=1, accepted=True))


def test_request_is_seen_by_its_mentee_and_by_mentors_who_were_asked() -> None:
    ask = AskFactory()
    later = AskFactory(request=ask.request, waiting=True)
    stranger = MentorFactory()
    seen = [
        Request.objects.seen_by(member).exists()
        for member in (ask.request.mentee, ask.mentor.user, later.mentor.user, stranger.user)
    ]
    assert seen == [True, True, False, False]


def test_acceptance_can_be_used_for_a_month() -> None:
    ask = AskFactory(accepted=True)
    assert ask.book_by is not None
    assert ask.book_by == ASKED + timedelta(days=31)
    assert Ask.objects.to_book(at=ask.book_by - timedelta(minutes=1)).get() == ask
    assert not Ask.objects.to_book(at=ask.book_by).exists()
    assert AskFactory().book_by is None
    assert AskFactory().state == AskState.SENT
