"""A mentor goes live: what is missing, the moment itself, and what they can share."""

import html

import pytest
from django.test import Client
from django.urls import reverse

from bookings import services
from mentors.models import Mentor, MentorStatus
from notifications.models import Notice
from tests.directory.conftest import NOW, queries
from tests.factories import MentorFactory, TopicFactory
from tests.factories.mentors import SOMEONE
from tests.mentors.test_views import own
from tests.pages import markup

PROFILE, LIVE = reverse("mentors:profile"), reverse("directory:live")
pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(client: Client) -> Mentor:
    """A mentor who lacks nothing but a headline."""
    mentor = MentorFactory(hidden=True, bookable=True, headline="", role="Support Lead", company="Acacia Desk", bio="")
    client.force_login(mentor.user)
    return mentor


def told() -> int:
    return Notice.objects.filter(kind="mentor_live").count()


@pytest.mark.parametrize("headline", ["", "Support Lead", "support lead "])
def test_nobody_is_listed_without_a_headline_of_their_own(newcomer: Mentor, client: Client, headline: str) -> None:
    Mentor.objects.update(headline=headline)
    assert services.status.list_ready_mentors(now=NOW) == 0
    desk = markup(client.get(reverse("bookings:desk")))
    assert "Say in one line what you help with</a> </p>" in desk
    assert 'Add a photo <span class="soft">(done)</span>' in desk
    assert 'Choose where you meet <span class="soft">(done)</span>' in desk


def test_nobody_is_listed_without_a_photo_or_loses_it_while_their_page_is_public(
    newcomer: Mentor, client: Client
) -> None:
    Mentor.objects.update(headline="I listen", photo="")
    assert services.status.list_ready_mentors(now=NOW) == 0
    assert "Add a photo</a> </p>" in markup(client.get(reverse("bookings:desk")))
    page = markup(client.get(PROFILE))
    assert '<a href="#id_photo">a photo</a>' in page
    assert '<a href="#id_headline">' not in page
    Mentor.objects.update(photo=SOMEONE)
    assert services.status.list_ready_mentors(now=NOW) == 1
    assert "Remove the photo" not in client.get(PROFILE).content.decode()
    client.post(PROFILE, own(newcomer, remove_photo="on"))
    newcomer.refresh_from_db()
    assert newcomer.photo.name == SOMEONE


def test_last_step_leads_to_the_page_that_says_so(newcomer: Mentor, client: Client) -> None:
    assert client.post(PROFILE, own(newcomer))["Location"] == LIVE
    newcomer.refresh_from_db()
    assert newcomer.went_live_at is not None
    assert (newcomer.status, told()) == (MentorStatus.LISTED, 1)
    page = client.get(LIVE).content.decode()
    assert "You’re live" in page
    assert f'{newcomer.get_absolute_url()}" readonly' in page
    assert "I ask one question less" in page
    assert client.post(PROFILE, own(newcomer))["Location"] == PROFILE


def test_each_page_of_the_desk_can_be_the_last_step(newcomer: Mentor, client: Client) -> None:
    kind = newcomer.session_types.get()
    Mentor.objects.update(headline="I listen")
    newcomer.session_types.update(is_active=False)
    data = {
        "types-TOTAL_FORMS": "1", "types-INITIAL_FORMS": "1", "types-0-uuid": str(kind.uuid), "types-0-name": "A talk",
        "types-0-minutes": "30", "types-0-on_request": "no", "types-0-is_active": "on",
    }  # fmt: skip
    assert client.post(reverse("bookings:session_types"), data)["Location"] == LIVE


def test_who_comes_back_is_not_told_again(newcomer: Mentor, client: Client) -> None:
    client.post(PROFILE, own(newcomer))
    Mentor.objects.update(status=MentorStatus.HIDDEN)
    assert services.status.list_ready_mentors(now=NOW) == 1
    assert told() == 1


def test_only_who_is_listed_has_something_to_share(newcomer: Mentor, client: Client) -> None:
    assert client.get(LIVE)["Location"] == reverse("bookings:desk")


def test_words_to_share_name_up_to_three_topics(client: Client) -> None:
    mentor = MentorFactory(bookable=True, topics=[TopicFactory(name=f"Topic <{letter}>") for letter in "ABCD"])
    client.force_login(mentor.user)
    page = markup(client.get(LIVE))
    assert "talk about Topic &lt;A&gt;, Topic &lt;B&gt; or Topic &lt;C&gt;? Book an hour" in page
    assert "no free time right now" not in page  # although the index of free time has not been built yet
    assert queries(client, LIVE) <= 20


def test_headline_that_repeats_the_role_is_not_printed(client: Client) -> None:
    mentor = MentorFactory(bookable=True, headline="Support lead", role="Support Lead", company="Acacia Desk")
    for address in (mentor.get_absolute_url(), "/mentors/"):
        page = html.unescape(client.get(address).content.decode())
        assert ("Support Lead" in page, "Support lead" in page) == (True, False)
