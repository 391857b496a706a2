"""A mentor who can't take a request on suggests another one, whom we ask only if the mentee wants it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from matching.errors import RequestRefused
from matching.models import Ask, AskState, DeclineReason, Request, RequestState
from matching.presenters.requests import fitting
from matching.services import relaying, suggesting
from matching.services.suggesting import to_ask
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from notifications.services import build
from tests.bookings.moments import NOW
from tests.factories import AskFactory, MentorFactory, RequestFactory, TopicFactory, UserFactory
from tests.factories.matching import ASKED
from tests.matching.relays import DAY, ask_of, decline, send, states, three, told
from tests.pages import markup, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]
BETTER = DeclineReason.BETTER


def dana(**fields: Any) -> Mentor:
    return MentorFactory(bookable=True, user__display_name="Dana Weiß", **fields)


def suggest(request: Request, mentor: Mentor, other: Mentor, **changes: Any) -> Ask:
    return decline(request, mentor, **{"reason": BETTER, "suggests": other} | changes)


def ask_them(ask: Ask, **changes: Any) -> Request:
    asked = Ask.objects.with_people().get(pk=ask.pk)
    return suggesting.ask_suggested(**{"ask": asked, "by": asked.request.mentee, "now": NOW + 2 * DAY} | changes)


def order(request: Request) -> list[tuple[str, str]]:
    return list(request.asks.values_list("mentor__user__display_name", "state"))


def post(request: Request, ask: Ask, client: Client) -> str:
    address = reverse("matching:ask_suggested", args=[request.uuid])
    return markup(client.post(address, {"ask": ask.uuid}, follow=True))


def test_suggestion_is_told_to_the_mentee_who_puts_it_next(mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    ask = suggest(request, ana, dana())
    assert order(request) == [("Ana Ruiz", "declined"), ("Bela Nagy", "sent"), ("Cem Kaya", "waiting")]
    mail = build(Notice.objects.get(kind="request_relayed"), now=NOW + DAY)
    assert mail.lines[:2] == (
        "Ana thinks that Dana Weiß fits better.",
        "Would you like us to ask Dana next? There’s a button for it on the page of your request.",
    )
    client = signed_in(mentee)
    shown = markup(client.get(request.get_absolute_url()))
    assert "Ana thinks that Dana Weiß fits better." in shown
    assert "We only ask Dana if you want us to." in shown
    assert "We’ll ask Dana next." in post(request, ask, client)
    assert order(request)[1:] == [("Bela Nagy", "sent"), ("Dana Weiß", "waiting"), ("Cem Kaya", "waiting")]
    assert "Ask Dana next" not in markup(client.get(request.get_absolute_url()))
    decline(request, bela)
    assert order(request)[2:] == [("Dana Weiß", "sent"), ("Cem Kaya", "waiting")]


def test_no_one_is_told_of_a_suggestion_that_the_mentee_leaves_alone(mentee: User) -> None:
    ana, bela, _cem = three()
    other = dana()
    request = send(mentee, ana, bela)
    suggest(request, ana, other)
    decline(request, bela)
    assert (states(request)[0], told(other.user)) == ("exhausted", [])
    assert signed_in(other.user).get(request.get_absolute_url()).status_code == 404


def test_suggestion_after_the_last_one_is_asked_at_once(mentee: User) -> None:
    ana, other = three()[0], dana()
    request = send(mentee, ana)
    ask = suggest(request, ana, other)
    mail = build(Notice.objects.get(kind="request_exhausted"), now=NOW + DAY)
    assert "Would you like us to ask Dana next?" in mail.lines[1]
    assert "We’ve asked Dana, and we’ll email you." in post(request, ask, signed_in(mentee))
    assert states(request) == ["live", "declined", "sent"]
    assert (told(other.user), told(mentee).count("request_sent")) == (["request_asked"], 2)
    assert Request.objects.get().ended_at is None


def test_one_who_waits_is_moved_to_the_front_with_their_words() -> None:
    request = RequestFactory()
    first = AskFactory(request=request, declined=True)
    AskFactory(request=request, position=1)
    for position, words in ((2, "Hello Bela."), (3, "Hello Cem.")):
        AskFactory(request=request, waiting=True, position=position, words=words)
    cem = request.asks.get(position=3).mentor
    Ask.objects.filter(pk=first.pk).update(reason=BETTER, suggests=cem)
    ask_them(first)
    assert list(request.asks.values_list("position", "words"))[2:] == [(2, "Hello Cem."), (3, "Hello Bela.")]
    assert request.asks.get(position=2).mentor == cem


def test_pressing_twice_does_nothing_more(mentee: User) -> None:
    ana, other = three()[0], dana()
    request = send(mentee, ana)
    ask = suggest(request, ana, other)
    for _time in range(2):
        ask_them(ask)
    assert (states(request), told(other.user)) == (["live", "declined", "sent"], ["request_asked"])


def test_mentor_does_not_learn_whom_the_mentee_asks(mentee: User) -> None:
    """The answer is the same for someone who has been asked, is next, or was never chosen."""
    ana, bela, cem = three()
    answers = []
    for other, chosen in ((dana(), [bela, ana]), (bela, [bela, ana]), (cem, [bela, ana, cem])):
        request = send(UserFactory(display_name="Mia Ray"), *chosen)
        decline(request, bela)
        posted = {"decision": "decline", "decline-reason": "better", "decline-suggests": other.user.display_name}
        before = markup((client := signed_in(ana.user)).get(request.get_absolute_url()))
        assert other.user.display_name not in before
        address = reverse("matching:answer_request", args=[request.uuid])
        response = client.post(address, posted, follow=True)
        shown = markup(response)
        said = [str(message) for message in response.context["messages"]]
        ask = Ask.objects.get(request=request, mentor=ana)
        page = shown[shown.index("<h1") : shown.index("</main")].replace(str(ask.uuid), "")
        answers.append((said, re.sub(r'(?<=csrfmiddlewaretoken" value=")\w+', "", page)))
        assert ask.suggests == other
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("reason", "who", "message"),
    [
        (DeclineReason.TIME, "other", "choose “someone else fits better”"),
        (BETTER, "self", "That’s you."),
        (BETTER, "mentee", "who wrote the request"),
    ],
)
def test_suggestion_has_to_be_someone_else_who_fits_better(reason: DeclineReason, who: str, message: str) -> None:
    mentee, ana = MentorFactory(bookable=True), MentorFactory(bookable=True)
    request = send(mentee.user, ana)
    people = {"other": dana(), "self": ana, "mentee": mentee}
    with pytest.raises(RequestRefused, match=message):
        suggest(request, ana, people[who], reason=reason)
    assert states(request) == ["live", "sent"]


def test_form_says_that_it_knows_no_such_mentor(mentee: User) -> None:
    ana = three()[0]
    request = send(mentee, ana)
    posted = {"decision": "decline", "decline-reason": "better", "decline-suggests": "Zoe"}
    answer = signed_in(ana.user).post(reverse("matching:answer_request", args=[request.uuid]), posted)
    assert (answer.status_code, states(request)) == (400, ["live", "sent"])
    assert "We don’t know a mentor called “Zoe”" in markup(answer)


def test_suggestion_is_taken_by_its_mentee_only(mentee: User) -> None:
    ana, other = three()[0], dana()
    request = send(mentee, ana)
    ask = suggest(request, ana, other)
    with pytest.raises(RequestRefused, match="isn’t your request"):
        ask_them(ask, by=ana.user)
    strange = suggest(send(UserFactory(), ana), ana, other)
    address, client = reverse("matching:ask_suggested", args=[request.uuid]), signed_in(mentee)
    for name in (strange.uuid, "x", ""):
        assert client.post(address, {"ask": name}).status_code == 404
    assert states(request) == ["exhausted", "declined"]


def never(ask: Ask, message: str) -> None:
    """It is refused, and neither the page nor an email offers it."""
    request = Request.objects.with_asks().get(pk=ask.request_id)
    assert to_ask(request, now=NOW) == frozenset()
    before = order(request)
    with pytest.raises(RequestRefused, match=message):
        ask_them(ask)
    assert order(request) == before


def test_whoever_was_asked_already_or_takes_a_break_is_not_asked(mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    decline(request, ana)
    never(ask := suggest(request, bela, ana), "already asked Ana Ruiz")
    assert len(build(Notice.objects.get(kind="request_exhausted"), now=NOW + DAY).lines) == 3
    other = dana()
    Ask.objects.filter(pk=ask.pk).update(suggests=other)
    Mentor.objects.filter(pk=other.pk).update(status=MentorStatus.PAUSED)
    never(ask, "isn’t taking requests")
    shown = markup(signed_in(mentee).get(request.get_absolute_url()))
    assert "Bela thinks that someone else fits better." in shown
    assert "Dana" not in shown


def test_no_one_is_asked_without_room_or_beside_another_request(mentee: User) -> None:
    ana, bela, _cem = three()
    other = dana()
    ask = suggest(send(mentee, ana), ana, other)
    for _number in range(5):
        AskFactory(mentor=other)
    never(ask, "has no room")
    Ask.objects.filter(mentor=other).delete()
    send(mentee, bela)
    never(ask, "another request on its way")


@pytest.mark.parametrize("state", [RequestState.WITHDRAWN, RequestState.MATCHED, "team", "looked"])
def test_request_that_is_over_or_was_with_the_team_stays_so(mentee: User, state: str) -> None:
    ana, other = three()[0], dana()
    ask = suggest(send(mentee, ana), ana, other)
    with_team = {"state": RequestState.WITH_TEAM, "team_since": NOW, "ended_at": None}
    changes = {"team": with_team, "looked": {"team_since": NOW}}.get(state, {"state": state})
    Request.objects.update(**changes)
    never(ask, "already ended")


def test_request_has_six_places_at_most() -> None:
    request = RequestFactory()
    for position in range(5):
        AskFactory(request=request, declined=True, position=position, reason=BETTER)
    last = AskFactory(request=request, position=5)
    relaying.settle(last, AskState.DECLINED, reason=BETTER, suggests=dana(), now=ASKED)
    relaying.end(request, RequestState.EXHAUSTED, now=ASKED)
    never(last, "as many mentors as one request can have")


def test_page_asks_the_same_queries_for_one_and_three_suggestions() -> None:
    counts = []
    for number in (1, 3):
        request = RequestFactory()
        for position in range(number):
            suggests = MentorFactory(bookable=True)
            AskFactory(request=request, declined=True, position=position, reason=BETTER, suggests=suggests)
        AskFactory(request=request, position=number)
        client = signed_in(request.mentee)
        client.get(request.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            shown = markup(client.get(request.get_absolute_url()))
        assert shown.count("We only ask") == number
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_names_that_are_offered_share_a_topic_and_have_room() -> None:
    topic = TopicFactory()
    ana, other, full = (MentorFactory(bookable=True, topics=[topic]) for _one in range(3))
    mentee = MentorFactory(bookable=True, topics=[topic])
    MentorFactory(bookable=True)
    for _number in range(5):
        AskFactory(mentor=full)
    ask = ask_of(send(mentee.user, ana, other), ana)  # whom the mentee asks next plays no part
    assert fitting(ask, now=NOW) == [other.user.display_name]
