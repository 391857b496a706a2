"""Acts that come twice, as from a double click: the second does nothing, and leads to what is so."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.errors import RequestRefused
from matching.models import Ask, Request, Round
from matching.services import requests, rounds
from matching.services.requests import Choice
from matching.services.rounds import RoundRefused
from notifications.models import Notice
from tests.bookings.moments import NOW
from tests.factories import UserFactory
from tests.factories.matching import GOAL
from tests.matching.relays import DAY, accept, ask_back, decline, reply, send, states, three
from tests.pages import markup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
NEW = reverse("matching:new_request")


def post_twice(client: Client, address: str, posted: dict[str, Any]) -> tuple[str, int]:
    """What the second answer says, and how many notices it has written."""
    client.post(address, posted)
    before = Notice.objects.count()
    response = client.post(address, posted, follow=True)
    assert response.status_code == 200
    assert [status for _address, status in response.redirect_chain] == [302]
    return markup(response), Notice.objects.count() - before


def address(request: Request, name: str) -> str:
    return reverse(f"matching:{name}", args=[request.uuid])


def test_request_sent_twice_is_one(client: Client, mentee: User) -> None:
    three()
    client.force_login(mentee)
    posted = {"goal": GOAL, "mentor_1": "Ana Ruiz", "mentor_2": "Bela Nagy", "words_2": "Hello.", "languages": ["de"]}
    shown, notices = post_twice(client, NEW, posted)
    assert ("You’ve already sent this request. This is how it’s going." in shown, notices) == (True, 0)
    assert states(Request.objects.get()) == ["live", "sent", "waiting"]


@pytest.mark.parametrize("other", ["goal", "tried", "languages", "order", "words"])
def test_another_request_is_still_one_too_many(mentee: User, other: str) -> None:
    ana, bela, _cem = three()
    send(mentee, ana, bela)
    every: dict[str, dict[str, Any]] = {
        "goal": {"goal": GOAL + "And more."},
        "tried": {"tried": "Books."},
        "languages": {"languages": ["de"]},
        "order": {"choices": [Choice(bela), Choice(ana)]},
        "words": {"choices": [Choice(ana, "Hello."), Choice(bela)]},
    }
    with pytest.raises(RequestRefused, match="already have a request"):
        send(mentee, ana, bela, **every[other])


@pytest.mark.parametrize(
    ("posted", "said", "state"),
    [
        ({"decision": "accept", "accept-message": "Gladly."}, "Accepted. We’ve told Kofi", "accepted"),
        ({"decision": "decline", "decline-reason": "time"}, "Thank you for answering.", "declined"),
        ({"decision": "ask", "ask-question": "How large is your team?"}, "passed your question on", "asked_back"),
    ],
)
def test_answer_that_comes_twice_counts_once(
    client: Client, mentee: User, posted: dict[str, Any], said: str, state: str
) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    client.force_login(ana.user)
    shown, notices = post_twice(client, address(request, "answer_request"), posted)
    assert (said in shown, notices) == (True, 0)
    assert states(request)[1] == state


def test_reply_withdrawal_and_hand_over_that_come_twice_count_once(client: Client, mentee: User) -> None:
    ana, bela, _cem = three()
    client.force_login(mentee)
    request = send(mentee, ana)
    ask_back(request, ana, now=NOW)
    shown, notices = post_twice(client, address(request, "reply"), {"text": "Four people."})
    assert ("We’ve passed your answer on to Ana." in shown, notices) == (True, 0)
    decline(request, ana, now=NOW)
    shown, notices = post_twice(client, address(request, "let_the_team_look"), {})
    assert ("The team will look for someone" in shown, notices) == (True, 0)
    shown, notices = post_twice(client, address(request, "withdraw_request"), {})
    assert ("Withdrawn. No one will be asked any more." in shown, notices) == (True, 0)
    assert states(send(mentee, bela)) == ["live", "sent"]


def test_second_act_of_another_kind_or_by_another_is_refused(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    ask_back(request, ana)
    with pytest.raises(RequestRefused, match="already asked something"):
        ask_back(request, ana, question="And since when?")
    reply(request, ana)
    with pytest.raises(RequestRefused, match="no question to answer"):
        reply(request, ana, text="Five.")
    ask = accept(request, ana, now=NOW + 2 * DAY)
    with pytest.raises(RequestRefused, match="already answered"):
        decline(request, ana, now=NOW + 2 * DAY)
    for by in (mentee, UserFactory()):
        with pytest.raises(RequestRefused, match="Only the mentor"):
            accept(request, ana, by=by)
    with pytest.raises(RequestRefused, match="already ended"):
        requests.withdraw(request=request, by=mentee, now=NOW + 2 * DAY)
    assert Ask.objects.get() == ask


def open_round(by: User, key: uuid.UUID | None, **other: Any) -> Round:
    said: dict[str, Any] = {"name": "Spring", "about": "For all.", "closes_at": NOW + DAY, "form_key": key}
    return rounds.open_round(**said | other, by=by, now=NOW)


def test_round_opened_twice_with_one_form_is_one() -> None:
    by, key = UserFactory(staff=True), uuid.uuid4()
    assert open_round(by, key) == open_round(by, key)
    for other in (open_round(UserFactory(), key), open_round(by, uuid.uuid4()), open_round(by, None)):
        assert open_round(by, key) != other
    assert Round.objects.count() == 4


@pytest.mark.parametrize("other", [{"name": "Autumn"}, {"about": "For some."}, {"closes_at": NOW + 2 * DAY}])
def test_form_that_opened_a_round_opens_no_other(other: dict[str, Any]) -> None:
    by, key = UserFactory(staff=True), uuid.uuid4()
    open_round(by, key)
    with pytest.raises(RoundRefused, match="already been sent"):
        open_round(by, key, **other)
