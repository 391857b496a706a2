"""What the team writes about a topic or an area, on its page, and whom it puts first there."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from mentors.models import Mentor, MentorStatus
from mentors.services import feature
from tests.directory.conftest import queries
from tests.factories import CategoryFactory, TopicFactory
from tests.pages import markup

pytestmark = pytest.mark.django_db


def test_page_says_what_people_talk_about_in_the_readers_language(client: Client) -> None:
    field = CategoryFactory(slug="people", name="People", about="How people work together.")
    written = {"about": "First.\n\n<b>Second.</b>", "questions": "May I ask for more?\n\n<i>When?</i>\n"}
    TopicFactory(
        slug="pay", name="Pay", name_de="Gehalt", category=field, questions_de="Darf ich mehr verlangen?", **written
    )
    page = markup(client.get("/topics/pay/"))
    assert "Talking about Pay" in page
    assert "<p>First.</p> <p>&lt;b&gt;Second.&lt;/b&gt;</p>" in page
    assert "<ul> <li> May I ask for more? </li><li> &lt;i&gt;When?&lt;/i&gt; </li> </ul>" in page
    german = markup(client.get("/de/topics/pay/"))
    assert "Gespräche über Gehalt" in german
    assert "<li> Darf ich mehr verlangen? </li>" in german
    assert "<p>First.</p>" in german  # not translated yet
    assert "How people work together." in markup(client.get("/topics/people/"))


def test_page_of_a_topic_that_no_one_has_written_about_has_no_such_section(client: Client) -> None:
    TopicFactory(slug="pay")
    assert "Talking about" not in markup(client.get("/topics/pay/"))


def cards(page: str) -> list[list[str]]:
    """The names on the cards: of those the team has chosen, and of the others."""
    first, _, others = page.partition('<section class="stack" aria-labelledby="people">')
    return [re.findall(r'mentor-card__name"><a [^>]+>([^<]+)', part) for part in (first, others)]


def test_mentors_chosen_by_the_team_come_first_and_once(client: Client, listed: Callable[..., Mentor]) -> None:
    topic = TopicFactory(slug="pay", category__slug="people")
    ana, ben, cem, away, other = (
        listed(slug=slug, user__display_name=slug.title(), topics=[topic])
        for slug in ("ana", "ben", "cem", "away", "other")
    )
    for page in ("/topics/pay/", "/topics/people/"):
        assert "Chosen by the club team" not in markup(client.get(page))
    feature(subject=topic, mentors=[cem, away, ana])
    feature(subject=topic.category, mentors=[ben, other])
    Mentor.objects.filter(pk=away.pk).update(status=MentorStatus.PAUSED)
    other.topics.clear()  # helps with it no longer
    cache.clear()
    page = markup(client.get("/topics/pay/"))
    assert (cards(page)[0], set(cards(page)[1])) == (["Cem", "Ana"], {"Ben"})
    assert "3 mentors" in page
    assert cards(markup(client.get("/topics/people/")))[0] == ["Ben"]
    assert client.get("/topics/pay/").status_code == 200
    Mentor.objects.filter(pk__in=[ben.pk]).update(status=MentorStatus.PAUSED)
    cache.clear()
    page = markup(client.get("/topics/pay/"))
    assert cards(page)[0] == ["Cem", "Ana"]
    assert "No one helps with this right now" not in page


def test_page_takes_as_many_queries_for_three_chosen_as_for_one(client: Client, listed: Callable[..., Mentor]) -> None:
    topic = TopicFactory(slug="pay")
    mentors = [listed(slug=slug, topics=[topic]) for slug in ("ana", "ben", "cem")]
    asked = []
    for number in (1, 3):
        feature(subject=topic, mentors=mentors[:number])
        client.get("/topics/pay/")
        asked.append(queries(client, "/topics/pay/"))
    assert asked[0] == asked[1]
