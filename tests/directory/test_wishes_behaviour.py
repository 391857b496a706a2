"""Whom people didn't find: told with a form, counted, seen by the team, forgotten after a year."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.db import violates
from directory.tasks import forget_wishes
from directory.views import WISHES
from mentors.models import Mentor, Wish
from mentors.services import note_wish
from tests.directory.conftest import NOW
from tests.factories import TopicFactory, UserFactory, WishFactory
from tests.pages import markup

pytestmark = pytest.mark.django_db
Listed = Callable[..., Mentor]


def counted() -> dict[tuple[str, str | None, str], int]:
    """(words, topic, language) → how often."""
    return {
        (wish.words, wish.topic.slug if wish.topic else None, wish.language): wish.times
        for wish in Wish.objects.select_related("topic")
    }


def test_search_that_found_nobody_leads_to_the_form_and_fills_it_in(client: Client, listed: Listed) -> None:
    listed("Amara Njeri")
    topic = TopicFactory(slug="bees")
    link = '<a href="/wishes/?q=beekeeping&amp;topic=bees">Tell the club who’s missing</a>'
    assert link in markup(client.get("/mentors/?q=beekeeping&topic=bees"))
    assert "who’s missing" not in markup(client.get("/mentors/?q=amara"))
    page = markup(client.get("/wishes/?q=beekeeping&topic=bees"))
    assert 'value="beekeeping"' in page
    assert '<option value="bees" selected>' in page
    assert counted() == {}  # looking changes nothing
    response = client.post("/wishes/", {"words": "Beekeeping ", "topic": "bees"}, follow=True)
    assert response.redirect_chain == [("/mentors/", 302)]
    assert "Thank you. The team reads this when it looks for new mentors." in markup(response)
    assert counted() == {("beekeeping", topic.slug, "en"): 1}


def test_same_wish_is_counted_and_another_language_is_another_wish(client: Client) -> None:
    for number, words in enumerate(("Salt  mining", "salt mining", "SALT MINING")):
        client.post("/wishes/", {"words": words}, REMOTE_ADDR=f"192.0.2.{number}")
    client.post("/de/wishes/", {"words": "salt mining"})
    assert counted() == {("salt mining", None, "en"): 3, ("salt mining", None, "de"): 1}


def test_person_is_counted_once_for_the_same_wish(client: Client) -> None:
    member = Client()
    member.force_login(UserFactory())
    for words in ("Salt mining", "salt  mining", "SALT mining "):
        for browser in (client, member):
            assert browser.post("/wishes/", {"words": words}).status_code == 302
    assert counted() == {("salt mining", None, "en"): 2}


@pytest.mark.parametrize(
    "form",
    [{}, {"words": "   "}, {"words": "x" * 121}, {"topic": "nothing"}, {"words": "bees", "topic": "retired"}],
)
def test_form_that_says_nothing_is_kept_with_a_reason(client: Client, form: dict[str, str]) -> None:
    TopicFactory(slug="retired", is_active=False)
    response = client.post("/wishes/", form)
    assert response.status_code == 400
    assert "form-errors" in response.content.decode()
    assert counted() == {}


def test_robots_and_floods_count_nothing(client: Client) -> None:
    client.post("/wishes/", {"words": "bees", "website": "https://example.org/"})
    assert counted() == {}
    for number in range(WISHES.times - 1):
        client.post("/wishes/", {"words": f"bees {number}"})
    response = client.post("/wishes/", {"words": "one too many"})
    assert response.status_code == 400
    assert "wait an hour" in response.content.decode()
    assert "one too many" in response.content.decode()
    assert len(counted()) == WISHES.times - 1


def test_wish_without_words_and_topic_is_none() -> None:
    assert note_wish(words=" ", topic=None, language="en", now=NOW) is None
    assert counted() == {}


def test_wish_is_forgotten_a_year_after_the_last_time() -> None:
    WishFactory(words="old", last_at=NOW - timedelta(days=365))
    WishFactory(words="kept", last_at=NOW - timedelta(days=364, hours=23))
    forget_wishes()
    assert [wish.words for wish in Wish.objects.all()] == ["kept"]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"words": ""}, "wish_says_something"),
        ({"words": "bees"}, "wish_once"),
        ({"times": -1}, "mentors_wish_times_check"),
    ],
)
def test_constraints_judge_last(change: dict[str, object], constraint: str) -> None:
    WishFactory(words="bees")
    wish = WishFactory(words="wasps")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Wish.objects.filter(pk=wish.pk).update(**change)
    assert violates(caught.value, constraint)
