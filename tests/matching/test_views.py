"""The pages of requests, as each person sees them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.hooks import to_do
from accounts.models import User
from core import clock
from matching.models import Ask, Need, Request
from matching.services import requests
from mentors.models import Mentor, SavedMentor
from notifications.models import Notice
from notifications.services import build
from tests.bookings.moments import NOW
from tests.factories import AskFactory, MentorFactory, RequestFactory, TopicFactory, UserFactory
from tests.factories.matching import GOAL
from tests.matching.relays import DAY, accept, ask_back, ask_of, decline, reply, send, states, three
from tests.pages import markup, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]

NEW = reverse("matching:new_request")
LIST = reverse("matching:requests")


def form(*mentors: str, **changes: Any) -> dict[str, Any]:
    chosen = {f"mentor_{number}": mentor for number, mentor in enumerate(mentors, start=1)}
    return {"goal": GOAL, **chosen} | changes


def answered(response: Any) -> tuple[int, str]:
    """The status of an answer and its page."""
    return response.status_code, markup(response)


def action(request: Request, name: str) -> str:
    return reverse(f"matching:{name}", args=[request.uuid])


def test_mentee_writes_once_and_orders_three_mentors(client: Client, mentee: User) -> None:
    ana, bela, cem = three()
    client.force_login(mentee)
    SavedMentor.objects.create(member=mentee, mentor=bela, saved_at=NOW)
    shown = markup(client.get(NEW, {"mentor": ana.slug}))
    assert 'value="Ana Ruiz"' in shown
    assert '<option value="Bela Nagy"></option>' in shown
    posted = form("ana ruiz", f"https://club.example{bela.get_absolute_url()}", cem.slug, words_2="I liked your talk.")
    response = client.post(NEW, posted | {"languages": ["de", "en"]})
    request = Request.objects.get()
    assert response.headers["Location"] == request.get_absolute_url()
    assert [ask.mentor for ask in request.asks.all()] == [ana, bela, cem]
    assert (ask_of(request, bela).words, request.languages) == ("I liked your talk.", ["de", "en"])
    assert "Sent. We’ve asked Ana" in markup(client.get(request.get_absolute_url()))


def test_mentor_reads_what_fits_as_in_the_email_until_it_is_over(mentee: User) -> None:
    topic = TopicFactory(name="Sourdough")
    mentor = MentorFactory(bookable=True, topics=[topic], languages=["de"])
    need = Need.objects.create(member=mentee, goal="Secretly, to leave.", languages=["de"], changed_at=NOW)
    need.needed_topics.create(topic=topic, position=0)
    request = send(mentee, mentor)
    client, address = signed_in(mentor.user), request.get_absolute_url()
    shown = markup(client.get(address))
    mail = build(Notice.objects.get(kind="request_asked"), now=NOW)
    (fits,) = (text for fact, text in mail.facts if fact == "What fits")
    assert "Sourdough" in str(fits)
    assert f"<dt>What fits</dt><dd>{fits}</dd>" in shown
    assert need.goal not in shown
    decline(request, mentor)
    assert "What fits" not in markup(client.get(address))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"goal": "Too short."}, "at least 150 characters"),
        ({"mentor_1": ""}, "Please fill this in."),
        ({"mentor_1": "Nobody Known"}, "We don’t know a mentor called “Nobody Known”"),
        ({"mentor_2": "Ana Ruiz"}, "You’ve already chosen this mentor."),
        ({"mentor_2": "/mentors/nobody/"}, "We don’t know a mentor"),
        ({"mentor_2": "Ann Twin"}, "Several mentors are called “Ann Twin”"),
        ({"mentor_2": "Paul Paused"}, "We don’t know a mentor called “Paul Paused”"),
    ],
)
def test_form_says_what_to_change(client: Client, mentee: User, changes: dict[str, Any], message: str) -> None:
    three()
    MentorFactory.create_batch(2, user__display_name="Ann Twin")
    MentorFactory(paused=True, user__display_name="Paul Paused")
    client.force_login(mentee)
    status, text = answered(client.post(NEW, form("Ana Ruiz", **changes)))
    assert status == 400
    assert message in text
    assert not Request.objects.exists()


def test_mentor_with_a_namesake_is_filled_in_by_address(client: Client, mentee: User) -> None:
    one, _two = MentorFactory.create_batch(2, user__display_name="Ann Twin")
    client.force_login(mentee)
    assert f'value="{one.get_absolute_url()}"' in markup(client.get(NEW, {"mentor": one.slug}))
    client.post(NEW, form(one.get_absolute_url()))
    assert Ask.objects.get().mentor == one


def test_second_request_leads_to_the_first(client: Client, mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    client.force_login(mentee)
    assert client.get(NEW).headers["Location"] == request.get_absolute_url()
    status, text = answered(client.post(NEW, form("Bela Nagy")))
    assert (status, "already have a request" in text) == (409, True)


def test_mentee_reads_the_truth_at_each_step(client: Client, mentee: User) -> None:
    ana, bela, cem = three()
    request = send(mentee, ana, bela, cem)
    client.force_login(mentee)

    def page() -> str:
        return markup(client.get(request.get_absolute_url()))

    assert "We asked Ana on" in page()
    assert "We haven’t asked Bela yet." in page()
    decline(request, ana, reason="fit", message="All the best.", now=NOW)
    assert "Ana can’t take on your request at the moment." in page()
    assert "All the best." in page()
    assert "not a fit" not in page()
    ask_back(request, bela, now=NOW)
    assert "Bela would like to know more" in page()
    assert "How large is your team?" in page()
    assert client.post(action(request, "reply"), {"text": ""}).status_code == 400
    shown = markup(client.post(action(request, "reply"), {"text": "Four people."}, follow=True))
    assert "We’ve passed your answer on to Bela." in shown
    assert "Four people." in shown
    accept(request, bela, now=NOW)
    assert "Bela said yes. Book a time by" in page()
    assert "We didn’t need to ask Cem." in page()
    assert "Pick a time" in page()
    assert client.post(action(request, "reply"), {"text": "Five."}).status_code == 302


def test_mentor_reads_the_words_and_accepts(client: Client, mentee: User) -> None:
    ana, bela, _cem = three()
    User.objects.filter(pk=mentee.pk).update(introduction="I bake bread.")
    request = send(mentee, ana, bela, tried="Three books.", languages=["de"])
    client.force_login(ana.user)
    shown = markup(client.get(request.get_absolute_url()))
    for words in (GOAL.strip(), "Three books.", "German", "I bake bread.", "Please answer by"):
        assert words in shown
    assert "Bela" not in shown
    posted = {"decision": "accept", "accept-message": "Gladly."}
    shown = markup(client.post(action(request, "answer_request"), posted, follow=True))
    assert "Accepted. We’ve told Kofi, who can now book one of your times." in shown
    assert "You’ve accepted. Kofi can book one of your times until" in shown
    assert states(request) == ["matched", "accepted", "withdrawn"]
    refused = client.post(action(request, "answer_request"), {"decision": "decline", "decline-reason": "time"})
    assert refused.status_code == 409


def test_mentor_asks_something_first_and_then_says_not_now(client: Client, mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    client.force_login(ana.user)
    answer = action(request, "answer_request")
    assert client.post(answer, {"decision": "ask", "ask-question": ""}).status_code == 400
    shown = markup(client.post(answer, {"decision": "ask", "ask-question": "How large is your team?"}, follow=True))
    assert "We’ve passed your question on to Kofi." in shown
    assert "Tell me more" not in shown
    reply(request, ana, now=NOW)
    assert "Four people." in markup(client.get(request.get_absolute_url()))
    assert client.post(answer, {"decision": "decline"}).status_code == 400
    assert client.post(answer, {"decision": "perhaps"}).status_code == 400
    posted = {"decision": "decline", "decline-reason": "better", "decline-message": "Ask Bela."}
    shown = markup(client.post(answer, posted, follow=True))
    assert "Thank you for answering. We’ve told Kofi." in shown
    assert "You’ve already answered this." in shown
    assert states(request) == ["exhausted", "declined"]


def test_mentor_with_three_to_book_reads_why_they_cannot_accept(client: Client, mentor: Mentor) -> None:
    for _number in range(3):
        AskFactory(mentor=mentor, accepted=True)
    request = AskFactory(mentor=mentor).request
    client.force_login(mentor.user)
    assert "accepted 3 requests for which no time is booked" in markup(client.get(request.get_absolute_url()))
    status, text = answered(client.post(action(request, "answer_request"), {"decision": "accept"}))
    assert (status, "accepted 3 requests" in text) == (409, True)


def test_others_see_nothing(client: Client, mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana, bela)
    for member in (bela.user, UserFactory(), UserFactory(staff=True)):
        browser = signed_in(member)
        assert browser.get(request.get_absolute_url()).status_code == 404
        for name in ("answer_request", "reply", "withdraw_request", "let_the_team_look"):
            assert browser.post(action(request, name)).status_code == 404
    assert signed_in(mentee).post(action(request, "answer_request")).status_code == 404
    assert signed_in(ana.user).post(action(request, "withdraw_request")).status_code == 404
    assert client.get(request.get_absolute_url()).status_code == 302


def test_mentee_withdraws(client: Client, mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    client.force_login(mentee)
    shown = markup(client.post(action(request, "withdraw_request"), follow=True))
    assert "Withdrawn. No one will be asked any more." in shown
    assert f"{NEW}?again={request.uuid}" in shown
    assert GOAL.strip() in markup(client.get(NEW, {"again": request.uuid}))
    assert GOAL.strip() not in markup(signed_in(UserFactory()).get(NEW, {"again": request.uuid}))
    assert client.get(NEW, {"again": "x"}).status_code == 200


def test_mentee_is_offered_others_when_everyone_was_asked(client: Client, mentee: User) -> None:
    topic = TopicFactory()
    asked, *fresh = MentorFactory.create_batch(5, bookable=True, topics=[topic])
    request = send(mentee, asked)
    decline(request, asked, now=NOW)
    client.force_login(mentee)
    page = client.get(request.get_absolute_url())
    assert len(page.context["slugs"]) == 3
    assert asked.slug not in page.context["slugs"]
    assert "Others who help with the same:" in markup(page)
    address = f"{NEW}?again={request.uuid}" + "".join(f"&mentor={slug}" for slug in page.context["slugs"])
    filled = markup(client.get(address))
    names = [mentor.user.display_name for mentor in fresh if mentor.slug in page.context["slugs"]]
    assert all(f'value="{name}"' in filled for name in names)


def test_mentors_in_the_address_may_be_nonsense(client: Client, mentee: User) -> None:
    client.force_login(mentee)
    for slug in ("%00", "..", "nobody", "x" * 300):
        assert client.get(f"/requests/new/?mentor={slug}&mentor={slug}").status_code == 200


def test_mentee_lets_the_team_look_and_sees_whom_they_suggest(client: Client, mentee: User) -> None:
    ana, bela, _cem = three()
    request = send(mentee, ana)
    decline(request, ana, now=NOW)
    client.force_login(mentee)
    shown = markup(client.post(action(request, "let_the_team_look"), follow=True))
    assert "The club team is looking for someone" in shown
    requests.suggest(request=request, mentors=[bela], by=UserFactory(staff=True), now=NOW)
    page = client.get(request.get_absolute_url())
    assert page.context["slugs"] == [bela.slug]
    assert "The team suggests:" in markup(page)
    assert "Let the team look" not in markup(page)


def test_list_shows_own_requests_and_those_to_answer(client: Client, mentee: User, mentor: Mentor) -> None:
    ana, *_others = three()
    request = send(mentee, ana)
    shown = markup(signed_in(mentee).get(LIST))
    assert request.get_absolute_url() in shown
    assert NEW not in shown
    assert request.get_absolute_url() in markup(signed_in(ana.user).get(LIST))
    shown = markup(signed_in(mentor.user).get(LIST))
    assert request.get_absolute_url() not in shown
    assert NEW in shown


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_as_many_queries_for_three_as_for_one(
    client: Client, mentor: Mentor, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _row in range(number):
        AskFactory(mentor=mentor)
        AskFactory(mentor=mentor, accepted=True)
        AskFactory(request=RequestFactory(mentee=mentor.user, state="matched", ended_at=NOW), accepted=True)
    client.force_login(mentor.user)
    client.get(LIST)
    with django_assert_num_queries(10):
        client.get(LIST)


@pytest.mark.parametrize("number", [1, 3])
def test_page_takes_as_many_queries_for_three_mentors_as_for_one(
    client: Client, mentee: User, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = send(mentee, *three()[:number])
    client.force_login(mentee)
    client.get(request.get_absolute_url())
    with django_assert_num_queries(4):
        client.get(request.get_absolute_url())


def test_home_says_what_waits_in_each_role(mentee: User) -> None:
    ana, *_others = three()
    request = send(mentee, ana)

    def titles(member: User) -> list[tuple[str, bool]]:
        return [(thing.title, thing.is_theirs) for thing in to_do(member, most=5, now=NOW + DAY)]

    assert titles(ana.user) == [("Kofi Mensah has a request for you", False)]
    assert titles(mentee) == [("You’ve asked Ana Ruiz", True)]
    ask_back(request, ana)
    assert titles(ana.user) == []
    assert titles(mentee) == [("Ana Ruiz has a question about your request", False)]
    accept(request, ana)
    assert titles(mentee) == [("Ana Ruiz said yes to your request", False)]
    Ask.objects.update(settled_at=NOW - 30 * DAY)
    assert titles(mentee) == []


@pytest.mark.parametrize("number", [1, 3])
def test_to_dos_take_two_queries(
    mentor: Mentor, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    from matching.presenters.requests import to_do as of_requests

    for _row in range(number):
        AskFactory(mentor=mentor)
        AskFactory(request=RequestFactory(mentee=mentor.user, state="matched", ended_at=NOW), accepted=True)
    with django_assert_num_queries(2):
        assert len(list(of_requests(mentor.user, most=5, now=clock.now()))) == 2 * number


def test_too_many_posts_are_refused(client: Client, mentee: User) -> None:
    ana, *_others = three()
    client.force_login(mentee)
    for _number in range(20):
        assert client.post(NEW, form("")).status_code == 400
    assert client.post(NEW, form("Ana Ruiz")).status_code == 429
    request = send(mentee, ana)
    browser = signed_in(ana.user)
    for _number in range(30):
        assert browser.post(action(request, "answer_request")).status_code == 400
    assert browser.post(action(request, "answer_request"), {"decision": "accept"}).status_code == 429
