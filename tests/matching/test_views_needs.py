"""The pages on which members say what they look for, see three mentors, and leave some out."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from matching.models import Dismissal, Need, Weights
from mentors.models import Mentor
from tests.factories import DismissalFactory, NeedFactory, TopicFactory, UserFactory
from tests.pages import markup, signed_in

Listed = Callable[..., Mentor]
GOAL = "I’d like to negotiate my salary."


@pytest.fixture
def member(db: None) -> User:
    return UserFactory(display_name="Kofi Mensah")


def test_whoever_has_said_nothing_is_asked_first_and_shown_three_then(listed: Listed, member: User) -> None:
    topic = TopicFactory(slug="pay", name="Pay")
    for number in range(4):
        listed(f"Mentor {number}", topics=[topic])
    client = signed_in(member)
    assert client.get("/mentors/for-you/").headers["Location"] == "/mentors/for-you/edit/"
    said = {"goal": GOAL, "topic_2": "pay", "hours": ["tue-morning"], "level": "student", "unwanted": " sales "}
    page = client.post("/mentors/for-you/edit/", said, follow=True)
    assert [path for path, _status in page.redirect_chain] == ["/mentors/for-you/"]
    text = markup(page)
    assert text.count('<li class="suggestion">') == 3
    assert "You asked for Pay, and that’s what they help with." in text
    assert "Choose the languages you’d like to talk in." in text  # what would help
    assert "Choose a topic" not in text
    need = Need.objects.of(member).get()
    assert ([topic.slug for topic in need.topics], need.hours, need.unwanted) == (["pay"], ["tue-morning"], "sales")
    assert markup(client.get("/mentors/for-you/?more")).count('<li class="suggestion">') == 4
    link = re.search(r'href="(/requests/new/[^"]+)"', page.content.decode())
    assert link
    request = markup(client.get(link[1].replace("&amp;", "&")))
    assert GOAL in request
    assert [f'value="Mentor {number}"' in request for number in range(4)].count(True) == 3
    form = markup(client.get("/mentors/for-you/edit/"))
    assert GOAL in form
    assert 'value="tue-morning" checked' in form


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"goal": "Help"}, "Please write at least 20 characters. You have 4 so far."),
        ({"goal": "x" * 601}, "there’s room for 600"),
        ({"topic_1": "pay", "topic_3": "pay"}, "Please choose each topic only once."),
        ({"topic_1": "unknown"}, "Please choose one from the list."),
        ({"hours": ["tue-night"]}, "Please choose from the list."),
        ({"level": "king"}, "Please choose one from the list."),
        ({"languages": ["xx"]}, "We don’t know the language"),
    ],
)
def test_what_cannot_be_understood_is_refused_and_nothing_is_lost(
    member: User, change: dict[str, Any], said: str
) -> None:
    TopicFactory(slug="pay")
    page = signed_in(member).post("/mentors/for-you/edit/", {"goal": GOAL, "not_company": "Kestrel"} | change)
    assert page.status_code == 400
    assert said in markup(page)
    assert 'value="Kestrel"' in markup(page)
    assert not Need.objects.exists()


def test_not_this_one_takes_a_mentor_out_and_again_brings_them_back(listed: Listed, member: User) -> None:
    mentor = listed("Amara Njeri", topics=[(topic := TopicFactory())])
    NeedFactory(member=member, topics=[topic])
    client = signed_in(member)
    address = f"/mentors/{mentor.slug}/not-for-me/"
    page = markup(client.post(address, {}, follow=True))
    assert "Please choose why" in page
    page = markup(client.post(address, {"reason": "time"}, follow=True))
    assert "We won’t suggest Amara Njeri again. They aren’t told." in page
    assert "No one fits all of it right now" in page
    assert Dismissal.objects.get().reason == "time"
    assert "Include the mentor you left out" in page
    page = markup(client.post("/mentors/for-you/again/", follow=True))
    assert "Why Amara Njeri" in page
    client.post(address, {"reason": "other"})
    left = client.post("/mentors/for-you/forget/", follow=True)
    assert left.redirect_chain[0][0] == "/mentors/"
    assert not Need.objects.exists()
    assert not Dismissal.objects.exists()


def test_a_get_changes_nothing_and_a_hidden_mentor_is_not_found(client: Client, listed: Listed, member: User) -> None:
    mentor, hidden = listed(), listed(hidden=True)
    DismissalFactory(member=member, mentor=mentor)
    client.force_login(member)
    for path in (f"/mentors/{mentor.slug}/not-for-me/", "/mentors/for-you/again/", "/mentors/for-you/forget/"):
        assert client.get(path).status_code == 405
    assert client.post(f"/mentors/{hidden.slug}/not-for-me/", {"reason": "other"}).status_code == 404
    assert Dismissal.objects.count() == 1


def test_what_one_looks_for_is_seen_by_no_one_else(client: Client, listed: Listed, member: User) -> None:
    mentor = listed()
    NeedFactory(member=member, goal="A secret goal of mine")
    other = signed_in(mentor.user)
    for path in ("/mentors/for-you/", "/mentors/for-you/edit/", mentor.get_absolute_url(), "/", "/desk/"):
        assert "A secret goal" not in other.get(path, follow=True).content.decode()
    assert client.get("/mentors/for-you/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.usefixtures("no_second_factor")
def test_team_sets_the_weights_and_has_a_pair_explained_in_numbers(listed: Listed, member: User) -> None:
    topic = TopicFactory()
    mentor = listed("Amara", topics=[topic])
    NeedFactory(member=member, goal="A secret goal of mine", topics=[topic])
    admin = signed_in(UserFactory(is_staff=True, is_superuser=True))
    address = "/admin/matching/weights/"
    weights = dict.fromkeys(("topics", "words", "level", "hours", "capacity", "replies", "feedback", "crowding"), 0)
    assert "At least one of them must count." in markup(admin.post(address, weights))
    assert admin.post(address, weights | {"topics": 101}).status_code == 400
    saved = admin.post(address, weights | {"topics": 100}, follow=True)
    assert "Saved. The next suggestions follow it." in markup(saved)
    assert Weights.objects.get().topics == 100
    page = markup(admin.get(address, {"member": member.email.upper(), "mentor": mentor.get_absolute_url()}))
    assert "100.0 of 100" in page
    assert "A secret goal" not in page
    for asked, said in (
        ({"member": "nobody@example.org", "mentor": mentor.slug}, "No one has an account with this address."),
        ({"member": member.email, "mentor": "nobody"}, "No listed mentor has this address."),
        ({"member": mentor.user.email, "mentor": mentor.slug}, "They haven’t said what they’re looking for."),
    ):
        assert said in markup(admin.get(address, asked))
    change = admin.get(f"{address}1/change/")
    assert (change.status_code, change.headers["Location"]) == (302, address)
